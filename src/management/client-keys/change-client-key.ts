// Changes to a client key. They count for the next request; what runs finishes.

import type { ClientKey } from "../../domain/client-key.ts";
import { withLimits } from "../../domain/key-limit.ts";
import { type ClientKeyDeps, fingerprintsOf, type KeyFields, type RefusedKey, refusalOf } from "./create-client-key.ts";

export interface KeyChange {
  readonly fields: { readonly [Field in keyof KeyFields]?: KeyFields[Field] | undefined };
  /** Begins the counters of all limits anew. */
  readonly resetUsage: boolean;
}

export type ChangedKey =
  | { readonly kind: "changed"; readonly key: ClientKey }
  | { readonly kind: "unknown" }
  | RefusedKey;

/** A limit that was there before goes on counting in its window, with its new maximum. */
export async function changeClientKey(deps: ClientKeyDeps, id: string, change: KeyChange): Promise<ChangedKey> {
  const { clock, ring, ledgers } = deps;
  const before = ring.get(id);
  if (before === null) return { kind: "unknown" };
  const refused = refusalOf(deps, newsOf(before, change.fields));
  if (refused !== null) return refused;
  const changed = await store(deps, id, (key) => {
    const { limits, ...others } = definedOf(change.fields);
    return {
      ...key,
      ...others,
      limits: limits === undefined ? key.limits : withLimits(key.limits, limits, clock.now()),
    };
  });
  if (changed.kind === "changed" && change.resetUsage) await ledgers.reset(id);
  return changed;
}

/** The old text is nobody's from now on. */
export async function regenerateClientKey(
  deps: ClientKeyDeps,
  id: string,
): Promise<{ readonly kind: "made"; readonly text: string; readonly key: ClientKey } | { readonly kind: "unknown" }> {
  const text = deps.newKey();
  const changed = await store(deps, id, (key) => ({ ...key, ...fingerprintsOf(text, deps.sha256) }));
  return changed.kind === "changed" ? { kind: "made", text, key: changed.key } : { kind: "unknown" };
}

/** False where there is no such key. Records and roll-ups keep its name. */
export async function deleteClientKey({ keys, ring, ledgers, publish }: ClientKeyDeps, id: string): Promise<boolean> {
  const isRemoved = await keys.remove(id);
  ring.remove(id);
  ledgers.forget(id);
  if (isRemoved) publish({ kind: "client_key_changed", keyId: id, change: "deleted" });
  return isRemoved;
}

async function store(
  { keys, ring, publish }: ClientKeyDeps,
  id: string,
  change: (key: ClientKey) => ClientKey,
): ReturnType<ClientKeyDeps["keys"]["change"]> {
  const changed = await keys.change(id, change);
  if (changed.kind !== "changed") return changed;
  ring.put(changed.key);
  publish({ kind: "client_key_changed", keyId: id, change: "changed" });
  return changed;
}

/** What stays as it was is not judged anew: an account may be gone, an expiry past. */
function newsOf(before: ClientKey, { name, expiresAt, accounts }: KeyChange["fields"]): Partial<KeyFields> {
  return {
    ...(name === undefined || name === before.name ? {} : { name }),
    ...(expiresAt === undefined || expiresAt === before.expiresAt ? {} : { expiresAt }),
    ...(accounts === undefined || accounts === null
      ? {}
      : { accounts: accounts.filter((id) => before.accounts?.includes(id) !== true) }),
  };
}

function definedOf(fields: KeyChange["fields"]): Partial<KeyFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
