// What an account is called in a table: by its e-mail where it has that to itself, else by what tells it from its neighbours.

import type { ListedAccount } from "../domain/account-list.ts";
import { printable } from "./display-width.ts";
import type { KnownAccount } from "./hands.ts";

/** Accounts of one provider with one e-mail are shown together. null: it stands alone. */
export function groupOf({ provider, email }: ListedAccount): string | null {
  return email === null ? null : `${provider} ${email}`;
}

/** In a row of its own. An API key is called by its e-mail alone where that has one key. */
export function flatLabel({ alias, workspace, email, keyMask, id, provider, account }: KnownAccount): string {
  const upstream = account.qualifier === provider ? null : account.qualifier;
  const names = [keyMask === null ? workspace : upstream, email ?? keyMask ?? id].filter((name) => name !== null);
  const [first = id, ...others] = alias === null ? names : [alias, names.join(", ")];
  return printable(others.length === 0 ? first : `${first} (${others.join(", ")})`);
}

/** Below the e-mail of its group; `siblings` are all accounts of the group. */
export function childLabel(account: ListedAccount, siblings: readonly ListedAccount[]): string {
  const { alias } = account;
  const name = ownName(account);
  if (name !== null) return printable(alias === null ? name : `${alias} (${name})`);
  return printable(alias ?? planNumbered(account, siblings));
}

/** As its vendor calls the plan; `API_KEY` for keys, `-` where it is not known. */
export function planLabel({ plan, keyMask, provider }: ListedAccount): string {
  if (keyMask !== null) return "API_KEY";
  if (plan === null) return "-";
  const known = provider === "codex" ? CHATGPT_PLANS.get(plan) : undefined;
  return (
    known ??
    printable(
      plan
        .split(/[-_ ]+/)
        .map(capitalised)
        .join(" "),
    )
  );
}

/** What the upstream calls plans inside, and what it calls them on its pages (codex-auth facts §1 "list"). */
const CHATGPT_PLANS: ReadonlyMap<string, string> = new Map([
  ["prolite", "Pro Lite"],
  ["team", "Business"],
  ["self_serve_business_usage_based", "Business"],
  ["enterprise_cbp_usage_based", "Enterprise"],
  ["hc", "Enterprise"],
  ["education", "Edu"],
]);

/** Its masked key, or the name of its workspace. */
function ownName({ keyMask, workspace }: ListedAccount): string | null {
  return keyMask ?? workspace;
}

/** Equal plans without any name are counted in the order of their identities, which never changes. */
function planNumbered(account: ListedAccount, siblings: readonly ListedAccount[]): string {
  const label = planLabel(account);
  const alike = siblings
    .filter((other) => other.alias === null && ownName(other) === null && planLabel(other) === label)
    .map(({ identityKey }) => identityKey)
    .toSorted();
  return alike.length < 2 ? label : `${label} #${alike.indexOf(account.identityKey) + 1}`;
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
