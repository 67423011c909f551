// What the two databases do differently; everything else is one code.

import type { Dialect, Kysely } from "kysely";

import type { StorageSize } from "../domain/storage.ts";
import type { Tables } from "./tables.ts";

export interface Engine {
  readonly kind: "sqlite" | "postgres";
  readonly dialect: Dialect;
  /** Begins a transaction that writes. */
  readonly begin: string;
  /** How the operator knows this database: its path, or its address without the password. */
  readonly name: string;
  /** Settings that are written into the database; run once its schema is known to be ours, before it is changed. */
  prepare(database: Kysely<Tables>): Promise<void>;
  /** Settings for serving; run when the schema is up to date. */
  settle(database: Kysely<Tables>): Promise<void>;
  /** Gives a little of what deleted rows have left back to the disk; false once there is nothing left to give. */
  shrink(database: Kysely<Tables>): Promise<boolean>;
  size(database: Kysely<Tables>): Promise<Pick<StorageSize, "bytes" | "freeBytes">>;
  /** What an error of this database means, in one line for the operator. */
  explain(thrown: unknown): string;
}

/** The machine-readable code of a driver's error; null where it has none. */
export function errorCodeOf(thrown: unknown): string | null {
  if (typeof thrown !== "object" || thrown === null || !("code" in thrown)) return null;
  return typeof thrown.code === "string" ? thrown.code : null;
}

/** The first line of what an error says. */
export function errorLineOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split("\n", 1)[0] ?? "";
}
