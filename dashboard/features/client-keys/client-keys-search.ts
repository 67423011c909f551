// What the address of the page says: which keys are shown, and whose usage is open.

import { z } from "zod";

export const clientKeysSearch = z.object({
  /** A part of the names that are shown. */
  q: z.coerce.string().optional().catch(undefined),
  /** A key's id. */
  key: z.string().optional().catch(undefined),
  days: z.literal([7, 30, 90]).optional().catch(undefined),
  measure: z.enum(["requests", "tokens", "cost"]).optional().catch(undefined),
});
