// What only we and the token endpoint know of a sign-in: a verifier, and its challenge for the open address (RFC 7636).

import type { Sha256Hex } from "../../domain/ids.ts";
import type { Ids } from "../../domain/ports.ts";

export interface Pkce {
  readonly codeVerifier: string;
  readonly codeChallenge: string;
}

/** 256 random bits. */
export function createPkce({ ids, sha256 }: { readonly ids: Ids; readonly sha256: Sha256Hex }): Pkce {
  const codeVerifier = `${randomHex(ids)}${randomHex(ids)}`;
  return { codeVerifier, codeChallenge: Buffer.from(sha256(codeVerifier), "hex").toString("base64url") };
}

/** In the form of a UUID, of which nothing but chance is asked. */
export function randomUuid(ids: Ids): string {
  return randomHex(ids).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** 32 digits. */
function randomHex(ids: Ids): string {
  return ids.token("x").slice(2);
}
