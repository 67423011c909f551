// The three ways the sandbox waits: for the event loop, for a time on the clock, for the caller to go away.

import type { Clock } from "../../domain/ports.ts";

/**
 * Gives the event loop one turn, so that what was yielded so far reaches the socket. Bun 1.4 gathers everything a
 * generator yields without one into a single body with a Content-Length. No timer: a fake clock must not hold it up.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves `ms` from now on the clock, or as soon as `signal` aborts; at once for 0 and less. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      signal.removeEventListener("abort", stop);
      resolve();
    };
    const cancel = clock.after(ms, end);
    const stop = (): void => {
      cancel();
      end();
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}

/** Resolves when `signal` aborts: silence for as long as the caller listens. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
