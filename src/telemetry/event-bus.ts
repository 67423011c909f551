// From what happens to whoever watches: happenings of a moment are told together, a watcher that reads slowly is told to
// begin anew, and where nobody watches nothing is done.

import { type Happening, type Publish, supersedes } from "../domain/happening.ts";
import type { Cancel, Clock, Ids } from "../domain/ports.ts";

export interface EventBus {
  readonly publish: Publish;
  /** From now on, and from after `lastEventId` where that is still known. Ends with the iterator's `return`. */
  watch(lastEventId: string | null): Watching;
  /** Ends everybody's watching. */
  close(): void;
}

/** What one watcher is told, in order. */
export interface Watching {
  /** What has come since; waits for it. `null`: `quietMs` have gone by without news. Throws nothing; `ended` is the end. */
  next(quietMs: number): Promise<readonly BusEvent[] | null | "ended">;
  end(): void;
}

export type BusEvent =
  /** Watching has begun: what is read from now on misses nothing. */
  | { readonly kind: "begun"; readonly id: string }
  | { readonly kind: "told"; readonly id: string; readonly news: News }
  /** What came before is lost to this watcher: what it shows has to be read again. */
  | { readonly kind: "reset"; readonly id: string };

/** Happenings of one kind within one moment, oldest first. */
export interface News {
  readonly kind: Happening["kind"];
  readonly happenings: readonly Happening[];
  /** Older ones of the same moment, left out. */
  readonly omitted: number;
}

interface EventBusDeps {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A moment: a kind is told at most four times a second. */
const MOMENT_MS = 250;
/** Of one kind in one moment. What a page can show changes no faster. */
const MOST_TOLD = 50;
/** Kept for who comes back: half a minute and more of a busy gateway. */
const MOST_KEPT = 128;
/** A watcher that has not read so many is told to begin anew. */
const MOST_UNREAD = 64;
/** How long it goes on without watchers, so that a page which was cut off misses nothing. */
const LINGER_MS = 60_000;

export function createEventBus({ clock, ids }: EventBusDeps): EventBus {
  const watchers = new Set<Watcher>();
  const moment = createMoment();
  const journal = createJournal(ids);
  let isAwake = false;
  let isClosed = false;
  let stopMoment: Cancel | null = null;
  let stopLinger: Cancel | null = null;

  const tell = (): void => {
    stopMoment = null;
    for (const news of moment.take()) {
      const event = journal.add(news);
      for (const watcher of watchers) watcher.tell(event);
    }
  };
  const wake = (): void => {
    stopLinger?.();
    stopLinger = null;
    if (!isAwake) journal.begin();
    isAwake = true;
  };
  const sleep = (): void => {
    isAwake = false;
    stopMoment?.();
    stopMoment = null;
    moment.take();
  };
  const leave = (watcher: Watcher): void => {
    if (!watchers.delete(watcher) || watchers.size > 0 || isClosed) return;
    stopLinger?.();
    stopLinger = clock.after(LINGER_MS, sleep);
  };

  return {
    publish(happening) {
      if (!isAwake) return;
      moment.add(happening);
      stopMoment ??= clock.after(MOMENT_MS, tell);
    },
    watch(lastEventId) {
      wake();
      const watcher = createWatcher(clock, journal.lastId, leave);
      for (const event of journal.beginningFor(lastEventId)) watcher.tell(event);
      if (isClosed) watcher.end();
      else watchers.add(watcher);
      return watcher;
    },
    close() {
      isClosed = true;
      stopLinger?.();
      for (const watcher of watchers) watcher.end();
      sleep();
    },
  };
}

/** What was told lately, for those who come back. */
interface Journal {
  /** Forgets everything: ids from before are known to be of another time. */
  begin(): void;
  add(news: News): BusEvent;
  lastId(): string;
  /** What a watcher is told first. */
  beginningFor(lastEventId: string | null): readonly BusEvent[];
}

function createJournal(ids: Ids): Journal {
  let kept: BusEvent[] = [];
  let era = "";
  let count = 0;
  const lastId = (): string => `${era}-${count}`;
  return {
    begin() {
      kept = [];
      era = ids.token("era");
      count = 0;
    },
    add(news) {
      count += 1;
      const event = { kind: "told", id: lastId(), news } as const;
      kept = [...kept, event].slice(-MOST_KEPT);
      return event;
    },
    lastId,
    beginningFor(lastEventId) {
      if (lastEventId === null) return [{ kind: "begun", id: lastId() }];
      if (lastEventId === lastId()) return [];
      const at = kept.findIndex(({ id }) => id === lastEventId);
      return at < 0 ? [{ kind: "reset", id: lastId() }] : kept.slice(at + 1);
    },
  };
}

interface Moment {
  add(happening: Happening): void;
  /** What has gathered, a piece of news a kind; nothing is left. */
  take(): readonly News[];
}

function createMoment(): Moment {
  let byKind = new Map<Happening["kind"], { happenings: Map<unknown, Happening>; omitted: number }>();
  return {
    add(happening) {
      let gathered = byKind.get(happening.kind);
      if (gathered === undefined) {
        gathered = { happenings: new Map(), omitted: 0 };
        byKind.set(happening.kind, gathered);
      }
      const { happenings } = gathered;
      const key = supersedes(happening) ?? happening;
      // The newest stands last.
      happenings.delete(key);
      happenings.set(key, happening);
      if (happenings.size <= MOST_TOLD) return;
      const [oldest] = happenings.keys();
      happenings.delete(oldest);
      gathered.omitted += 1;
    },
    take() {
      const taken = byKind;
      byKind = new Map();
      return [...taken].map(([kind, { happenings, omitted }]) => ({
        kind,
        happenings: [...happenings.values()],
        omitted,
      }));
    },
  };
}

interface Watcher extends Watching {
  tell(event: BusEvent): void;
}

function createWatcher(clock: Clock, lastId: () => string, leave: (watcher: Watcher) => void): Watcher {
  let unread: BusEvent[] = [];
  let isOver = false;
  let waiting: (() => void) | null = null;
  const wakeUp = (): void => {
    waiting?.();
    waiting = null;
  };
  const watcher: Watcher = {
    tell(event) {
      unread = unread.length < MOST_UNREAD ? [...unread, event] : [{ kind: "reset", id: lastId() }];
      wakeUp();
    },
    async next(quietMs) {
      if (unread.length === 0 && !isOver) {
        await new Promise<void>((resolve) => {
          const stop = clock.after(quietMs, resolve);
          waiting = () => {
            stop();
            resolve();
          };
        });
        waiting = null;
      }
      if (isOver) return "ended";
      if (unread.length === 0) return null;
      const events = unread;
      unread = [];
      return events;
    },
    end() {
      if (isOver) return;
      isOver = true;
      leave(watcher);
      wakeUp();
    },
  };
  return watcher;
}
