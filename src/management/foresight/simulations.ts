// Simulations under way and lately ended, each for the session that started it.

import type { Clock, Ids } from "../../domain/ports.ts";
import { type SimulationWish, unknownAccounts } from "./plan-simulation.ts";
import { runSimulation, type SimulationDeps, type SimulationResult } from "./run-simulation.ts";

export interface Simulations {
  start(owner: string, wish: SimulationWish): StartedSimulation;
  /** The owner's, the newest first. */
  list(owner: string): readonly Simulation[];
  find(owner: string, id: string): Simulation | null;
  /** Ends it where it runs, and forgets it. False where the owner has no such one. */
  remove(owner: string, id: string): boolean;
}

export type StartedSimulation =
  | { readonly kind: "started"; readonly simulation: Simulation }
  | { readonly kind: "unknown_accounts"; readonly ids: readonly string[] }
  /** As many run as may run at once. */
  | { readonly kind: "busy" };

export interface Simulation {
  readonly id: string;
  readonly startedAt: number;
  readonly wish: SimulationWish;
  readonly state: SimulationState;
}

export type SimulationState =
  | { readonly kind: "running"; readonly progress: number }
  | { readonly kind: "done"; readonly result: SimulationResult }
  /** A defect, told to the log. */
  | { readonly kind: "failed" };

export interface SimulationsDeps extends SimulationDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  defect(error: unknown): void;
}

/** Each takes its part of the one thread that serves. */
const MOST_RUNNING = 2;
const MOST_KEPT = 20;
const KEPT_MS = 3_600_000;

interface Kept {
  readonly owner: string;
  readonly id: string;
  readonly startedAt: number;
  readonly wish: SimulationWish;
  state: SimulationState;
  isCancelled: boolean;
}

export function createSimulations(deps: SimulationsDeps): Simulations {
  // A Map keeps the order of insertion: its first entries are the oldest.
  const kept = new Map<string, Kept>();

  const forgetOld = (): void => {
    const ended = [...kept.values()].filter(({ state }) => state.kind !== "running");
    const tooMany = kept.size - MOST_KEPT;
    for (const [index, { id, startedAt }] of ended.entries()) {
      if (index < tooMany || deps.clock.now() - startedAt > KEPT_MS) kept.delete(id);
    }
  };
  const find = (owner: string, id: string): Kept | null => {
    const found = kept.get(id);
    return found?.owner === owner ? found : null;
  };

  return {
    start(owner, wish) {
      forgetOld();
      const ids = unknownAccounts(wish, deps.accounts());
      if (ids.length > 0) return { kind: "unknown_accounts", ids };
      const running = [...kept.values()].filter(({ state }) => state.kind === "running");
      if (running.length >= MOST_RUNNING) return { kind: "busy" };
      const one: Kept = {
        owner,
        id: deps.ids.token("sim"),
        startedAt: deps.clock.now(),
        wish,
        state: { kind: "running", progress: 0 },
        isCancelled: false,
      };
      kept.set(one.id, one);
      void run(deps, one);
      return { kind: "started", simulation: one };
    },
    list(owner) {
      forgetOld();
      return [...kept.values()].filter((one) => one.owner === owner).toReversed();
    },
    find(owner, id) {
      forgetOld();
      return find(owner, id);
    },
    remove(owner, id) {
      const one = find(owner, id);
      if (one === null) return false;
      one.isCancelled = true;
      kept.delete(id);
      return true;
    },
  };
}

/** Never rejects. */
async function run(deps: SimulationsDeps, one: Kept): Promise<void> {
  try {
    const result = await runSimulation(deps, one.wish, {
      progress(share) {
        one.state = { kind: "running", progress: Math.min(1, Math.max(0, share)) };
      },
      isCancelled: () => one.isCancelled,
    });
    if (result !== null) one.state = { kind: "done", result };
  } catch (error) {
    one.state = { kind: "failed" };
    deps.defect(error);
  }
}
