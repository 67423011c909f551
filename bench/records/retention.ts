// What letting go of old records costs: how long, how much smaller the file gets, and how long serving is held up at most.
//   bin/bun bench/records/retention.ts [records]

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createRetention } from "../../src/management/storage/retention.ts";
import { openStore } from "../../src/store/open-store.ts";
import { systemClock } from "../../src/platform/system-clock.ts";
import { fill } from "./fill.ts";

const count = Number(process.argv[2] ?? 200_000);
const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
const file = join(folder, "switchyard.db");
const store = await openStore({ url: file });
const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

await fill(store, count, systemClock.now());
// What was filled in is on the disk: its writing back is not the retention's doing.
Bun.spawnSync(["sync"]);
const before = await store.size();
const retention = createRetention({
  clock: systemClock,
  storage: store,
  limits: () => ({ recordsDays: 15, samplesDays: 35 }),
  sweep: async () => undefined,
  failed: (error) => console.error(error),
});

/** Holds of the thread between two turns of the event loop, ms. */
const holds: number[] = [];
let isOver = false;
let last = performance.now();
const watch = (): void => {
  const now = performance.now();
  holds.push(now - last);
  last = now;
  if (!isOver) setImmediate(watch);
};
watch();
const startedAt = performance.now();
const { records } = await retention.run();
isOver = true;
const after = await store.size();
const sorted = holds.toSorted((a, b) => a - b);
console.log(`${records} of ${count} records in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
console.log(
  `the thread was held for ${sorted
    .slice(-3)
    .map((ms) => ms.toFixed(1))
    .join(", ")} ms at most`,
);
console.log(`${megabytes(before.bytes)} before, ${megabytes(after.bytes)} after`);
const asked = performance.now();
await store.size();
console.log(`the size is told in ${(performance.now() - asked).toFixed(1)} ms`);
await retention.stop();
await store.close();
console.log(`file ${megabytes(statSync(file).size)}`);
rmSync(folder, { recursive: true, force: true });
