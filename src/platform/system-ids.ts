// Ids: the only place that draws random numbers.

import { randomBytes } from "node:crypto";

import type { Ids } from "../domain/ports.ts";

export const systemIds: Ids = {
  // Time first, so that ids sort as the requests came; nine characters of base 36 last until the year 5188.
  requestId: () => `req_${Date.now().toString(36).padStart(9, "0")}${randomHex(15)}`,
  token: (prefix) => `${prefix}_${randomHex(32)}`,
};

function randomHex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}
