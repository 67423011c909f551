// What an access token says about itself, where it is a JWT. Signatures are the upstream's to check.

import type { JsonRecord } from "../auth-file.ts";
import { numberAt, parseRecord, textAt } from "../shared/json-fields.ts";

/** Beyond this a number is no date (ECMA-262 21.4.1.1). */
const LATEST_SECOND = 8.64e12;

/** Whose token it is; null where it does not say. */
export function userIdIn(token: string): string | null {
  const payload = payloadOf(token);
  return payload === null ? null : (textAt(payload, "user_id") ?? textAt(payload, "sub"));
}

/** Epoch ms; null where it does not say. */
export function expiryIn(token: string): number | null {
  const payload = payloadOf(token);
  const seconds = payload === null ? null : numberAt(payload, "exp");
  return seconds === null || Math.abs(seconds) > LATEST_SECOND ? null : seconds * 1000;
}

function payloadOf(token: string): JsonRecord | null {
  const part = token.split(".")[1];
  return part === undefined ? null : parseRecord(Buffer.from(part, "base64url").toString());
}
