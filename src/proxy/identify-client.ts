// Who asks, and whether they may.

import { type ClientKey, keyStatus } from "../domain/client-key.ts";
import { Fault } from "../domain/faults.ts";
import type { Sha256Hex } from "../domain/ids.ts";
import type { KeyRing } from "../pool/key-ring.ts";

export interface ClientRules {
  /** sha256 of each key -> the key's name. Looked up by hash, so that comparing takes the same time for every guess. */
  readonly apiKeys: ReadonlyMap<string, string>;
  readonly apiKeyAuthEnabled: boolean;
}

export interface ClientContext {
  readonly rules: ClientRules;
  /** The keys made in the dashboard. */
  readonly keys: Pick<KeyRing, "find" | "size">;
  readonly sha256: Sha256Hex;
  readonly now: number;
}

/** Whoever asks. */
export interface Client {
  /** The name of its key, for the record; null for a keyless client of this computer. */
  readonly name: string | null;
  /** sha256 of the key it showed; null without a known one. */
  readonly keyHash: string | null;
  /** Its key where that was made in the dashboard: it may have limits. A key of config.yaml has none. */
  readonly key: ClientKey | null;
}

const NOBODY: Client = { name: null, keyHash: null, key: null };

/** Throws Fault where it may not ask. */
export function identifyClient(request: Request, clientAddress: string, context: ClientContext): Client {
  const { rules, keys, sha256 } = context;
  const isAsked = rules.apiKeyAuthEnabled || rules.apiKeys.size > 0 || keys.size > 0;
  const shown = isAsked ? presentedKey(request) : null;
  const known = shown === null ? null : clientOf(sha256(shown), context);
  if (known !== null) return known;
  if (rules.apiKeyAuthEnabled) {
    if (shown === null)
      throw new Fault(
        "missing_api_key",
        "No API key: send one as 'Authorization: Bearer <key>'. Keys are made in the dashboard or listed under api-keys in config.yaml.",
      );
    throw new Fault(
      "invalid_api_key",
      "The API key is not known here. Keys are made in the dashboard or listed under api-keys in config.yaml.",
    );
  }
  if (isLoopback(clientAddress)) return NOBODY;
  throw new Fault(
    "missing_api_key",
    "Without an API key only this computer may ask. Make one in the dashboard or add one to api-keys in config.yaml, set api-key-auth-enabled: true, and send it as 'Authorization: Bearer <key>'.",
  );
}

/** The same client at this moment, for connections that live longer than a request. Throws Fault where it may not go on. */
export function identifyAgain(client: Client, context: ClientContext): Client {
  if (client.keyHash === null) {
    if (!context.rules.apiKeyAuthEnabled) return client;
    throw new Fault("missing_api_key", "Since this connection was opened an API key has become required");
  }
  const now = clientOf(client.keyHash, context);
  if (now !== null) return now;
  throw new Fault("invalid_api_key", "The API key of this connection has been withdrawn");
}

/** null where nobody has the key. Throws Fault where it is good no more. */
function clientOf(keyHash: string, { rules, keys, now }: ClientContext): Client | null {
  const name = rules.apiKeys.get(keyHash);
  if (name !== undefined) return { name, keyHash, key: null };
  const key = keys.find(keyHash);
  if (key === null) return null;
  const status = keyStatus(key, now);
  if (status === "expired") throw new Fault("invalid_api_key", "The API key has expired");
  if (status === "disabled") throw new Fault("invalid_api_key", "The API key is switched off");
  return { name: key.name, keyHash, key };
}

/** Every form in which clients send a key. */
function presentedKey(request: Request): string | null {
  const { headers } = request;
  const authorization = headers.get("authorization");
  if (authorization !== null) return /^bearer\s+(.*)$/i.exec(authorization)?.[1]?.trim() ?? authorization.trim();
  const header = headers.get("x-api-key") ?? headers.get("x-goog-api-key");
  if (header !== null) return header.trim();
  return request.url.includes("key=") ? new URL(request.url).searchParams.get("key") : null;
}

export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/, "");
  return plain === "::1" || plain.startsWith("127.");
}
