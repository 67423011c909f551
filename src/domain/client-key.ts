// A client's key that the operator made: who may ask, for which models, through which accounts, and how much.

import { readEffortSuffix } from "./effort-suffix.ts";
import type { AccountId } from "./ids.ts";
import type { KeyLimit } from "./key-limit.ts";
import type { Usage } from "./usage.ts";
import { matchesWildcard } from "./wildcard.ts";

export interface ClientKey {
  /** `key_` and random hex; never changes. */
  readonly id: string;
  /** Records and roll-ups know the key by it. No two keys have, or ever had, the same. */
  readonly name: string;
  /** sha256 of the key, which itself is kept nowhere. */
  readonly hash: string;
  /** How the key begins, to tell keys apart by. */
  readonly prefix: string;
  readonly enabled: boolean;
  /** Epoch ms */
  readonly createdAt: number;
  /** One more with every change. */
  readonly revision: number;
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null;
  /** Names that it may ask for, with stars for any characters; null: all. */
  readonly models: readonly string[] | null;
  /** The accounts that may serve it; null: all. */
  readonly accounts: readonly AccountId[] | null;
  /** Requests that may run at once; null: any number. */
  readonly concurrency: number | null;
  /** At most one a kind and window. */
  readonly limits: readonly KeyLimit[];
}

export type KeyStatus = "active" | "disabled" | "expired";

export function keyStatus({ enabled, expiresAt }: ClientKey, now: number): KeyStatus {
  if (!enabled) return "disabled";
  return expiresAt !== null && expiresAt <= now ? "expired" : "active";
}

/** Whether the key may ask for a model by this name; `model(high)` is the model. */
export function allowsModel({ models }: Pick<ClientKey, "models">, asked: string): boolean {
  if (models === null) return true;
  const { name } = readEffortSuffix(asked);
  return models.some((pattern) => matchesWildcard(pattern, name));
}

/** The keys as they are remembered. */
export interface ClientKeys {
  /** Oldest first. */
  list(): Promise<readonly ClientKey[]>;
  /** False where another key has the name, or had it once. */
  add(key: ClientKey): Promise<boolean>;
  /** Changes one key whoever else changes it at the same time; the revision moves by itself. */
  change(id: string, change: (key: ClientKey) => ClientKey): Promise<ChangedClientKey>;
  /** Its name is free again; its counters go with it. False where there is none. */
  remove(id: string): Promise<boolean>;
  /** A text that is another one after any change. */
  stamp(): Promise<string>;
  /** What was asked under the names of a key, from the roll-ups of `[from, to)`: oldest hour first, then by model. */
  usage(of: KeyUsageRange): Promise<readonly KeyUsageHour[]>;
}

export type ChangedClientKey =
  | { readonly kind: "changed"; readonly key: ClientKey }
  | { readonly kind: "unknown" }
  | { readonly kind: "name_taken" };

export interface KeyUsageRange {
  /** A key by its id; or one of config.yaml, by its name. */
  readonly of: { readonly id: string } | { readonly name: string };
  /** Epoch ms */
  readonly from: number;
  readonly to: number;
}

/** One hour of one key and model. */
export interface KeyUsageHour {
  readonly hour: number;
  readonly model: string;
  readonly requests: number;
  readonly failures: number;
  readonly cancelled: number;
  readonly usage: Usage;
  readonly costUsd: number;
}
