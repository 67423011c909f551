// `switchyard alias`: names for accounts, which every command takes for them.

import { Command } from "commander";

import { numberedAccounts } from "../domain/account-list.ts";
import { accountDocument } from "./account-document.ts";
import { chooseOne } from "./choose-accounts.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { type KnownAccount, PROVIDER_ORDER } from "./hands.ts";
import { createPrinter, printJson } from "./print.ts";
import type { NumberedAccount } from "./select-accounts.ts";
import { type PlaceFlags, withHands, withPlaceFlags } from "./with-hands.ts";

interface Flags extends PlaceFlags {
  readonly json?: boolean;
}

interface Wish {
  readonly selector: string;
  /** null takes the name back. */
  readonly alias: string | null;
}

export function aliasCommand(deps: CliDeps): Command {
  const set = withPlaceFlags(new Command("set"))
    .description("call an account by a name of your own")
    .argument("<account>", "a number of the list, or a part of its e-mail, alias or workspace")
    .argument("<alias>", "the name; no number, and nobody else's")
    .option("--json", "print one JSON document")
    .action((selector: string, alias: string, flags: Flags) => changeAlias(deps, { selector, alias }, flags));
  const clear = withPlaceFlags(new Command("clear"))
    .description("take an account's name back")
    .argument("<account>", "a number of the list, or a part of its e-mail, alias or workspace")
    .option("--json", "print one JSON document")
    .action((selector: string, flags: Flags) => changeAlias(deps, { selector, alias: null }, flags));
  return new Command("alias").description("names for accounts").addCommand(set).addCommand(clear);
}

async function changeAlias(deps: CliDeps, { selector, alias }: Wish, flags: Flags): Promise<void> {
  await withHands(deps, flags, async (hands) => {
    const all = await hands.accounts({ offline: true });
    const numbered = numberedAccounts(all, PROVIDER_ORDER);
    const isAsking = deps.input.isTerminal && deps.out.isTerminal && flags.json !== true;
    const chosen = await chooseOne(numbered, selector, { isAsking, message: "Which account?" });
    const { account } = chosen;
    const named = ({ id, alias: name, account: { fileName } }: KnownAccount) => ({ id, fileName, alias: name });
    const { setAlias } = await import("../management/accounts/set-alias.ts");
    const outcome = await setAlias(named(account), alias, { shelf: hands.folder.shelf, accounts: all.map(named) });
    if (outcome.kind === "set") await hands.audit({ action: "account.edit", subject: account.id, detail: "label" });
    switch (outcome.kind) {
      case "set":
      case "unchanged":
        return tell(deps, { chosen, alias, isUpdated: outcome.kind === "set", now: hands.clock.now() }, flags);
      case "invalid":
        throw new CliFailure(`invalid alias: ${outcome.reason}`, null, { code: "invalid_alias" });
      case "taken": {
        const owner = all.find(({ id }) => id === outcome.by);
        throw new CliFailure(`alias '${alias}' is already used by ${owner?.email ?? outcome.by}`, null, {
          code: "duplicate_alias",
        });
      }
      case "no_auth_file":
        throw new CliFailure(
          `the key ${account.keyMask ?? account.id} stands in config.yaml, which has no names for accounts`,
          "an account with an auth file of its own can have one: `switchyard login --api-key`",
          { code: "no_auth_file" },
        );
      case "not_written":
        throw new CliFailure(outcome.reason);
    }
  });
}

interface Told extends Pick<Wish, "alias"> {
  /** As it was before. */
  readonly chosen: NumberedAccount;
  readonly isUpdated: boolean;
  readonly now: number;
}

function tell(deps: CliDeps, { chosen, alias: wanted, isUpdated, now }: Told, { json }: Flags): void {
  const { account } = chosen;
  const alias = wanted?.trim() ?? null;
  const after = { ...chosen, account: { ...account, alias } };
  if (json === true) {
    const operation = alias === null ? "clear" : "set";
    printJson(deps, { command: "alias", operation, updated: isUpdated, account: accountDocument(after, null, now) });
    return;
  }
  createPrinter(deps.out, deps.env).line(sentence(account, alias, isUpdated));
}

function sentence(
  { alias: before, email, keyMask, id }: KnownAccount,
  alias: string | null,
  isUpdated: boolean,
): string {
  const who = email ?? keyMask ?? id;
  if (alias === null) return isUpdated ? `Cleared alias for ${who}: ${before}` : `Alias already empty for ${who}.`;
  if (!isUpdated) return `Alias already set for ${who}: ${alias}`;
  return before === null ? `Set alias for ${who}: ${alias}` : `Updated alias for ${who}: ${before} -> ${alias}`;
}
