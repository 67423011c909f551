// `switchyard remove`: accounts go, with every copy of their secrets that is ours. All that is asked for is understood before
// anything is removed.

import { Command } from "commander";

import { matchingAccounts, numberedAccounts } from "../domain/account-list.ts";
import type { HomeLook } from "../logins/tools/look-at-home.ts";
import { signOut } from "../logins/tools/sign-out.ts";
import { removeAccounts } from "../management/accounts/remove-accounts.ts";
import { accountDocument } from "./account-document.ts";
import { chooseMany } from "./choose-accounts.ts";
import { confirmed } from "./confirm.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { type Hands, PROVIDER_ORDER } from "./hands.ts";
import { createPrinter, printJson } from "./print.ts";
import { nameOf, type NumberedAccount, selectMany } from "./select-accounts.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly signOut?: boolean;
  readonly json?: boolean;
}

export function removeCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("remove"))
    .description("remove accounts, their backups and what is remembered of them")
    .argument("[account...]", "numbers of the list, or parts of e-mail, alias or workspace; none: choose from the list")
    .option("--all", "every account")
    .option("-y, --yes", "do not ask")
    .option("--sign-out", "sign out tools on this computer that use a removed account, too")
    .option("--json", "print one JSON document")
    .action(async (queries: readonly string[], flags: Flags, command: Command) => {
      if (flags.all === true && queries.length > 0) {
        command.error("error: option '--all' takes no accounts beside it", { exitCode: 2 });
      }
      await withHands(deps, flags, (hands) => remove(hands, { deps, queries, flags, command }));
    });
}

interface Asked {
  readonly deps: CliDeps;
  readonly queries: readonly string[];
  readonly flags: Flags;
  readonly command: Command;
}

interface Removal {
  readonly chosen: readonly NumberedAccount[];
  readonly backups: number;
  /** Tools that use a removed account: those that were signed out, and those that go on. */
  readonly signedOut: readonly HomeLook[];
  readonly stillUsing: readonly HomeLook[];
}

async function remove(hands: Hands, asked: Asked): Promise<void> {
  const { deps, flags } = asked;
  const numbered = numberedAccounts(await hands.accounts({ offline: true }), PROVIDER_ORDER);
  const chosen = await choose(numbered, asked);
  const ids = new Set(chosen.map(({ account }) => account.id));
  const using = hands.toolLooks().filter(({ account }) => account !== null && ids.has(account.id));
  const isSigningOut = using.length > 0 && (await wantsSignOut(using, asked));
  const { removeKeys, forget, folder, tools } = hands;
  const removed = await removeAccounts(
    chosen.map(({ account }) => account),
    { removeKeys, forget, shelf: folder.shelf, removeBackups: tools.backups.removeOf },
  );
  if (removed.kind === "refused") throw new CliFailure(removed.reason, null, { code: "config_not_written" });
  for (const { account } of chosen) {
    await hands.audit({ action: "account.delete", subject: account.id, detail: nameOf(account) });
  }
  const signedOut: HomeLook[] = [];
  if (isSigningOut) for (const look of using) if (await signOut(look, hands.files)) signedOut.push(look);
  const removal = {
    chosen,
    backups: removed.backups,
    signedOut,
    stillUsing: using.filter((look) => !signedOut.includes(look)),
  };
  if (flags.json === true) printJson(deps, removalDocument(removal, hands.clock.now()));
  else printRemoval(removal, deps);
}

/** Who is meant, after asking wherever it is more than what was named. Throws CliFailure. */
async function choose(
  numbered: readonly NumberedAccount[],
  { deps, queries, flags, command }: Asked,
): Promise<readonly NumberedAccount[]> {
  const isAsking = deps.input.isTerminal && deps.out.isTerminal && flags.json !== true;
  if (queries.length === 0 && flags.all !== true) {
    if (!isAsking) command.error("error: name the accounts to remove, or give '--all'", { exitCode: 2 });
    return chooseMany(numbered, "Which accounts are to be removed?");
  }
  const chosen = flags.all === true ? numbered : selectMany(numbered, queries);
  if (chosen.length === 0) throw new CliFailure("there are no accounts", null, { code: "account_not_found" });
  const isOpen = flags.all === true || queries.some((query) => matchingAccounts(numbered, query).length > 1);
  if (!isOpen || flags.yes === true) return chosen;
  if (!isAsking) {
    throw new CliFailure(
      `${chosen.length} accounts are meant:\n${namesOf(chosen)}`,
      "give --yes to remove them all, or numbers of the list",
      { code: "confirmation_needed", candidates: chosen.map(({ account }) => account.id) },
    );
  }
  deps.err.write(`Matched multiple accounts:\n${namesOf(chosen)}\n`);
  if (await confirmed(deps, "Confirm delete?")) return chosen;
  throw new CliFailure("nothing was removed", null, { code: "cancelled" });
}

async function wantsSignOut(using: readonly HomeLook[], { deps, flags }: Asked): Promise<boolean> {
  if (flags.signOut === true) return true;
  if (flags.json === true || flags.yes === true || !deps.input.isTerminal || !deps.out.isTerminal) return false;
  const tools = using.map(({ home }) => `${home.title} (${home.file})`).join(", ");
  return confirmed(deps, `${tools} uses it now. Sign it out there, too?`);
}

function printRemoval({ chosen, backups, signedOut, stillUsing }: Removal, deps: CliDeps): void {
  const out = createPrinter(deps.out, deps.env);
  const err = createPrinter(deps.err, deps.env);
  const unit = chosen.length === 1 ? "account" : "accounts";
  out.line(`Removed ${chosen.length} ${unit}: ${chosen.map(({ account }) => nameOf(account)).join(", ")}`);
  const keys = chosen.filter(({ account }) => account.account.fileName === null).length;
  if (keys > 0) out.line(`Took ${keys === 1 ? "its key" : `${keys} keys`} out of config.yaml.`);
  if (backups > 0) out.line(`Removed ${backups} ${backups === 1 ? "backup" : "backups"} with its login.`);
  for (const { home } of signedOut) out.line(`Signed out ${home.title} (${home.file}).`);
  for (const { home } of stillUsing) {
    err.line(`${err.cyan("hint:")} ${home.title} still has this login in ${home.file}; --sign-out would take it out`);
  }
}

function removalDocument({ chosen, backups, signedOut, stillUsing }: Removal, now: number): Record<string, unknown> {
  const toolOf = ({ home }: HomeLook) => ({ tool: home.tool, file: home.file });
  return {
    command: "remove",
    removed: chosen.map((one) => accountDocument(one, null, now)),
    backups_removed: backups,
    signed_out: signedOut.map(toolOf),
    still_signed_in: stillUsing.map(toolOf),
  };
}

function namesOf(chosen: readonly NumberedAccount[]): string {
  return chosen.map(({ account }) => `- ${nameOf(account)} [${account.provider}]`).join("\n");
}
