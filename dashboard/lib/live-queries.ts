// Which of the kept answers an event makes untrue: the one place that knows. The first part of a query's key is its noun, e.g.
// `["accounts", filters]`, and an event makes all of a noun be read again, as far as it is on screen.

import type { eventViews } from "../../contract/event-views.ts";
import { onEvent } from "./events.ts";
import { queryClient } from "./query-client.ts";

/** `now`: within a second. `soon`: within a quarter of a minute, for what is large and changes with every request. */
type Pace = "now" | "soon";
type EventKind = keyof typeof eventViews;

const GAP_MS: Readonly<Record<Pace, number>> = { now: 1000, soon: 15_000 };

const TOUCHED: Readonly<Record<EventKind, Readonly<Record<string, Pace>>>> = {
  account_changed: { accounts: "now", overview: "now", forecast: "now" },
  accounts_replaced: { accounts: "now", overview: "now", forecast: "now", models: "now", "provider-keys": "now" },
  quota_moved: { accounts: "now", overview: "now", forecast: "soon" },
  request_finished: {
    requests: "now",
    overview: "now",
    usage: "soon",
    accounts: "soon",
    forecast: "soon",
    "client-keys": "now",
    prices: "soon",
  },
  login_progressed: { logins: "now", accounts: "now" },
  settings_changed: {
    settings: "now",
    config: "now",
    overview: "now",
    models: "now",
    "provider-keys": "now",
    "client-keys": "now",
    prices: "now",
    storage: "now",
  },
  settings_rejected: { config: "now", overview: "now" },
  client_key_changed: { "client-keys": "now" },
  records_dropped: { overview: "now" },
  inspection_progressed: { inspection: "now" },
  action_queue_changed: { "action-queue": "now" },
};

/** The names under which events come. After `begun` nothing is missed, and at `reset` something was. */
export const EVENT_KINDS: readonly string[] = [...Object.keys(TOUCHED), "begun", "reset"];

/** How many pieces of work want nothing to be read again meanwhile, and what is to be planned once they are done. */
let holds = 0;
const plans = new Set<() => void>();

/** Many changes of our own make as many events: while `work` runs none of them makes anything be read again, at its end all at once. */
export async function withoutReading<Result>(work: () => Promise<Result>): Promise<Result> {
  holds += 1;
  try {
    return await work();
  } finally {
    holds -= 1;
    for (const plan of plans) plan();
  }
}

/** Reads again what events make untrue, until the returned function is called. */
export function keepLive(): () => void {
  const readers = new Map<string, Reader>();
  const readerOf = (noun: string): Reader => {
    const reader = readers.get(noun) ?? createReader(() => queryClient.invalidateQueries({ queryKey: [noun] }));
    readers.set(noun, reader);
    return reader;
  };
  const stop = onEvent(({ kind }) => {
    if (kind === "begun" || kind === "reset") {
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" });
      return;
    }
    for (const [noun, pace] of Object.entries(TOUCHED[kind as EventKind])) readerOf(noun).ask(pace);
  });
  return () => {
    stop();
    for (const reader of readers.values()) reader.stop();
  };
}

interface Reader {
  ask(pace: Pace): void;
  stop(): void;
}

/** Reads one at a time, and no more often than its pace allows: a busy gateway does not drown the page. */
function createReader(read: () => Promise<unknown>): Reader {
  let wanted: Pace | null = null;
  let endedAt = Number.NEGATIVE_INFINITY;
  let isReading = false;
  let timer = 0;
  const plan = (): void => {
    window.clearTimeout(timer);
    if (wanted === null || isReading || holds > 0) return;
    // Nobody looks at a hidden page but at its title.
    const gapMs = GAP_MS[document.hidden ? "soon" : wanted];
    timer = window.setTimeout(() => void go(), Math.max(0, endedAt + gapMs - Date.now()));
  };
  const go = async (): Promise<void> => {
    wanted = null;
    isReading = true;
    await read();
    isReading = false;
    endedAt = Date.now();
    plan();
  };
  plans.add(plan);
  return {
    ask(pace) {
      if (wanted !== "now") wanted = pace;
      plan();
    },
    stop: () => {
      plans.delete(plan);
      wanted = null;
      window.clearTimeout(timer);
    },
  };
}
