// Accounts as a table: a row each, those of one e-mail together, a section for each provider where there are several. The
// columns stand where the contract's examples have them (seed cli-api-key-accounts).

import type { Condition } from "../domain/account-health.ts";
import type { Failure } from "../domain/failure.ts";
import type { AccountId } from "../domain/ids.ts";
import { childLabel, flatLabel, groupOf, planLabel } from "./account-labels.ts";
import { printable } from "./display-width.ts";
import type { KnownAccount } from "./hands.ts";
import { providerName } from "./provider-names.ts";
import type { NumberedAccount } from "./select-accounts.ts";
import type { Cell, Column, Table, TableRow, Tone } from "./table.ts";
import { agoCell, usageCell } from "./usage-cell.ts";

export interface AccountTableInput {
  /** All accounts: they decide about groups and numbers, whichever are shown. */
  readonly all: readonly NumberedAccount[];
  readonly shown: readonly NumberedAccount[];
  /** What went wrong when upstreams were asked just now. */
  readonly failures: ReadonlyMap<AccountId, Failure>;
  readonly now: number;
}

const [ACCOUNT, PLAN, SHORT, WEEKLY, LAST] = [0, 1, 2, 3, 4] as const;
const LEAST_NAME = 10;
const CHILD_INDENT = "  ";
const WIDEST_REASON = 25;

export function accountTable(input: AccountTableInput): Table {
  const { all, shown } = input;
  const digits = Math.max(2, String(all.length).length);
  const groups = Map.groupBy(
    all.map(({ account }) => account),
    groupOf,
  );
  // ChatGPT accounts alone are shown as they always were: nobody wonders whose they are.
  const hasSections = all.some(({ account }) => account.provider !== "codex");
  const context = { ...input, digits, groups, hasSections };
  return {
    columns: columnsFor(digits),
    rows: shown.flatMap((numbered, index) => rowsOf(numbered, shown[index - 1] ?? null, context)),
    shrinkOrder: [ACCOUNT, PLAN, SHORT, WEEKLY, LAST],
    dropOrder: [LAST, PLAN, WEEKLY],
  };
}

function columnsFor(digits: number): readonly Column[] {
  const prefix = digits + 3;
  return [
    { headers: ["ACCOUNT"], headerIndent: prefix, usualWidth: 20, leastWidth: prefix + LEAST_NAME, dashIndent: 0 },
    { headers: ["PLAN"], headerIndent: 1, usualWidth: 9, leastWidth: 4, dashIndent: 3 },
    { headers: ["5H USAGE", "5H"], headerIndent: 0, usualWidth: 8, leastWidth: 4, dashIndent: 4 },
    { headers: ["WEEKLY USAGE", "WEEKLY", "WEEK", "W"], headerIndent: 0, usualWidth: 12, leastWidth: 4, dashIndent: 6 },
    { headers: ["LAST ACTIVITY", "LAST"], headerIndent: 0, usualWidth: 13, leastWidth: 4, dashIndent: 5 },
  ];
}

interface RowContext extends AccountTableInput {
  readonly digits: number;
  readonly groups: ReadonlyMap<string | null, readonly KnownAccount[]>;
  readonly hasSections: boolean;
}

/** The row, with the heads that come before it. */
function rowsOf(numbered: NumberedAccount, before: NumberedAccount | null, context: RowContext): readonly TableRow[] {
  const { account } = numbered;
  const group = groupOf(account);
  const siblings = group === null ? [] : (context.groups.get(group) ?? []);
  const rows: TableRow[] = [];
  if (context.hasSections && before?.account.provider !== account.provider) {
    rows.push({ kind: "line", text: providerName(account.provider), tone: "title" });
  }
  const isChild = siblings.length > 1;
  if (isChild && (before === null || groupOf(before.account) !== group)) {
    rows.push({ kind: "line", text: printable(account.email ?? ""), tone: "dim" });
  }
  const label = isChild ? CHILD_INDENT + childLabel(account, siblings) : flatLabel(account);
  return [...rows, { kind: "cells", cells: cellsOf(numbered, label, context), tone: toneOf(numbered, context) }];
}

function cellsOf(numbered: NumberedAccount, label: string, context: RowContext): readonly Cell[] {
  const { account: known } = numbered;
  const { now, shown } = context;
  const quota = known.state?.quota ?? null;
  const trouble = troubleOf(numbered, context);
  const usage = (window: Parameters<typeof usageCell>[0]): Cell =>
    trouble === null ? usageCell(window, now) : [trouble];
  const name = known.account.paused ? `${label} [paused]` : label;
  // A lone row is nobody's choice: it needs no number.
  const prefix = shown.length > 1 ? prefixOf(numbered, context.digits) : "";
  return [
    [prefix + name],
    [planLabel(known)],
    usage(known.keyMask === null ? (quota?.primary ?? null) : null),
    usage(known.keyMask === null ? (quota?.secondary ?? null) : null),
    agoCell(known.state?.lastUsedAt ?? null, now),
  ];
}

function prefixOf({ number, account }: NumberedAccount, digits: number): string {
  return `${account.isActive ? "*" : " "} ${String(number).padStart(digits, "0")} `;
}

function toneOf(numbered: NumberedAccount, context: RowContext): Tone {
  if (numbered.account.isActive) return "active";
  if (troubleOf(numbered, context) !== null) return "failed";
  return numbered.account.account.paused ? "dim" : "plain";
}

/** Stands in place of what is left: why nobody knows it. */
function troubleOf({ account: { id, state } }: NumberedAccount, { failures }: RowContext): string | null {
  const failure = failures.get(id);
  if (failure !== undefined) return failureText(failure);
  return conditionText(state?.health.condition ?? null);
}

/** What was found out earlier and holds until somebody acts. */
function conditionText(condition: Condition | null): string | null {
  if (condition?.kind === "reauth_required") return "sign in again";
  return condition?.kind === "deactivated" ? "deactivated" : null;
}

function failureText(failure: Failure): string {
  if (failure.kind === "reauth_required") return "sign in again";
  if (failure.kind === "deactivated") return "deactivated";
  const text = failure.status === null ? failure.code : `${failure.status} ${failure.code}`;
  return text.length <= WIDEST_REASON ? text : `${text.slice(0, WIDEST_REASON - 3)}...`;
}
