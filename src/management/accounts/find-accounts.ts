// Which accounts are meant: by provider, status, plan, a word; and in which order they are shown.

import type { Account } from "../../domain/account.ts";
import type { AccountStatus } from "../../domain/account-status.ts";
import { type AccountRow, displayNameOf, textIn } from "./account-rows.ts";

export interface AccountFilter {
  /** Absent: any. */
  readonly providers?: readonly string[] | undefined;
  readonly statuses?: readonly AccountStatus[] | undefined;
  readonly plans?: readonly string[] | undefined;
  /** Only those that somebody should look at. */
  readonly problemOnly?: boolean | undefined;
  /** Part of an e-mail, name, note, file name or id, upper and lower case alike. */
  readonly search?: string | undefined;
}

export function findAccounts(rows: readonly AccountRow[], filter: AccountFilter): readonly AccountRow[] {
  const { providers, statuses, plans, problemOnly } = filter;
  const word = filter.search?.trim().toLowerCase() ?? "";
  return rows.filter(
    (row) =>
      (providers?.some((name) => name === row.live.account.provider || name === row.live.account.qualifier) ?? true) &&
      (statuses?.includes(row.status) ?? true) &&
      (plans?.includes(planTypeOf(row.live.account, row.plan)) ?? true) &&
      (problemOnly !== true || (row.problem !== null && row.status !== "paused")) &&
      (word === "" || wordsOf(row).some((text) => text?.toLowerCase().includes(word))),
  );
}

export type AccountOrder =
  | "email"
  | "priority"
  | "last_used"
  | "primary_remaining"
  | "secondary_remaining"
  | "reset_at";

/** `rows` come by e-mail, which decides among equals. What is unknown is last either way. */
export function orderAccounts(
  rows: readonly AccountRow[],
  by: AccountOrder,
  direction: "asc" | "desc",
): readonly AccountRow[] {
  if (by === "email") return direction === "asc" ? rows : rows.toReversed();
  const sign = direction === "asc" ? 1 : -1;
  const keyed = rows.map((row) => ({ row, key: KEYS[by](row) }));
  return keyed.toSorted((a, b) => compared(a.key, b.key, sign)).map(({ row }) => row);
}

/** `api_key` and `unknown` stand in where an account has no plan. */
export function planTypeOf({ credentials }: Account, plan: string | null): string {
  return plan ?? (credentials.kind === "api-key" ? "api_key" : "unknown");
}

const KEYS: Readonly<Record<Exclude<AccountOrder, "email">, (row: AccountRow) => number | null>> = {
  priority: ({ live }) => live.priority,
  last_used: ({ live }) => (live.lastUsedAt === 0 ? null : live.lastUsedAt),
  primary_remaining: ({ primary }) => primary?.remainingPercent ?? null,
  secondary_remaining: ({ secondary }) => secondary?.remainingPercent ?? null,
  reset_at: ({ primary, secondary }) => secondary?.resetsAt ?? primary?.resetsAt ?? null,
};

function compared(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return (a - b) * sign;
}

function wordsOf(row: AccountRow): readonly (string | null)[] {
  const { account } = row.live;
  return [account.email, displayNameOf(row), textIn(row.said, "note"), account.fileName, account.id, account.qualifier];
}
