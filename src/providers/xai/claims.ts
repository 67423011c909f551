// What a token of auth.x.ai says about its owner. Signatures are the upstream's to check.

import { numberAt, parseRecord, textAt } from "../shared/json-fields.ts";

export interface Claims {
  /** Lower case. */
  readonly email: string | null;
  readonly subject: string | null;
  /** Epoch ms. */
  readonly expiresAt: number | null;
}

/** Beyond this a number is no date (ECMA-262 21.4.1.1). */
const LATEST_SECOND = 8.64e12;

/** Nulls where it is no JWT. */
export function readClaims(jwt: string | null): Claims {
  const part = jwt?.split(".")[1] ?? "";
  const payload = parseRecord(Buffer.from(part, "base64url").toString()) ?? {};
  const seconds = numberAt(payload, "exp");
  return {
    email: textAt(payload, "email")?.toLowerCase() ?? null,
    subject: textAt(payload, "sub"),
    expiresAt: seconds === null || Math.abs(seconds) > LATEST_SECOND ? null : seconds * 1000,
  };
}
