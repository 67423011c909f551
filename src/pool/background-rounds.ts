// What the pool does on its own: asks for quotas, refreshes tokens ahead of expiry, writes down what changed.

import type { Cancel, Clock } from "../domain/ports.ts";

export interface BackgroundRounds {
  start(): void;
  /** Something is new: what the upstreams serve and what is left of quotas is asked for without waiting for the next round. */
  lookAgain(): void;
  /** Starts no further round and saves a last time. */
  stop(): Promise<void>;
}

interface RoundsDeps {
  readonly clock: Clock;
  /** Each looks for itself what is due. A round that takes longer than the time to the next is not joined by it. */
  pollQuotas(): Promise<void>;
  refreshTokens(): Promise<void>;
  askForModels(): Promise<void>;
  /** Parts that are saved independently of each other. */
  readonly saves: readonly (() => Promise<void>)[];
  saveFailed(error: unknown): void;
}

const SAVE_MS = 1000;
/** Polling and refreshing look around this often; what is due is theirs to say. */
const ROUND_MS = 5000;

export function createBackgroundRounds(deps: RoundsDeps): BackgroundRounds {
  const { clock } = deps;
  const timers: Cancel[] = [];
  let isRunning = false;
  const saveAll = async (): Promise<void> => {
    const saved = await Promise.allSettled(deps.saves.map((save) => save()));
    for (const one of saved) if (one.status === "rejected") deps.saveFailed(one.reason);
  };
  const save = oneAtATime(saveAll);
  const poll = oneAtATime(() => deps.pollQuotas());
  const refresh = oneAtATime(() => deps.refreshTokens());
  const askForModels = oneAtATime(() => deps.askForModels());
  return {
    start() {
      isRunning = true;
      timers.push(clock.every(SAVE_MS, save));
      timers.push(clock.every(ROUND_MS, poll));
      timers.push(clock.every(ROUND_MS, refresh));
      timers.push(clock.every(ROUND_MS, askForModels));
      poll();
      askForModels();
    },
    lookAgain() {
      if (!isRunning) return;
      poll();
      askForModels();
    },
    async stop() {
      isRunning = false;
      for (const cancel of timers.splice(0)) cancel();
      await saveAll();
    },
  };
}

function oneAtATime(task: () => Promise<void>): () => void {
  let isRunning = false;
  return () => {
    if (isRunning) return;
    isRunning = true;
    void task().finally(() => {
      isRunning = false;
    });
  };
}
