// A key's use by day and by model. Pure.

import type { KeyUsage } from "./key-usage-query.ts";

export type Measure = "requests" | "tokens" | "cost";

export interface Amount {
  /** A day (`2026-03-04`) or a model. */
  readonly name: string;
  readonly amount: number;
}

const DAY_MS = 86_400_000;

type Sums = Pick<KeyUsage["totals"], "requests" | "input_tokens" | "output_tokens" | "cost_usd">;

export function amountOf(sums: Sums, measure: Measure): number {
  if (measure === "requests") return sums.requests;
  return measure === "cost" ? sums.cost_usd : sums.input_tokens + sums.output_tokens;
}

/** Every day of the range, those without use as well; oldest first. */
export function byDay({ from, to, rows }: KeyUsage, measure: Measure): readonly Amount[] {
  const first = Math.floor(Date.parse(from) / DAY_MS);
  const last = Math.floor(Date.parse(to) / DAY_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const name = new Date((first + index) * DAY_MS).toISOString().slice(0, 10);
    return {
      name,
      amount: sumOf(
        rows.filter(({ at }) => at.startsWith(name)),
        measure,
      ),
    };
  });
}

/** Most first. */
export function byModel({ rows }: KeyUsage, measure: Measure): readonly Amount[] {
  return [...Map.groupBy(rows, ({ model }) => model)]
    .map(([name, of]) => ({ name, amount: sumOf(of, measure) }))
    .toSorted((a, b) => b.amount - a.amount);
}

function sumOf(rows: readonly Sums[], measure: Measure): number {
  return rows.reduce((sum, row) => sum + amountOf(row, measure), 0);
}
