import { expect, test } from "bun:test";

import { createFakeClock } from "../../../test/support/fake-clock.ts";
import type { Config } from "../../config/schema.ts";
import type { InspectionRun } from "../../domain/inspection.ts";
import { createScheduledInspections } from "./inspection-schedule.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const NOTHING: Config["inspection"] = {
  ...{ everyMinutes: null, at: [], timeZone: null, workers: 4, testRequests: false, pauseAtPercent: null },
  automation: "none",
};

function play(initial: Partial<Config["inspection"]>) {
  const clock = createFakeClock(Date.UTC(2026, 0, 1, 12));
  const started: number[] = [];
  const runs: InspectionRun[] = [];
  let settings = { ...NOTHING, ...initial };
  const schedule = createScheduledInspections({
    clock,
    ownZone: "UTC",
    inspections: { runs: async () => runs },
    inspector: {
      running: () => null,
      async start() {
        started.push(clock.now());
        return { kind: "busy" };
      },
    },
    settings: () => settings,
    defect(error) {
      throw error;
    },
  });
  return {
    ...{ clock, started, schedule },
    /** In steps, so that what is awaited in between is done. */
    async pass(ms: number): Promise<void> {
      for (let left = ms; left > 0; left -= MINUTE_MS) {
        clock.advance(Math.min(left, MINUTE_MS));
        for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
      }
    },
    change(next: Partial<Config["inspection"]>): void {
      settings = { ...NOTHING, ...next };
      schedule.changed();
    },
  };
}

test("nothing begins by itself unless it is said when", async () => {
  const { pass, started, schedule } = play({});
  await pass(48 * HOUR_MS);
  expect(started).toEqual([]);
  expect(await schedule.nextAt()).toBeNull();
});

test("an interval is kept, also where a run could not begin because another replica had it", async () => {
  const { pass, started } = play({ everyMinutes: 60 });
  await pass(3 * HOUR_MS + MINUTE_MS);
  expect(started).toHaveLength(3);
});

test("a time of the day begins one run, and one that had passed when it was set begins none", async () => {
  const { pass, started, change, schedule } = play({ at: ["13:00"] });
  await pass(2 * HOUR_MS);
  expect(started).toHaveLength(1);
  change({ at: ["13:30", "16:00"] });
  await pass(HOUR_MS);
  expect(started).toHaveLength(1);
  expect(await schedule.nextAt()).toBe(Date.UTC(2026, 0, 1, 16));
  await pass(2 * HOUR_MS);
  expect(started).toHaveLength(2);
});
