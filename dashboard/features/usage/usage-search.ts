// What a link to the usage page carries.

import { z } from "zod";

export const USAGE_TABS = ["usage", "prices"] as const;
export const USAGE_BY = ["account", "model", "key", "provider", "route", "hour", "day"] as const;
export const USAGE_RANGES = ["24h", "7d", "30d", "90d"] as const;
export const METRICS = ["requests", "tokens", "cost", "cached", "errors", "latency"] as const;

export const usageSearch = z.object({
  tab: z.enum(USAGE_TABS).optional().catch(undefined),
  by: z.enum(USAGE_BY).optional().catch(undefined),
  range: z.enum(USAGE_RANGES).optional().catch(undefined),
  /** What the chart draws and the table is sorted by. */
  metric: z.enum(METRICS).optional().catch(undefined),
  /** The model whose price is being edited; empty for a new one. */
  price: z.coerce.string().optional().catch(undefined),
});

export type UsageSearch = z.output<typeof usageSearch>;
export type UsageBy = (typeof USAGE_BY)[number];
export type UsageRange = (typeof USAGE_RANGES)[number];
export type Metric = (typeof METRICS)[number];
