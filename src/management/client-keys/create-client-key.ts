// A new client key. Its text leaves here once; what is kept is its hash.

import type { ClientKey, ClientKeys } from "../../domain/client-key.ts";
import type { Publish } from "../../domain/happening.ts";
import type { AccountId, Sha256Hex } from "../../domain/ids.ts";
import { type KeyLimit, withLimits } from "../../domain/key-limit.ts";
import type { Clock } from "../../domain/ports.ts";
import type { KeyLedgers } from "../../pool/key-ledgers.ts";
import type { KeyRing } from "../../pool/key-ring.ts";

/** What the operator says of a key. */
export interface KeyFields {
  readonly name: string;
  readonly enabled: boolean;
  /** Epoch ms */
  readonly expiresAt: number | null;
  readonly models: readonly string[] | null;
  readonly accounts: readonly AccountId[] | null;
  readonly concurrency: number | null;
  readonly limits: readonly Omit<KeyLimit, "since">[];
}

export interface ClientKeyDeps {
  readonly clock: Pick<Clock, "now">;
  readonly keys: ClientKeys;
  readonly ring: KeyRing;
  readonly ledgers: KeyLedgers;
  readonly sha256: Sha256Hex;
  /** Draws the text of a key: `sk-sy-` and random characters. */
  newKey(): string;
  newId(): string;
  /** Names of the keys in config.yaml: records know keys by name, so none may be two keys'. */
  configNames(): ReadonlySet<string>;
  knowsAccount(id: AccountId): boolean;
  readonly publish: Publish;
}

export type RefusedKey =
  | { readonly kind: "name_taken" }
  | { readonly kind: "unknown_account"; readonly id: AccountId }
  | { readonly kind: "expiry_past" };

export type MadeKey = { readonly kind: "made"; readonly text: string; readonly key: ClientKey } | RefusedKey;

export async function createClientKey(deps: ClientKeyDeps, fields: KeyFields): Promise<MadeKey> {
  const { clock, keys, ring } = deps;
  const now = clock.now();
  const refused = refusalOf(deps, fields);
  if (refused !== null) return refused;
  const text = deps.newKey();
  const key: ClientKey = {
    ...fields,
    ...fingerprintsOf(text, deps.sha256),
    id: deps.newId(),
    createdAt: now,
    revision: 1,
    limits: withLimits([], fields.limits, now),
  };
  if (!(await keys.add(key))) return { kind: "name_taken" };
  ring.put(key);
  deps.publish({ kind: "client_key_changed", keyId: key.id, change: "created" });
  return { kind: "made", text, key };
}

/** `sk-sy-` and four more. */
const SHOWN_CHARACTERS = 10;

/** What is kept of a key's text. */
export function fingerprintsOf(text: string, sha256: Sha256Hex): Pick<ClientKey, "hash" | "prefix"> {
  return { hash: sha256(text), prefix: text.slice(0, SHOWN_CHARACTERS) };
}

/** What is wrong with the fields that are said; null: nothing. */
export function refusalOf(
  { clock, configNames, knowsAccount }: Pick<ClientKeyDeps, "clock" | "configNames" | "knowsAccount">,
  { name, expiresAt, accounts }: Partial<KeyFields>,
): RefusedKey | null {
  if (name !== undefined && configNames().has(name)) return { kind: "name_taken" };
  if (expiresAt !== undefined && expiresAt !== null && expiresAt <= clock.now()) return { kind: "expiry_past" };
  const unknown = accounts?.find((id) => !knowsAccount(id));
  return unknown === undefined ? null : { kind: "unknown_account", id: unknown };
}
