// Waiting that does not fall silent: wakes whoever waits for something slow, so that a keep-alive can go out meanwhile.

import type { Cancel, Clock } from "../domain/ports.ts";
import { SILENCE, type Silence } from "../domain/silence.ts";

export interface Heartbeat {
  /** What `pending` comes to, or SILENCE after the interval; ask again with the same promise. Rejects with it. */
  next<T>(pending: Promise<T>): Promise<T | Silence>;
  stop(): void;
}

/** One timer a stream, re-armed only when it fires: a chunk costs no timer. */
export function createHeartbeat(clock: Clock, intervalMs: number): Heartbeat {
  let lastAt = clock.now();
  let wake: (() => void) | null = null;
  let cancel: Cancel | null = null;
  const tick = (): void => {
    const left = lastAt + intervalMs - clock.now();
    if (left <= 0) {
      lastAt = clock.now();
      wake?.();
    }
    cancel = clock.after(left <= 0 ? intervalMs : left, tick);
  };
  return {
    next<T>(pending: Promise<T>) {
      lastAt = clock.now();
      cancel ??= clock.after(intervalMs, tick);
      return new Promise<T | Silence>((resolve, reject) => {
        wake = () => resolve(SILENCE);
        pending.then(resolve, reject);
      });
    },
    stop() {
      cancel?.();
      cancel = null;
      wake = null;
    },
  };
}
