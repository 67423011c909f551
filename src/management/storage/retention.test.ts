import { describe, expect, test } from "bun:test";

import type { PruneLimits } from "../../domain/storage.ts";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { createRetention } from "./retention.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function setUp(options: { readonly steps?: number; readonly fails?: boolean } = {}) {
  const clock = createFakeClock();
  const pruned: PruneLimits[] = [];
  const failures: unknown[] = [];
  let left = options.steps ?? 0;
  let swept = 0;
  const retention = createRetention({
    clock,
    storage: {
      async prune(limits) {
        if (options.fails === true) throw new Error("the disk is full");
        pruned.push(limits);
        return { records: 3, samples: 1 };
      },
      async shrink() {
        left -= 1;
        return left > 0;
      },
    },
    limits: () => ({ recordsDays: 30, samplesDays: 35 }),
    sweep: async () => void (swept += 1),
    failed: (error) => void failures.push(error),
  });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { clock, retention, pruned, failures, settled, left: () => left, swept: () => swept };
}

describe("retention", () => {
  test("looks after the storage once an hour, by what is configured then", async () => {
    const { clock, retention, pruned, settled, swept } = setUp();
    clock.advance(HOUR_MS - 1);
    expect(pruned).toEqual([]);
    clock.advance(1);
    await settled();
    expect(pruned).toMatchObject([{ records: clock.now() - 30 * DAY_MS, samples: clock.now() - 35 * DAY_MS }]);
    expect(swept()).toBe(1);
    expect(retention.lastRunAt()).toBe(clock.now());
  });

  test("takes an age of the operator's, and says what went", async () => {
    const { clock, retention, pruned } = setUp();
    expect(await retention.run(2)).toEqual({ records: 3, samples: 1 });
    expect(pruned[0]?.records).toBe(clock.now() - 2 * DAY_MS);
  });

  test("gives room back a step at a time, with pauses for those who are served", async () => {
    const { clock, retention, settled, left } = setUp({ steps: 3 });
    const running = retention.run();
    await settled();
    expect([left(), retention.isRunning()]).toEqual([2, true]);
    clock.advance(1000);
    await settled();
    expect(left()).toBe(1);
    clock.advance(1000);
    await running;
    expect([left(), retention.isRunning()]).toEqual([0, false]);
  });

  test("that fails is told of, and tried again the next hour", async () => {
    const { clock, retention, failures, settled } = setUp({ fails: true });
    clock.advance(HOUR_MS);
    await settled();
    clock.advance(HOUR_MS);
    await settled();
    expect(failures).toHaveLength(2);
    expect(retention.isRunning()).toBe(false);
    expect(retention.run()).rejects.toThrow("the disk is full");
  });

  test("that is told to stop ends after its step and begins no other", async () => {
    const { clock, retention, pruned, settled, left } = setUp({ steps: 100 });
    void retention.run();
    await settled();
    const stopped = retention.stop();
    clock.advance(1000);
    await stopped;
    expect(left()).toBe(99);
    clock.advance(3 * HOUR_MS);
    await settled();
    expect(pruned).toHaveLength(1);
  });
});
