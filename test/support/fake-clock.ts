// Time that moves only when a test says so.

import type { Cancel, Clock } from "../../src/domain/ports.ts";

export interface FakeClock extends Clock {
  /** Moves time on by `ms` and runs the timers that fall due, in order, each at its own time. */
  advance(ms: number): void;
  /** Timers not yet run or cancelled. */
  readonly timers: number;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
}

/** A clock that stands at `start` (epoch ms). A timer set by a timer runs in the same `advance` where it falls due. */
export function createFakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  let order = 0;
  const timers = new Set<Timer>();

  const add = (timer: Omit<Timer, "order">): Cancel => {
    const added = { ...timer, order: order++ };
    timers.add(added);
    return () => timers.delete(added);
  };
  const nextDue = (until: number): Timer | undefined =>
    [...timers].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at || a.order - b.order)[0];

  return {
    now: () => now,
    after: (ms, task) => add({ at: now + Math.max(0, ms), task }),
    every(ms, task) {
      let cancel: Cancel = () => {};
      const arm = (): void => {
        cancel = add({ at: now + Math.max(1, ms), task: repeat });
      };
      const repeat = (): void => {
        arm();
        task();
      };
      arm();
      return () => cancel();
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.task();
      }
      now = until;
    },
    get timers() {
      return timers.size;
    },
  };
}
