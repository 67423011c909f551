import { expect, test } from "bun:test";

import { createFakeMemory, makeAccount } from "../../test/support/pool-world.ts";
import { liveAccount, takeQuota } from "./live-account.ts";
import { createQuotaSampling } from "./quota-sampling.ts";

const T = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

function setUp() {
  const memory = createFakeMemory();
  const sampling = createQuotaSampling(memory.samples);
  const live = liveAccount(makeAccount(), null, 0);
  const note = (usedPercent: number | null, at: number): void => {
    const primary = usedPercent === null ? null : { usedPercent, windowMs: 300 * MINUTE_MS, resetsAt: null };
    takeQuota(live, { primary, secondary: null, plan: null, allowed: null, observedAt: at });
    sampling.note(live);
  };
  const taken = async (): Promise<(number | null)[]> => {
    await sampling.save();
    return memory.samples.rows.map(({ primaryUsedPercent }) => primaryUsedPercent);
  };
  return { memory, sampling, note, taken, live };
}

test("a number that moves is sampled, one that stands still only every ten minutes", async () => {
  const { note, taken } = setUp();
  note(5, T);
  note(5.05, T + MINUTE_MS);
  note(5.2, T + 2 * MINUTE_MS);
  note(5.2, T + 11 * MINUTE_MS);
  note(5.2, T + 12 * MINUTE_MS);
  expect(await taken()).toEqual([5, 5.2, 5.2]);
});

test("slow movement adds up: each sample is compared with the last one taken", async () => {
  const { note, taken } = setUp();
  for (const percent of [5, 5.04, 5.08, 5.12]) note(percent, T);
  expect(await taken()).toEqual([5, 5.12]);
});

test("an account without a quota has no samples", async () => {
  const { sampling, live, taken } = setUp();
  sampling.note(live);
  expect(await taken()).toEqual([]);
});

test("samples that could not be written are written later, in order", async () => {
  const { memory, note, sampling, taken } = setUp();
  note(1, T);
  memory.failure = new Error("away");
  const saving = sampling.save();
  note(2, T);
  await expect(saving).rejects.toThrow("away");
  memory.failure = null;
  expect(await taken()).toEqual([1, 2]);
});
