// What a link to the simulator carries: what is wished, and the run that is shown.

import { z } from "zod";

import { ROUTING_STRATEGIES } from "../../../src/domain/strategies.ts";

export const STRETCHES = ["6h", "24h", "3d", "7d", "30d"] as const;

const newAccounts = z.object({
  provider: z.string().min(1).max(60),
  /** Empty where nothing is said. */
  plan: z.string().max(60),
  count: z.number().int().min(1).max(100),
});

export const simulatorSearch = z.object({
  /** `custom`: `from` and `to` say it. */
  last: z
    .enum([...STRETCHES, "custom"])
    .optional()
    .catch(undefined),
  from: z.iso.datetime().optional().catch(undefined),
  to: z.iso.datetime().optional().catch(undefined),
  strategy: z.enum(ROUTING_STRATEGIES).optional().catch(undefined),
  early: z.boolean().optional().catch(undefined),
  sticky: z.boolean().optional().catch(undefined),
  /** Accounts that serve now and shall not. */
  without: z.array(z.string()).optional().catch(undefined),
  /** Accounts that do not serve now and shall: paused, or waiting for somebody. */
  with: z.array(z.string()).optional().catch(undefined),
  add: z.array(newAccounts).max(20).optional().catch(undefined),
  run: z.string().optional().catch(undefined),
});

export type SimulatorSearch = z.output<typeof simulatorSearch>;
export type NewAccounts = z.output<typeof newAccounts>;
