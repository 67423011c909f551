// What a request is expected to take from its key's limits before it is sent, and what it did take in the end.

import type { LimitKind } from "./key-limit.ts";
import { costOf, type ModelPrice } from "./price.ts";
import type { RequestRecord } from "./request-record.ts";
import { NO_USAGE, type Usage } from "./usage.ts";

/** By kind of limit: requests, tokens, USD. */
export type Amounts = Readonly<Record<LimitKind, number>>;

/** JSON of prose and code has about four bytes a token: three are on the safe side. */
const BYTES_A_TOKEN = 3;
/** A picture in a body is far more bytes than tokens: beyond this a body's length says nothing. */
const MOST_INPUT_TOKENS = 200_000;
/** Where the client does not say how much it wants at most. */
const USUAL_OUTPUT_TOKENS = 4096;
const MOST_OUTPUT_TOKENS = 128_000;

/** USD per million tokens. What a model without a known price is taken to cost: as much as the dearest usual ones. */
const ASSUMED_PRICE: ModelPrice = { input: 5, cachedInput: 0.5, output: 30 };

export interface ExpectedRequest {
  readonly bodyBytes: number;
  /** What the client says; null where it does not. */
  readonly maxOutputTokens: number | null;
  /** null where it is not known. */
  readonly price: ModelPrice | null;
}

/** An upper estimate. What a request takes beyond it can pass a limit; see docs/client-keys.md. */
export function expectedAmounts({ bodyBytes, maxOutputTokens, price }: ExpectedRequest): Amounts {
  const input = Math.min(MOST_INPUT_TOKENS, Math.ceil(bodyBytes / BYTES_A_TOKEN));
  const output = Math.min(MOST_OUTPUT_TOKENS, maxOutputTokens ?? USUAL_OUTPUT_TOKENS);
  const { input: plain, cacheWrite = plain, output: said } = price ?? ASSUMED_PRICE;
  const costUsd = (input * Math.max(plain, cacheWrite) + output * said) / 1_000_000;
  return { requests: 1, tokens: input + output, cost_usd: costUsd };
}

/** For a request that uses no tokens. */
export const ONE_REQUEST: Amounts = { requests: 1, tokens: 0, cost_usd: 0 };

export interface KeyCharge {
  /** null: an answer was given and nobody said what it used; then what was reserved stands. */
  readonly amounts: { readonly [Kind in LimitKind]: number | null };
  /** As the record has them. */
  readonly usage: Usage;
  readonly costUsd: number;
}

/**
 * What an ended request counts. An answer that began counts with its usage; a request whose client left before is one
 * request; one that was refused, here or upstream, is nothing.
 */
export function chargeOf(record: RequestRecord): KeyCharge {
  const { usage, costUsd, outcome, firstByteMs, attempts } = record;
  const isAnswered = outcome === "ok" || firstByteMs !== null;
  const isCounted = isAnswered || (outcome === "cancelled" && attempts.length > 0);
  const unknown = isAnswered ? null : 0;
  return {
    amounts: {
      requests: isCounted ? 1 : 0,
      tokens: usage === null ? unknown : usage.inputTokens + usage.outputTokens,
      cost_usd: usage === null ? unknown : (costUsd ?? costOf(ASSUMED_PRICE, usage)),
    },
    usage: usage ?? NO_USAGE,
    costUsd: costUsd ?? 0,
  };
}
