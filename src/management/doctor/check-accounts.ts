// The auth files: those that hold no account, those that hold the same one, and logins that have come to their end.

import type { AccountsFacts, LoginFacts } from "./facts.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

export function checkAccounts(accounts: AccountsFacts, now: number): readonly Finding[] {
  const { authDir, count, logins, duplicates } = accounts;
  return [
    count === 0
      ? warning("accounts", "there are no accounts yet", "`switchyard login` or `switchyard import` adds one")
      : ok("accounts", `${count} account${count === 1 ? "" : "s"} in ${authDir} and config.yaml`),
    ...accounts.broken.map(({ fileName, reason }) =>
      broken("auth-file", `${fileName}: ${reason}`, `import the account again, or remove ${fileName}`),
    ),
    ...duplicates.map(([kept = "", ...others]) =>
      warning("duplicate", `${others.join(", ")} and ${kept} are the same account`, `remove ${others.join(", ")}`),
    ),
    ...logins.flatMap((login) => checkLogin(login, now)),
  ];
}

function checkLogin(login: LoginFacts, now: number): readonly Finding[] {
  const { label, provider, expiresAt, canRefresh, refusal } = login;
  const again = `sign in again: \`switchyard login ${provider}\``;
  if (refusal !== null) return [broken("login", `${label}: ${refusal}`, again)];
  if (expiresAt === null || expiresAt > now || canRefresh) return [];
  return [broken("login", `${label}: its token has expired and cannot be renewed`, again)];
}
