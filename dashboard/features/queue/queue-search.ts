// What a link to the queue carries.

import { z } from "zod";

import { CANDIDATE_STATES } from "../../../src/domain/action-queue.ts";

export const queueSearch = z.object({
  /** What waits where it is left out. */
  state: z
    .enum([...CANDIDATE_STATES, "all"])
    .optional()
    .catch(undefined),
  q: z.string().optional().catch(undefined),
});

export type QueueSearch = z.output<typeof queueSearch>;
