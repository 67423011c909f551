// What can be drawn and compared: each with its number and how it is written.

import { compactNumber, durationText, percentText, usdText } from "../../lib/format.ts";
import type { Sums } from "./usage-query.ts";
import type { Metric } from "./usage-search.ts";

interface Measure {
  /** null where there is nothing to measure. */
  readonly of: (sums: Sums) => number | null;
  readonly text: (value: number | null) => string;
}

export const MEASURES: Readonly<Record<Metric, Measure>> = {
  requests: { of: ({ requests }) => requests, text: (value) => compactNumber(value ?? 0) },
  tokens: { of: ({ tokens }) => tokens.input + tokens.output, text: (value) => compactNumber(value ?? 0) },
  cost: { of: ({ cost_usd }) => cost_usd, text: (value) => usdText(value) },
  cached: { of: ({ cached_share }) => percentOf(cached_share), text: (value) => percentText(value) },
  errors: { of: ({ error_rate }) => percentOf(error_rate), text: (value) => percentText(value, 1) },
  latency: { of: ({ average_first_byte_ms }) => average_first_byte_ms, text: durationText },
};

function percentOf(share: number | null): number | null {
  return share === null ? null : share * 100;
}
