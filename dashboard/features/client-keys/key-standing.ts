// Whether a key is served just now, and what is in its way. Pure.

import type { ClientKey } from "./client-keys-query.ts";

/** `used_up`: it is known and enabled, and refused until a limit begins anew. */
export type KeyStanding = ClientKey["status"] | "used_up";

export function standingOf({ status, limits }: Pick<ClientKey, "status" | "limits">): KeyStanding {
  const isUsedUp = limits.some(({ current, max }) => current >= max);
  return status === "active" && isUsedUp ? "used_up" : status;
}
