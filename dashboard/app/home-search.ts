// What a link to the overview carries.

import { z } from "zod";

import { TIMEFRAMES } from "../features/overview/overview-query.ts";

export const homeSearch = z.object({
  timeframe: z.enum(TIMEFRAMES).optional().catch(undefined),
  /** The first steps: shown or hidden, whatever there is; left out: shown until the first request has come. */
  welcome: z.boolean().optional().catch(undefined),
});
