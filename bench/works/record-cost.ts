// What a request's record costs by itself. There is no switch that turns records off, as nothing of the product may depend on
// one; so the writing is measured alone, through the store, and set against what a request costs in all.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openStore } from "../../src/store/open-store.ts";
import { fill, recordAt } from "../records/fill.ts";

const NOW = Date.UTC(2026, 5, 1);
/** About what comes together in one flush of a gateway that serves some thousands a second. */
const BATCH = 100;
/** Written beforehand, uncounted: what writes them is compiled by then, as it is in a gateway that runs. */
const WARM_RECORDS = 20_000;

/** CPU µs a record, all threads, into a new SQLite database. */
export async function microsARecord(records: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
  const store = await openStore({ url: join(folder, "switchyard.db") });
  const all = WARM_RECORDS + records;
  let before = process.cpuUsage();
  for (let from = 0; from < all; from += BATCH) {
    if (from === WARM_RECORDS) before = process.cpuUsage();
    const size = Math.min(BATCH, all - from);
    await store.records.write(Array.from({ length: size }, (_, index) => recordAt(from + index, all, NOW)));
  }
  const { user, system } = process.cpuUsage(before);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return (user + system) / records;
}

/** Fills the database of a data folder with a month of requests, before a gateway is started on it. */
export async function fillPast(folder: string, records: number, now: number): Promise<void> {
  const store = await openStore({ url: join(folder, "switchyard.db") });
  await fill(store, records, now);
  await store.close();
}
