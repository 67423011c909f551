// What can be asked for accounts, and what takes it back.

import type { Answer, Input } from "../../../contract/client.ts";
import type { Account } from "./accounts-query.ts";

export type AccountFields = Input<"patch", "/api/accounts/{account_id}">["json"];

export type Wish =
  | { readonly action: "pause" | "reactivate" | "delete" | "reset_cooldown" | "refresh_token" | "refresh_quota" }
  | { readonly action: "edit"; readonly fields: AccountFields }
  | { readonly action: "append_note"; readonly note: string };

type Results = Answer<"post", "/api/accounts/batch">["results"];
type Undo = readonly (readonly [readonly Account[], Wish])[];

/** More ways back than that are no way back. */
const MOST_WISHES = 20;

/** For the accounts with which it went well, as they were before; null where nothing leads back. */
export function undoOf(accounts: readonly Account[], results: Results, wish: Wish): Undo | null {
  const done = new Set(results.flatMap(({ account_id, ok }) => (ok ? [account_id] : [])));
  const changed = accounts.filter(({ account_id }) => done.has(account_id));
  if (changed.length === 0) return null;
  switch (wish.action) {
    case "pause":
      return some(
        changed.filter(({ paused }) => !paused),
        { action: "reactivate" },
      );
    case "reactivate":
      return some(
        changed.filter(({ paused }) => paused),
        { action: "pause" },
      );
    case "edit":
      return fieldsBefore(changed, Object.keys(wish.fields));
    case "append_note":
      return fieldsBefore(changed, ["note"]);
    default:
      return null;
  }
}

function some(accounts: readonly Account[], wish: Wish): Undo | null {
  return accounts.length === 0 ? null : [[accounts, wish]];
}

/** Accounts that said the same before are put back together. */
function fieldsBefore(accounts: readonly Account[], names: readonly string[]): Undo | null {
  const before = (account: Account): AccountFields | null => {
    const known: Readonly<Record<string, unknown>> = account;
    if (!names.every((name) => name in known)) return null;
    return Object.fromEntries(names.map((name) => [name, known[name]]));
  };
  const groups = Map.groupBy(accounts, (account) => JSON.stringify(before(account)));
  if (groups.size > MOST_WISHES || groups.has("null")) return null;
  return [...groups.values()].flatMap((group) => {
    const fields = group[0] === undefined ? null : before(group[0]);
    return fields === null ? [] : [[group, { action: "edit", fields }] as const];
  });
}
