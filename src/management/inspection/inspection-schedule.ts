// Inspections that begin by themselves, when the configuration says.

import type { Config } from "../../config/schema.ts";
import { type InspectionSchedule, nextInspectionAt } from "../../domain/inspection-schedule.ts";
import type { Inspections } from "../../domain/inspection.ts";
import type { Clock } from "../../domain/ports.ts";
import { timeZoneOf } from "../../domain/time-zone.ts";
import type { Inspector } from "./inspector.ts";

export interface ScheduledInspections {
  /** Epoch ms, possibly just past; null where nothing is scheduled. */
  nextAt(): Promise<number | null>;
  /** The schedule is another now: its times of the day count from here on. */
  changed(): void;
  stop(): void;
}

export interface ScheduleDeps {
  readonly clock: Clock;
  readonly inspector: Pick<Inspector, "start" | "running">;
  readonly inspections: Pick<Inspections, "runs">;
  /** Of this computer, e.g. `Europe/Berlin`. */
  readonly ownZone: string;
  settings(): Config["inspection"];
  defect(error: unknown): void;
}

const LOOK_MS = 15_000;
const MINUTE_MS = 60_000;

/** Begins at once to look. */
export function createScheduledInspections(deps: ScheduleDeps): ScheduledInspections {
  const { clock, inspector } = deps;
  let since = clock.now();
  /** One that another replica runs, or that failed at its start, is not begun again within the same time. */
  let triedAt: number | null = null;
  let isLooking = false;

  const nextAt = async (): Promise<number | null> => {
    const schedule = scheduleOf(deps.settings(), deps.ownZone);
    if (schedule.everyMs === null && schedule.dayMinutes.length === 0) return null;
    const [newest] = await deps.inspections.runs();
    const marks = [newest?.startedAt, triedAt].filter((at) => at !== undefined && at !== null);
    return nextInspectionAt(schedule, { lastRunAt: marks.length === 0 ? null : Math.max(...marks), since });
  };
  const look = async (): Promise<void> => {
    const at = await nextAt();
    const now = clock.now();
    if (at === null || at > now || inspector.running() !== null) return;
    triedAt = now;
    await inspector.start({ trigger: "schedule", accountIds: null });
  };
  const stop = clock.every(LOOK_MS, () => {
    if (isLooking) return;
    isLooking = true;
    void look()
      .catch(deps.defect)
      .finally(() => (isLooking = false));
  });
  return {
    nextAt,
    changed() {
      since = clock.now();
    },
    stop,
  };
}

function scheduleOf({ everyMinutes, at, timeZone }: Config["inspection"], ownZone: string): InspectionSchedule {
  return {
    everyMs: everyMinutes === null ? null : everyMinutes * MINUTE_MS,
    dayMinutes: at.map(minutesOf),
    zone: timeZoneOf(timeZone ?? ownZone) ?? UTC,
  };
}

const UTC = { name: "UTC", offsetAt: () => 0 };

/** `03:15` -> 195 */
function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
