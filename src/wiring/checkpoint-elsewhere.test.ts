import { afterEach, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { sampleRecord } from "../../test/support/sample-record.ts";
import { until } from "../../test/support/until.ts";
import { systemClock } from "../platform/system-clock.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createCheckpointElsewhere } from "./checkpoint-elsewhere.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function databasePath(): string {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-checkpoint-"));
  folders.push(folder);
  return join(folder, "switchyard.db");
}

async function writeBatches(store: Store, count: number, from = 0): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    await store.records.write([sampleRecord({ id: `req_${String(index).padStart(6, "0")}` })]);
  }
}

test("what is written comes into the file by the thread, and is all there when it is opened again", async () => {
  const url = databasePath();
  const store = await openStore({ url, checkpoint: createCheckpointElsewhere(systemClock) });
  const before = statSync(url).size;
  let written = 0;
  await until("the file grows while the WAL is far from full", async () => {
    await writeBatches(store, 32, written);
    written += 32;
    return statSync(url).size > before;
  });
  await store.close();
  const again = await openStore({ url });
  expect(await again.records.list({ limit: written + 1, before: null })).toHaveLength(written);
  await again.close();
  expect(existsSync(`${url}-wal`)).toBe(false);
});

test("checkpoints are made one at a time, and one that fails is no failure of a write", async () => {
  const url = databasePath();
  const made: PromiseWithResolvers<void>[] = [];
  const store = await openStore({
    url,
    checkpoint() {
      const one = Promise.withResolvers<void>();
      made.push(one);
      return one.promise;
    },
  });
  await writeBatches(store, 400);
  expect(made).toHaveLength(1);
  made[0]?.reject(new Error("the thread broke"));
  await writeBatches(store, 2, 400);
  expect(made).toHaveLength(2);
  made[1]?.resolve();
  expect(await store.records.list({ limit: 1000, before: null })).toHaveLength(402);
  await store.close();
});
