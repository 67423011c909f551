// Which model an account is tried out with: a cheap one that it serves.

import type { priceOf, PriceTable } from "../../domain/price.ts";

interface Candidates {
  /** The names under which the account serves. */
  readonly names: readonly string[];
  /** The provider's small model, where one is known (data/models.json). */
  readonly usual: string | null;
}

/** The usual one where the account serves it, else the cheapest with a known price, else the first; null where it serves none. */
export function probeModel(
  { names, usual }: Candidates,
  prices: { readonly table: PriceTable; readonly priceOf: typeof priceOf },
): string | null {
  if (usual !== null) {
    const served = names.find((name) => name === usual || name.endsWith(`/${usual}`));
    if (served !== undefined) return served;
  }
  const priced = names.flatMap((name) => {
    const price = prices.priceOf(prices.table, name.slice(name.indexOf("/") + 1));
    return price === null ? [] : [{ name, output: price.output }];
  });
  const [cheapest] = priced.toSorted((a, b) => a.output - b.output);
  return cheapest?.name ?? names[0] ?? null;
}
