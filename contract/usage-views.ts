// Sums of requests as they are shown.

import { z } from "@hono/zod-openapi";

import { tokensView } from "./request-views.ts";

export const sums = {
  requests: z.number().int(),
  failures: z.number().int().openapi({ description: "Errors, and what a stop of Switchyard interrupted." }),
  cancelled: z.number().int().openapi({ description: "The client left: in `requests`, and no failure." }),
  error_rate: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .openapi({ description: "Failures among all but the cancelled; null where there were none." }),
  tokens: tokensView,
  cached_share: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .openapi({ description: "Cached input among all input; null without input." }),
  cost_usd: z.number(),
  unpriced_requests: z
    .number()
    .int()
    .openapi({ description: "Used tokens of a model without a price: not in the cost." }),
  average_first_byte_ms: z.number().nullable(),
  average_total_ms: z.number().nullable(),
};

export const sumsView = z.object(sums).openapi("UsageSums");

const percentiles = z.object({ p50_ms: z.number().nullable(), p95_ms: z.number().nullable() });

export const latencyView = z.object({ first_byte: percentiles, total: percentiles }).openapi("Latency", {
  description: "Of requests that went well, of about the last month; right within a tenth.",
});
