// Signatures of thoughts: bound to who made them and to every character that is shown.

import { createHash } from "node:crypto";
import { asList, parseJson } from "../json.ts";

const MARK = "Eq";

/** The signature of a thought. `thinking` is the text as it is shown: empty where it is omitted. */
export function sign(owner: string, thinking: string): string {
  return MARK + Buffer.from(JSON.stringify([owner, digest(thinking)])).toString("base64");
}

/** True where `owner` made this signature for this very text. */
export function isSignedBy(owner: string, thinking: string, signature: string): boolean {
  if (!signature.startsWith(MARK)) return false;
  const [signer, seen] = asList(parseJson(Buffer.from(signature.slice(MARK.length), "base64").toString()));
  return signer === owner && seen === digest(thinking);
}

function digest(thinking: string): string {
  return createHash("sha256").update(thinking).digest("base64url");
}
