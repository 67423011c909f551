// From what a person typed to the accounts that are meant, or a clear word why not. Everything is settled before anything is done.

import { matchingAccounts, type Numbered } from "../domain/account-list.ts";
import { CliFailure } from "./deps.ts";
import type { KnownAccount } from "./hands.ts";

export type NumberedAccount = Numbered<KnownAccount>;

/** Throws CliFailure: nobody is meant (`account_not_found`), or several are (`ambiguous_query`, with the candidates). */
export function selectOne(accounts: readonly NumberedAccount[], query: string): NumberedAccount {
  const matches = matchingAccounts(accounts, query);
  const [match] = matches;
  if (match === undefined) throw notFound([query]);
  if (matches.length > 1) throw ambiguous(query, matches);
  return match;
}

/** Each query may mean several; nobody is in it twice. Throws CliFailure naming every query that means nobody. */
export function selectMany(
  accounts: readonly NumberedAccount[],
  queries: readonly string[],
): readonly NumberedAccount[] {
  const found = queries.map((query) => ({ query, matches: matchingAccounts(accounts, query) }));
  const missing = found.filter(({ matches }) => matches.length === 0).map(({ query }) => query);
  if (missing.length > 0) throw notFound(missing);
  return [...new Set(found.flatMap(({ matches }) => matches))];
}

/** How an account is called in a sentence: alias and e-mail, or masked key. */
export function nameOf({ alias, email, keyMask, id }: KnownAccount): string {
  const name = keyMask === null ? (email ?? id) : `${email === null ? "" : `${email} `}${keyMask}`;
  return alias === null ? name : `${alias} (${name})`;
}

function notFound(queries: readonly string[]): CliFailure {
  const wanted = queries.map((query) => `'${query}'`).join(", ");
  return new CliFailure(`no account matches ${wanted}`, "run `switchyard list` to see the accounts", {
    code: "account_not_found",
  });
}

function ambiguous(query: string, matches: readonly NumberedAccount[]): CliFailure {
  const lines = matches.map(({ number, account }) => `  ${number}  ${nameOf(account)} [${account.provider}]`);
  return new CliFailure(
    `'${query}' matches ${matches.length} accounts:\n${lines.join("\n")}`,
    "give a number of the list, an account id, or more of the name",
    {
      code: "ambiguous_query",
      candidates: matches.map(({ number, account }) => ({
        number,
        account_id: account.id,
        email: account.email,
        alias: account.alias,
        provider: account.provider,
      })),
    },
  );
}
