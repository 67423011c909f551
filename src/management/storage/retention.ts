// How long things are remembered: what is old goes once an hour, or when the operator says so, and its room goes back to the
// disk a little at a time, so that serving does not feel it.

import type { Cancel, Clock } from "../../domain/ports.ts";
import type { Pruned, Storage } from "../../domain/storage.ts";
import { RECENT_KEPT_MS } from "../../domain/usage-history.ts";

export interface Retention {
  /** As configured, or with records younger than that gone as well. Those who ask meanwhile wait their turn. */
  run(recordsOlderThanDays?: number): Promise<Pruned>;
  /** Epoch ms; null: not since the start. */
  lastRunAt(): number | null;
  isRunning(): boolean;
  /** Lets the step that runs end, and begins no other. */
  stop(): Promise<void>;
}

export interface RetentionDeps {
  readonly clock: Clock;
  readonly storage: Pick<Storage, "prune" | "shrink">;
  limits(): { readonly recordsDays: number; readonly samplesDays: number };
  /** What else is swept on the way. */
  sweep(now: number): Promise<void>;
  failed(error: unknown): void;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Between two steps of giving room back: each holds SQLite, and this thread, for some ms. */
const SHRINK_PAUSE_MS = 5;

/** Begins at once to look after the storage once an hour. */
export function createRetention({ clock, storage, limits, sweep, failed }: RetentionDeps): Retention {
  let lastRunAt: number | null = null;
  let running = 0;
  let isStopped = false;
  let turn: Promise<unknown> = Promise.resolve();

  const once = async (recordsOlderThanDays?: number): Promise<Pruned> => {
    const { recordsDays, samplesDays } = limits();
    const now = clock.now();
    const olderThan = {
      records: now - (recordsOlderThanDays ?? recordsDays) * DAY_MS,
      samples: now - samplesDays * DAY_MS,
      slots: now - RECENT_KEPT_MS,
    };
    const pruned = await storage.prune(olderThan, () => !isStopped);
    await sweep(now);
    while (!isStopped && (await storage.shrink())) await pause(clock);
    lastRunAt = clock.now();
    return pruned;
  };
  const run: Retention["run"] = (recordsOlderThanDays) => {
    running += 1;
    const done = turn.then(() => once(recordsOlderThanDays)).finally(() => (running -= 1));
    turn = done.catch(() => undefined);
    return done;
  };
  const stopHourly: Cancel = clock.every(HOUR_MS, () => void run().catch(failed));
  return {
    run,
    lastRunAt: () => lastRunAt,
    isRunning: () => running > 0,
    async stop() {
      stopHourly();
      isStopped = true;
      await turn;
    },
  };
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(SHRINK_PAUSE_MS, resolve));
}
