// The doctor at the accounts: what their files hold, and what is remembered of them.

import type { Account } from "../domain/account.ts";
import type { ShelvedFile } from "../domain/auth-file-shelf.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState } from "../domain/ports.ts";
import { accountLabel } from "../logins/account-label.ts";
import type { AccountsFacts, LoginFacts } from "../management/doctor/facts.ts";
import { sha256Hex } from "../platform/sha256.ts";

export function accountFacts(
  accounts: readonly Account[],
  files: readonly ShelvedFile[],
  states: ReadonlyMap<AccountId, AccountState>,
): Omit<AccountsFacts, "authDir"> {
  const byAccount = Map.groupBy(
    files.filter(({ account }) => account !== null),
    ({ account }) => account?.id ?? "",
  );
  const servingFile = new Map(accounts.map(({ id, fileName }) => [id, fileName]));
  const duplicates = [...byAccount]
    .filter(([, same]) => same.length > 1)
    .map(([id, same]) => {
      const kept = servingFile.get(id) ?? "";
      return [kept, ...same.map(({ fileName }) => fileName).filter((fileName) => fileName !== kept)];
    });
  return {
    count: accounts.length,
    broken: files.flatMap(({ fileName, account, problem }) =>
      account === null ? [{ fileName, reason: problem ?? "identity not known yet" }] : [],
    ),
    duplicates,
    logins: accounts.flatMap((account) => loginFacts(account, states.get(account.id) ?? null)),
  };
}

function loginFacts(account: Account, state: AccountState | null): readonly LoginFacts[] {
  const { provider, credentials, paused } = account;
  if (credentials.kind !== "oauth" || paused) return [];
  const condition = state?.health.condition;
  const isRefused = condition?.kind === "reauth_required" || condition?.kind === "deactivated";
  return [
    {
      label: accountLabel(account, sha256Hex),
      provider,
      expiresAt: credentials.expiresAt,
      canRefresh: credentials.refreshToken !== null,
      refusal: isRefused ? condition.reason : null,
    },
  ];
}
