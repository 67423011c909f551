// Who is serving how many right now. A lease is taken before a call and given back exactly once.

import type { AccountId } from "../domain/ids.ts";
import type { Cancel, Clock } from "../domain/ports.ts";
import type { LiveAccount } from "./live-account.ts";

export interface Lease {
  /** Gives the place back; a second call does nothing. */
  release(): void;
}

export interface AccountLeases {
  take(live: LiveAccount): Lease;
  /** Resolves true once any lease was given back, false after `ms` or where the signal aborts. */
  whenFreed(ms: number, signal: AbortSignal): Promise<boolean>;
}

interface LeasesDeps {
  readonly clock: Clock;
  /** Another number of requests is under way with it. */
  changed(id: AccountId): void;
}

export function createAccountLeases({ clock, changed }: LeasesDeps): AccountLeases {
  /** First come, first served: each freed place wakes one waiter. */
  const waiters = new Set<() => void>();
  return {
    take(live) {
      live.inFlight += 1;
      changed(live.id);
      let held = true;
      return {
        release() {
          if (!held) return;
          held = false;
          live.inFlight -= 1;
          changed(live.id);
          const [first] = waiters;
          first?.();
        },
      };
    },
    whenFreed(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      let cancel: Cancel = () => undefined;
      const settle = (freed: boolean) => (): void => {
        waiters.delete(wake);
        signal.removeEventListener("abort", onAbort);
        cancel();
        resolve(freed);
      };
      const wake = settle(true);
      const onAbort = settle(false);
      if (signal.aborted) return Promise.resolve(false);
      waiters.add(wake);
      signal.addEventListener("abort", onAbort, { once: true });
      cancel = clock.after(ms, settle(false));
      return promise;
    },
  };
}
