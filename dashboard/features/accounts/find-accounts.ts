// Which accounts are shown and in which order, from what the address says. Plain loops over plain arrays: thousands of
// accounts are looked through between two key strokes.

import type { Account } from "./accounts-query.ts";
import type { AccountFilterName, AccountSort, AccountsSearch } from "./accounts-search.ts";
import { type Standing, standingOf } from "./account-standing.ts";

type Wanted = Pick<AccountsSearch, "provider" | "q" | "status" | "plan" | "sort" | "desc">;

export interface FoundAccounts {
  /** In the order wanted. */
  readonly accounts: readonly Account[];
  /** How many each choice of a filter would show, the other filters as they are. */
  readonly byProvider: ReadonlyMap<string, number>;
  readonly byStanding: Readonly<Record<Standing, number>>;
  /** All plans there are, whatever is filtered. */
  readonly plans: readonly string[];
}

export function findAccounts(all: readonly Account[], wanted: Wanted): FoundAccounts {
  const matches = matcherOf(wanted.q ?? "");
  const byProvider = new Map<string, number>();
  const byStanding = { usable: 0, resting: 0, needs_you: 0, paused: 0 };
  const plans = new Set<string>();
  const found: Account[] = [];
  for (const account of all) {
    plans.add(account.plan_type);
    byProvider.set(account.upstream, byProvider.get(account.upstream) ?? 0);
    if (wanted.plan !== undefined && account.plan_type !== wanted.plan) continue;
    if (!matches(account)) continue;
    const hasProvider = wanted.provider === undefined || account.upstream === wanted.provider;
    const hasStatus = wanted.status === undefined || fits(account, wanted.status);
    if (hasStatus) byProvider.set(account.upstream, (byProvider.get(account.upstream) ?? 0) + 1);
    if (hasProvider) byStanding[standingOf(account)] += 1;
    if (hasProvider && hasStatus) found.push(account);
  }
  return { accounts: ordered(found, wanted), byProvider, byStanding, plans: [...plans].toSorted() };
}

/** Percent left, as the bars turn yellow. */
const LOW = 20;

function windowsOf({ usage }: Account): readonly (number | null)[] {
  return [usage.primary_remaining_percent, usage.secondary_remaining_percent];
}

function fits(account: Account, status: AccountFilterName): boolean {
  switch (status) {
    case "usable":
    case "resting":
    case "needs_you":
    case "paused":
      return standingOf(account) === status;
    case "problem":
      return account.problem !== null;
    case "low":
      return standingOf(account) === "usable" && windowsOf(account).some((left) => left !== null && left <= LOW);
    default:
      return account.status === status;
  }
}

/** Every word has to stand somewhere in what is known of the account; `*` stands for any text. */
function matcherOf(query: string): (account: Account) => boolean {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return () => true;
  const tests = words.map((word) => {
    if (!word.includes("*")) return (text: string) => text.includes(word);
    const pattern = new RegExp(word.split("*").map(escaped).join("[^\\n]*"));
    return (text: string) => pattern.test(text);
  });
  return (account) => {
    const text = textOf(account);
    return tests.every((test) => test(text));
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** Put together once for each account, as long as it stays the same. */
const texts = new WeakMap<Account, string>();

function textOf(account: Account): string {
  const known = texts.get(account);
  if (known !== undefined) return known;
  const { problem } = account;
  const text = [
    ...[account.display_name, account.email, account.alias, account.note, account.file_name, account.account_id],
    ...[account.provider, account.upstream, account.plan_type, account.project_id, account.prefix, account.status],
    ...[problem?.kind, problem?.code, problem?.reason],
  ]
    .filter((part) => part !== null && part !== undefined && part !== "")
    .join("\n")
    .toLowerCase();
  texts.set(account, text);
  return text;
}

const URGENCY: Readonly<Record<Standing, number>> = { needs_you: 3, resting: 2, usable: 1, paused: 0 };

/** Texts and numbers upward; null comes last either way. */
const KEYS: Readonly<Record<AccountSort, (account: Account) => string | number | null>> = {
  name: ({ display_name }) => display_name.toLowerCase(),
  problem: (account) => URGENCY[standingOf(account)],
  plan: ({ plan_type }) => (plan_type === "unknown" ? null : plan_type),
  priority: ({ priority }) => priority,
  note: ({ note }) => note?.toLowerCase() ?? null,
  last_used: ({ last_used_at }) => last_used_at,
  primary: ({ usage }) => usage.primary_remaining_percent,
  secondary: ({ usage }) => usage.secondary_remaining_percent,
  reset: ({ reset_at_primary, reset_at_secondary }) => earliest(reset_at_primary, reset_at_secondary),
};

/** Which way a column is looked at first: what is most urgent, highest or newest on top. */
export const FALLING_FIRST: ReadonlySet<AccountSort> = new Set<AccountSort>(["problem", "priority", "last_used"]);

function ordered(accounts: Account[], { sort = "name", desc = false }: Wanted): readonly Account[] {
  const sign = desc ? -1 : 1;
  const keyed = accounts.map((account) => ({ account, key: KEYS[sort](account), name: KEYS.name(account) ?? "" }));
  keyed.sort((a, b) => compared(a.key, b.key, sign) || compared(a.name, b.name, 1));
  return keyed.map(({ account }) => account);
}

function compared(a: string | number | null, b: string | number | null, sign: number): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return (a < b ? -1 : 1) * sign;
}

function earliest(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
