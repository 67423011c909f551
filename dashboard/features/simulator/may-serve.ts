// Who may take part in a simulation.

import type { Account } from "../../lib/accounts-query.ts";

/** As a simulation counts them: those that rest serve again by themselves. */
export function mayServe({ paused, status }: Account): boolean {
  return !paused && status !== "reauth_required" && status !== "deactivated";
}
