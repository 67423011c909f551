// Who asks, and whether they may.

import { Fault } from "../domain/faults.ts";
import type { Sha256Hex } from "../domain/ids.ts";

export interface ClientRules {
  /** sha256 of each key -> the key's name. Looked up by hash, so that comparing takes the same time for every guess. */
  readonly apiKeys: ReadonlyMap<string, string>;
  readonly apiKeyAuthEnabled: boolean;
}

/** The name of the client's key, null for a keyless client of this computer. Throws Fault where it may not ask. */
export function identifyClient(
  request: Request,
  clientAddress: string,
  context: { readonly rules: ClientRules; readonly sha256: Sha256Hex },
): string | null {
  const { rules, sha256 } = context;
  const key = rules.apiKeys.size === 0 && !rules.apiKeyAuthEnabled ? null : presentedKey(request);
  const name = key === null ? undefined : rules.apiKeys.get(sha256(key));
  if (name !== undefined) return name;
  if (rules.apiKeyAuthEnabled) {
    if (key === null)
      throw new Fault(
        "missing_api_key",
        "No API key: send one as 'Authorization: Bearer <key>'. Keys are listed under api-keys in config.yaml.",
      );
    throw new Fault("invalid_api_key", "The API key is not known here. Keys are listed under api-keys in config.yaml.");
  }
  if (isLoopback(clientAddress)) return null;
  throw new Fault(
    "missing_api_key",
    "Without an API key only this computer may ask. Add one to api-keys in config.yaml, set api-key-auth-enabled: true, and send it as 'Authorization: Bearer <key>'.",
  );
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
