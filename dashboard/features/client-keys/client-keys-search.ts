// What the address of the page says: whose usage is open.

import { z } from "zod";

export const clientKeysSearch = z.object({
  /** A key's id. */
  key: z.string().optional().catch(undefined),
  days: z.literal([7, 30, 90]).optional().catch(undefined),
  measure: z.enum(["requests", "tokens", "cost"]).optional().catch(undefined),
});
