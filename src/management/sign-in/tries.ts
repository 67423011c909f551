// Guessing is slow: eight failed tries a minute and address (rulings "Accounts and settings API").

import type { Clock } from "../../domain/ports.ts";
import type { TooManyTries } from "./deps.ts";

export interface Tries {
  /** Counted before the secret is looked at, so that tries sent at once are no more than tries sent one by one. */
  take(address: string): Try | TooManyTries;
}

export interface Try {
  readonly kind: "taken";
  /** It was right: it is not counted. Others of the address stay counted, else a known password would buy more guesses. */
  giveBack(): void;
}

const WINDOW_MS = 60_000;
const MOST_FAILED = 8;
/** Whoever has this many addresses is not slowed by remembering more of them. */
const MOST_ADDRESSES = 10_000;

export function createTries(clock: Pick<Clock, "now">, mostFailed = MOST_FAILED): Tries {
  /** When each counted try ends to count, oldest first. */
  const counted = new Map<string, readonly number[]>();
  return {
    take(address) {
      const now = clock.now();
      const whose = networkOf(address);
      // A clock that was set back must not lock anybody out for longer than the window.
      const live = (counted.get(whose) ?? []).filter((endsAt) => endsAt > now && endsAt <= now + WINDOW_MS);
      const [first] = live;
      if (first !== undefined && live.length >= mostFailed)
        return { kind: "too_many_tries", retryAfterMs: first - now };
      const endsAt = now + WINDOW_MS;
      counted.delete(whose);
      counted.set(whose, [...live, endsAt]);
      const [oldest] = counted.keys();
      if (counted.size > MOST_ADDRESSES && oldest !== undefined) counted.delete(oldest);
      let isGivenBack = false;
      return {
        kind: "taken",
        giveBack() {
          if (isGivenBack) return;
          isGivenBack = true;
          const left = counted.get(whose) ?? [];
          const index = left.lastIndexOf(endsAt);
          const rest = left.toSpliced(index, index === -1 ? 0 : 1);
          if (rest.length === 0) counted.delete(whose);
          else counted.set(whose, rest);
        },
      };
    },
  };
}

/** Of IPv6 the half that one household or server has for itself. */
function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return [...first, ...(tail === undefined ? [] : zeros), ...last].slice(0, 4).join(":");
}
