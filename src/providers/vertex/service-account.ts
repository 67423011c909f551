// A service account's key, as Google Cloud hands it out: read from a file, and put to use.

import { createPrivateKey, createSign, type KeyObject } from "node:crypto";

import type { JsonRecord } from "../auth-file.ts";
import { recordAt, textAt } from "../shared/json-fields.ts";

/** The members of Google's own key file; whatever else stands beside them is the operator's. */
const KEY_FILE_FIELDS: ReadonlySet<string> = new Set([
  "project_id",
  "private_key_id",
  "private_key",
  "client_email",
  "client_id",
  "auth_uri",
  "token_uri",
  "auth_provider_x509_cert_url",
  "client_x509_cert_url",
  "universe_domain",
]);

/** Google's key file itself, which has no wrapping. */
export function isKeyFile(json: JsonRecord): boolean {
  return textAt(json, "type") === "service_account";
}

/** The key file in a file of either form; null where there is none. */
export function keyFileIn(json: JsonRecord): JsonRecord | null {
  return isKeyFile(json) ? json : recordAt(json, "service_account");
}

/** `[key file, the rest]` of Google's own form. */
export function split(json: JsonRecord): readonly [JsonRecord, JsonRecord] {
  const fields = Object.entries(json);
  return [
    { type: "service_account", ...Object.fromEntries(fields.filter(([name]) => KEY_FILE_FIELDS.has(name))) },
    Object.fromEntries(fields.filter(([name]) => name !== "type" && !KEY_FILE_FIELDS.has(name))),
  ];
}

/** The RSA key of a PEM that may have lost its line ends or its frame on the way; null where it is none. */
export function readPrivateKey(text: string): KeyObject | null {
  try {
    const key = createPrivateKey(pemOf(text));
    return key.asymmetricKeyType === "rsa" ? key : null;
  } catch {
    return null;
  }
}

/** Copied keys have `\n` as two characters, their line ends gone, or the frame left off. */
function pemOf(text: string): string {
  const plain = text.replaceAll("\\n", "\n").replaceAll("\r", "").trim();
  const framed = /-----BEGIN ((?:RSA )?PRIVATE KEY)-----([\s\S]*?)-----END \1-----/.exec(plain);
  const label = framed?.[1] ?? "PRIVATE KEY";
  const lines = (framed?.[2] ?? plain).replace(/\s+/g, "").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const LASTS_SECONDS = 3600;

export interface Assertion {
  readonly clientEmail: string;
  /** Whom it is for: the address that Google knows its token endpoint by. */
  readonly audience: string;
  readonly key: KeyObject;
  /** Epoch ms */
  readonly now: number;
}

/** The signed request for an access token (RFC 7523; developers.google.com/identity/protocols/oauth2/service-account). */
export function signAssertion({ clientEmail, audience, key, now }: Assertion): string {
  const issuedAt = Math.floor(now / 1000);
  const claims = { iss: clientEmail, scope: SCOPE, aud: audience, iat: issuedAt, exp: issuedAt + LASTS_SECONDS };
  const said = `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}`;
  return `${said}.${createSign("RSA-SHA256").update(said).sign(key, "base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
