// What a link to the quota page carries.

import { z } from "zod";

export const QUOTA_SORTS = ["reset", "dry", "used", "name"] as const;
export const QUOTA_VIEWS = ["timeline", "table"] as const;
export const SHORT_SPANS = ["day", "days"] as const;

export const quotaSearch = z.object({
  provider: z.string().optional().catch(undefined),
  q: z.coerce.string().optional().catch(undefined),
  sort: z.enum(QUOTA_SORTS).optional().catch(undefined),
  view: z.enum(QUOTA_VIEWS).optional().catch(undefined),
  /** How much of the 5-hour lane is seen. */
  span: z.enum(SHORT_SPANS).optional().catch(undefined),
});

export type QuotaSearch = z.output<typeof quotaSearch>;
