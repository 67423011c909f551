// Ids: the only place that draws random numbers.

import { randomBytes } from "node:crypto";

import type { Ids } from "../domain/ports.ts";

export const systemIds: Ids = {
  // Time first, so that ids sort as the requests came; nine characters of base 36 last until the year 5188.
  requestId: () => `req_${Date.now().toString(36).padStart(9, "0")}${fifteenDigits()}`,
  token: (prefix) => `${prefix}_${randomBytes(16).toString("hex")}`,
};

/** Of a UUID, which the runtime draws many of at a time: a few bytes of their own cost eight times as much. */
function fifteenDigits(): string {
  const uuid = crypto.randomUUID();
  // Its 13th digit says its version, and the 17th has two bits that are set.
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(15, 18);
}
