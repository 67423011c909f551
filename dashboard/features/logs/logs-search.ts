// What a link to the logs carries.

import { z } from "zod";

export const LOG_TABS = ["log", "transcripts"] as const;
/** From the least to the most serious. */
export const LEVELS = ["debug", "info", "warn", "error"] as const;

export const logsSearch = z.object({
  tab: z.enum(LOG_TABS).optional().catch(undefined),
  /** This one and what is more serious. */
  level: z.enum(LEVELS).optional().catch(undefined),
  /** The request whose transcript is read. */
  transcript: z.string().max(64).optional().catch(undefined),
  q: z.coerce.string().optional().catch(undefined),
});

export type LogsSearch = z.output<typeof logsSearch>;
export type Level = (typeof LEVELS)[number];
