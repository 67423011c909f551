// Rows that are added to: one a key, made where it is new, moved where it is known.

import { type Kysely, sql } from "kysely";

import { eachChunk } from "./chunks.ts";
import { createRowStatement } from "./row-statement.ts";
import type { Tables } from "./tables.ts";

interface AdditiveTable<Row> {
  readonly table: keyof Tables;
  readonly keys: readonly (keyof Row & string)[];
  /** All other columns, numbers. */
  readonly sums: readonly (keyof Row & string)[];
}

type Numbers<Row> = { readonly [Column in keyof Row]: string | number };

/** Adds rows to those of the same key. To be called inside a transaction: repeated, it adds twice. */
export type AddRows<Row> = (transaction: Kysely<Tables>, rows: readonly Row[]) => Promise<void>;

/** The addition, its statements kept. Every row has its columns in the order of `keys`, then `sums`. */
export function createAddRows<Row extends Numbers<Row>>(
  database: Kysely<Tables>,
  { table, keys, sums }: AdditiveTable<Row>,
): AddRows<Row> {
  const columns = [...keys, ...sums];
  const add = createRowStatement((rows: readonly Row[]) => {
    const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
    const moved = sums.map(
      (name) => sql`${sql.ref(name)} = ${sql.ref(`${table}.${name}`)} + ${sql.ref(`excluded.${name}`)}`,
    );
    const statement = sql<never>`insert into ${sql.table(table)} (${sql.join(columns.map((name) => sql.ref(name)))})
      values ${sql.join(values)}
      on conflict (${sql.join(keys.map((name) => sql.ref(name)))}) do update set ${sql.join(moved)}`;
    return { compile: () => statement.compile(database) };
  });
  const merge = createMerge<Row>(keys, sums);
  return (transaction, rows) => eachChunk(merge(rows), (chunk) => add(transaction, chunk));
}

/** One row a key, in the order of the keys: two processes that add to the same rows then never wait for each other in a ring. */
function createMerge<Row extends Numbers<Row>>(
  keys: readonly (keyof Row & string)[],
  sums: readonly (keyof Row & string)[],
): (rows: readonly Row[]) => readonly Row[] {
  return (rows) => {
    const merged = new Map<string, Mutable<Row>>();
    for (const row of rows) {
      const key = keys.map((name) => row[name]).join("\0");
      const known = merged.get(key);
      if (known === undefined) merged.set(key, { ...row });
      else for (const name of sums) known[name] = (Number(known[name]) + Number(row[name])) as Row[typeof name];
    }
    return [...merged].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
