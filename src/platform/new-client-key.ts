// The text of a client key: 256 bits of chance.

import { randomBytes } from "node:crypto";

/** `sk-sy-` and 43 characters of base64url. */
export function newClientKey(): string {
  return `sk-sy-${randomBytes(32).toString("base64url")}`;
}
