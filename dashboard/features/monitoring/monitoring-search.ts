// What a link to the monitoring page carries: which requests, and the one whose story is open.

import { z } from "zod";

export const OUTCOMES = ["ok", "error", "rate_limit", "quota", "cancelled", "interrupted", "open"] as const;
/** Those of them that are failures. */
export const FAILED = ["error", "rate_limit", "quota", "interrupted"] as const;
export const RANGES = ["15m", "1h", "24h", "7d", "30d"] as const;
/** Least durations that are offered, ms. */
export const SLOW_MS = [1000, 5000, 15_000, 60_000] as const;

const word = z.coerce.string().optional().catch(undefined);
/** A link may carry one or several. */
const words = z
  .union([z.array(z.coerce.string()), z.coerce.string()])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .optional()
  .catch(undefined);
const outcome = z.enum(OUTCOMES);

export const monitoringSearch = z.object({
  range: z.enum(RANGES).optional().catch(undefined),
  /** Instants; they go before the range. `to` is not included. */
  from: z.iso.datetime().optional().catch(undefined),
  to: z.iso.datetime().optional().catch(undefined),
  account: words,
  provider: words,
  model: words,
  key: words,
  outcome: z
    .union([z.array(outcome), outcome])
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional()
    .catch(undefined),
  code: word,
  route: word,
  q: word,
  /** Took at least so long, ms. */
  slow: z.coerce.number().int().min(1).max(86_400_000).optional().catch(undefined),
  request: word,
});

export type MonitoringSearch = z.output<typeof monitoringSearch>;
export type Outcome = (typeof OUTCOMES)[number];
