// What a link to the sign-ins carries.

import { z } from "zod";

export const loginsSearch = z.object({
  /** The account that is to sign in again. */
  account: z.string().optional().catch(undefined),
  /** The sign-in that is shown. */
  login: z.string().optional().catch(undefined),
});

export type LoginsSearch = z.output<typeof loginsSearch>;
