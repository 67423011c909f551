// What an exchange costs at list price. The prices are data (data/prices.json, dated); this is only the arithmetic.

import type { Usage } from "./usage.ts";

/** USD per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  /** Price of writing to the prompt cache; absent means the input price. */
  readonly cacheWrite?: number | undefined;
}

export interface PriceTable {
  /** The day the prices were read, ISO date. */
  readonly asOf: string;
  /** Model name, or a prefix that ends in `*`; the longest match wins. */
  readonly models: Readonly<Record<string, ModelPrice>>;
  /** The operator's, which come first. */
  readonly own?: Readonly<Record<string, ModelPrice>>;
}

/** The price of a model, or null where the table does not know it. */
export function priceOf(table: PriceTable, model: string): ModelPrice | null {
  return (table.own === undefined ? null : longestMatch(table.own, model)) ?? longestMatch(table.models, model);
}

function longestMatch(models: PriceTable["models"], model: string): ModelPrice | null {
  const exact = Object.hasOwn(models, model) ? models[model] : undefined;
  if (exact !== undefined) return exact;
  let best: { readonly length: number; readonly price: ModelPrice } | null = null;
  for (const [name, price] of Object.entries(models)) {
    if (!name.endsWith("*") || !model.startsWith(name.slice(0, -1))) continue;
    if (best === null || name.length > best.length) best = { length: name.length, price };
  }
  return best?.price ?? null;
}

/** Clients name models as they like: what was looked up is remembered for this many names. */
const MOST_REMEMBERED = 1000;

/** `priceOf` that looks a model up once, for as long as the table stays the same one. */
export function createPriceLookup(): typeof priceOf {
  const known = new Map<string, ModelPrice | null>();
  let from: PriceTable | null = null;
  return (table, model) => {
    if (table !== from || known.size >= MOST_REMEMBERED) known.clear();
    from = table;
    let price = known.get(model);
    if (price === undefined) {
      price = priceOf(table, model);
      known.set(model, price);
    }
    return price;
  };
}

/** Cost in USD. */
export function costOf(price: ModelPrice, usage: Usage): number {
  const { input, cachedInput, cacheWrite, output } = costPartsOf(price, usage);
  return input + cachedInput + cacheWrite + output;
}

/** USD, part by part. */
export interface CostParts {
  /** Input that was neither read from the prompt cache nor written to it. */
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
}

export function costPartsOf(price: ModelPrice, usage: Usage): CostParts {
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens);
  const written = Math.min(usage.cacheWriteTokens, usage.inputTokens - cached);
  const plain = usage.inputTokens - cached - written;
  return {
    input: (plain * price.input) / MILLION,
    cachedInput: (cached * price.cachedInput) / MILLION,
    cacheWrite: (written * (price.cacheWrite ?? price.input)) / MILLION,
    output: (usage.outputTokens * price.output) / MILLION,
  };
}

const MILLION = 1_000_000;

/** The table with the operator's own prices over it: one of theirs counts before any of the table's, however long its name. */
export function withOwnPrices(table: PriceTable, own: ReadonlyMap<string, ModelPrice>): PriceTable {
  return own.size === 0 ? table : { ...table, own: Object.fromEntries(own) };
}
