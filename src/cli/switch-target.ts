// Which tool and which of its accounts a person means.

import { matchingAccounts } from "../domain/account-list.ts";
import { bestAccount, type SwitchCandidate } from "../domain/best-account.ts";
import { HEALTHY } from "../domain/account-health.ts";
import type { ToolHome, ToolId } from "../logins/tools/tool-home.ts";
import { CliFailure } from "./deps.ts";
import type { Hands, KnownAccount } from "./hands.ts";
import { type NumberedAccount, selectOne } from "./select-accounts.ts";

export interface SwitchTarget {
  readonly home: ToolHome;
  readonly account: NumberedAccount;
  /** Why this one; null where it was asked for. */
  readonly because: string | null;
}

/** Throws CliFailure where the tool has no home here. */
export function homeOf(hands: Hands, tool: ToolId): ToolHome {
  const home = hands.tools.homes.find((one) => one.tool === tool);
  if (home === undefined) {
    throw new CliFailure("there is no home folder (HOME is not set)", "set HOME, or CODEX_HOME for Codex", {
      code: "no_home",
    });
  }
  return home;
}

/** The home of the tool that uses such accounts. Throws CliFailure. */
export function homeFor(hands: Hands, { provider }: KnownAccount): ToolHome {
  const home = hands.tools.homes.find((one) => one.provider === provider);
  if (home !== undefined) return home;
  const known = ["codex", "claude", "gemini-cli"].includes(provider);
  throw known
    ? new CliFailure("there is no home folder (HOME is not set)", "set HOME, or CODEX_HOME for Codex", {
        code: "no_home",
      })
    : new CliFailure(
        `no tool on this computer takes accounts of ${provider}`,
        "use it through the gateway: `switchyard connect`",
        { code: "no_tool" },
      );
}

/** The accounts that a tool can use; all that some tool can use where none is named. */
export function usableBy(
  accounts: readonly NumberedAccount[],
  hands: Hands,
  tool: ToolId | null,
): readonly NumberedAccount[] {
  const homes = hands.tools.homes.filter((home) => tool === null || home.tool === tool);
  const providers = new Set(homes.map(({ provider }) => provider));
  return accounts.filter(({ account }) => providers.has(account.provider));
}

/** By number, id, or part of a name. Of several matches those count that a tool can use. Throws CliFailure. */
export function targetByQuery(
  accounts: readonly NumberedAccount[],
  { hands, query, tool }: { readonly hands: Hands; readonly query: string; readonly tool: ToolId | null },
): SwitchTarget {
  const usable = usableBy(accounts, hands, tool);
  const account = selectOne(matchingAccounts(usable, query).length > 0 ? usable : accounts, query);
  const home = homeFor(hands, account.account);
  if (tool !== null && home.tool !== tool) {
    const { title, provider } = homeOf(hands, tool);
    throw new CliFailure(
      `${title} takes accounts of ${provider}, and this one is of ${account.account.provider}`,
      "leave out --tool, or choose another account",
      { code: "wrong_tool" },
    );
  }
  return { home, account, because: null };
}

/** The account before: of the tool that is named, else of the one switched last. Throws CliFailure. */
export async function targetBefore(
  accounts: readonly NumberedAccount[],
  hands: Hands,
  tool: ToolId | null,
): Promise<SwitchTarget> {
  const homes = tool === null ? hands.tools.homes : [homeOf(hands, tool)];
  const records = await Promise.all(homes.map(async (home) => ({ home, record: await hands.tools.record(home) })));
  const [last] = records
    .filter(({ record }) => record.previous_account_id !== null)
    .toSorted((a, b) => (b.record.switched_at ?? 0) - (a.record.switched_at ?? 0));
  if (last === undefined) {
    throw new CliFailure("there is no account before this one yet", "name one: `switchyard switch <account>`", {
      code: "no_previous_account",
    });
  }
  const account = accounts.find((one) => one.account.id === last.record.previous_account_id);
  if (account === undefined) {
    throw new CliFailure(
      "the account before this one is not here any more",
      "name another one; `switchyard list` shows them",
      {
        code: "account_not_found",
      },
    );
  }
  return { home: last.home, account, because: null };
}

/** Throws CliFailure where nobody is any good. */
export function bestTarget(
  accounts: readonly NumberedAccount[],
  { hands, tool, now }: { readonly hands: Hands; readonly tool: ToolId; readonly now: number },
): SwitchTarget {
  const home = homeOf(hands, tool);
  const usable = usableBy(accounts, hands, tool).filter(({ account }) => home.refusal(account.account) === null);
  const best = bestAccount(
    usable.map(({ account }) => candidateOf(account)),
    now,
  );
  const account = best.kind === "best" ? usable.find((one) => one.account.id === best.id) : undefined;
  if (account === undefined) {
    throw new CliFailure(
      `no account is any good for ${home.title}: ${best.because}`,
      "`switchyard list` shows when they reset",
      {
        code: "no_usable_account",
      },
    );
  }
  return { home, account, because: best.because };
}

export function candidateOf({ id, account, state, keyMask }: KnownAccount): SwitchCandidate {
  const { paused } = account;
  return { id, paused, isKey: keyMask !== null, health: state?.health ?? HEALTHY, quota: state?.quota ?? null };
}
