// What each client key has left, where several processes serve from one database: it is counted there. What waits for one key
// goes in one transaction after the other, requests that arrive meanwhile join the next, so that a busy key costs the database
// no more than a quiet one. A process that is gone loses what its requests held when its share runs out.

import type { ClientKey } from "../domain/client-key.ts";
import { type Amounts, chargeOf } from "../domain/key-charge.ts";
import { type Reservation, type Reserved, withoutCounts } from "../domain/key-ledger.ts";
import type { Cancel } from "../domain/ports.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import type { Admission, KeyLedgers, KeyLedgersDeps, KeyPlace } from "./key-ledgers.ts";
import { createLedgerWork, type Ended, type Wanted } from "./ledger-work.ts";

/** A third of the time that a share outlives its process's last word. */
const RENEW_MS = 20_000;
/** How long settled requests wait for company; one that asks takes them along at once. */
const WINDOW_MS = 10;
const RETRY_MS = 1000;

export function createSharedKeyLedgers(deps: KeyLedgersDeps): KeyLedgers {
  const queues = new Map<string, KeyQueue>();
  const queueOf = (id: string): KeyQueue => {
    let queue = queues.get(id);
    if (queue === undefined) {
      queue = createKeyQueue(deps, id);
      queues.set(id, queue);
    }
    return queue;
  };
  const stopRenewing = deps.clock.every(RENEW_MS, () => {
    for (const queue of queues.values()) if (queue.isHolding) queue.renew();
  });
  return {
    reserve(key, expected) {
      const queue = queueOf(key.id);
      // Without a limit there is nothing to ask the others about.
      const isFree = key.limits.length === 0 && key.concurrency === null;
      return isFree ? { kind: "admitted", place: queue.placeFor(null) } : queue.reserve(key, expected);
    },
    look: () => deps.stored.load(),
    reset: async (id) => void (await deps.stored.change(id, withoutCounts)),
    forget: (id) => void queues.delete(id),
    async close() {
      stopRenewing();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

interface Asking extends Wanted {
  readonly answer: PromiseWithResolvers<Admission>;
}

interface KeyQueue {
  /** Requests of this process hold something. */
  readonly isHolding: boolean;
  /** Rejects where the store does. */
  reserve(key: ClientKey, expected: Amounts): Promise<Admission>;
  placeFor(reservation: Reservation | null): KeyPlace;
  /** Says that this process is alive. */
  renew(): void;
  /** Counts what has ended, and gives back all that is held. */
  close(): Promise<void>;
}

function createKeyQueue(deps: KeyLedgersDeps, id: string): KeyQueue {
  const { clock } = deps;
  const work = createLedgerWork(deps, id);
  let asking: Asking[] = [];
  let ended: Ended[] = [];
  let running: Promise<void> | null = null;
  let timer: Cancel | null = null;

  /** Never rejects. What ended is tried again, those who ask are told. */
  const round = async (): Promise<void> => {
    const [asked, over] = [asking, ended];
    [asking, ended] = [[], []];
    try {
      const decided = await work.apply(asked, over);
      asked.forEach(({ answer }, at) => answer.resolve(admissionOf(decided[at], placeFor)));
    } catch (error) {
      deps.failed(error);
      ended = [...over, ...ended];
      for (const { answer } of asked) answer.reject(error);
      wake(RETRY_MS);
    }
  };
  const run = (): void => {
    timer?.();
    timer = null;
    running ??= round().finally(() => {
      running = null;
      if (asking.length > 0) run();
      else if (ended.length > 0) wake(WINDOW_MS);
    });
  };
  const wake = (ms: number): void => void (timer ??= clock.after(ms, run));
  const placeFor = (reservation: Reservation | null): KeyPlace => {
    let isHeld = true;
    return {
      settle(record: RequestRecord) {
        if (!isHeld) return;
        isHeld = false;
        ended.push({ reservation, charge: chargeOf(record) });
        wake(WINDOW_MS);
      },
    };
  };
  return {
    get isHolding() {
      return work.isHolding;
    },
    reserve(key, expected) {
      const answer = Promise.withResolvers<Admission>();
      asking.push({ key, expected, answer });
      run();
      return answer.promise;
    },
    placeFor,
    renew: run,
    async close() {
      timer?.();
      await running;
      await work.leave(ended).catch(deps.failed);
    },
  };
}

/** `decided` is absent where the key is gone. */
function admissionOf(decided: Reserved | undefined, placeFor: KeyQueue["placeFor"]): Admission {
  if (decided === undefined) return { kind: "unknown" };
  return decided.kind === "reserved" ? { kind: "admitted", place: placeFor(decided.reservation) } : decided;
}
