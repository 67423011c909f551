// `switchyard connect --undo`: what was there before comes back, but for what somebody else has changed since.

import { CLIENT_TITLES } from "../management/connect/client-settings.ts";
import { carryOut, planDisconnection } from "../management/connect/connect-client.ts";
import { type Asked, asFailure, isWanted, showChanges, these } from "./connect-client.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import type { Hands } from "./hands.ts";
import { maskedDiff } from "./masked-diff.ts";
import { createPrinter, printJson } from "./print.ts";

/** Throws CliFailure. */
export async function disconnectClient(deps: CliDeps, hands: Hands, { client, flags }: Asked): Promise<void> {
  const connecting = await hands.connecting();
  const clientDeps = connecting.deps(flags.project === true ? process.cwd() : null);
  const title = CLIENT_TITLES[client];
  const plan = await planDisconnection(client, clientDeps).catch(asFailure);
  if (plan.kind === "unknown") {
    throw new CliFailure(`${title} was not connected here`, "nothing was changed", { code: "not_connected" });
  }
  if (plan.kind === "changed") {
    const places = plan.places.map(({ path, names }) => `${names.join(", ")} in ${path}`).join("; ");
    throw new CliFailure(
      `changed since by somebody else, and left as it is: ${places}`,
      "put these settings right by hand, or run `switchyard connect` again and then --undo",
      { code: "changed_since", places: plan.places },
    );
  }
  const changed = plan.files.filter(({ before, after }) => before !== after);
  if (flags.json !== true) showChanges(deps, changed);
  const isWritten = flags.dryRun !== true && (await isWanted(deps, flags, `Write ${these(changed)}?`));
  if (isWritten) await carryOut(plan.files, clientDeps).catch(asFailure);
  if (flags.json === true) {
    const files = plan.files.map(({ path, before, after }) => ({
      path,
      changed: before !== after,
      diff: before === after ? null : maskedDiff(path, before, after),
    }));
    printJson(deps, { command: "connect", client, undone: isWritten, files });
    return;
  }
  const out = createPrinter(deps.out, deps.env);
  if (isWritten) out.line(`${out.green("✓")} ${title} is as it was before.`);
  else out.line(flags.dryRun === true ? "Dry run: nothing was written." : "Nothing was written.");
}
