// `switchyard config edit`: a copy goes through the operator's editor and comes into force once it is valid.

import { checkConfig } from "../management/config/config-keys.ts";
import type { ConfigHands } from "./config-hands.ts";
import { confirmed } from "./confirm.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { createPrinter } from "./print.ts";

/** Throws CliFailure; the file is then as it was. */
export async function editConfig(hands: ConfigHands, deps: CliDeps): Promise<void> {
  const before = (await hands.text()) ?? (await defaultText(hands));
  const text = await untilValid(hands, before, deps);
  if (text === before) {
    deps.out.write("Nothing was changed.\n");
    return;
  }
  if (((await hands.text()) ?? before) !== before) {
    throw new CliFailure("the file was changed by somebody else meanwhile; nothing was written", "edit it again", {
      code: "changed_meanwhile",
    });
  }
  await hands.replace(text);
  deps.out.write(`Wrote ${hands.path}.\n`);
}

/** Mistakes are shown and can be mended, until somebody gives up. */
async function untilValid(hands: ConfigHands, before: string, deps: CliDeps): Promise<string> {
  const editor = editorOf(deps);
  let text = before;
  for (;;) {
    const outcome = await hands.edited(editor, text);
    if (outcome.kind === "failed") throw new CliFailure(`${outcome.reason}; nothing was changed`);
    text = outcome.text;
    const { problems } = checkConfig(text, "config.yaml");
    if (problems.length === 0) return text;
    const message = problems.map((problem) => problem.message).join("\nerror: ");
    if (!deps.input.isTerminal) throw new CliFailure(message, "nothing was changed", { code: "invalid_config" });
    const err = createPrinter(deps.err, deps.env);
    err.line(`${err.red("error:")} ${message}`);
    if (!(await confirmed(deps, "Edit it again?"))) {
      throw new CliFailure("nothing was changed", null, { code: "invalid_config" });
    }
  }
}

function editorOf({ env }: CliDeps): string {
  const named = [env["VISUAL"], env["EDITOR"]].find((one) => (one?.trim() ?? "") !== "");
  if (named !== undefined) return named;
  throw new CliFailure("no editor is named", "set EDITOR, e.g. `EDITOR=nano switchyard config edit`", {
    code: "no_editor",
  });
}

async function defaultText(hands: ConfigHands): Promise<string> {
  const document = await hands.document();
  document.close();
  return document.text();
}
