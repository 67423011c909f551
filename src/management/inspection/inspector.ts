// Inspections: one at a time among all that share the store, on demand or by schedule; with progress, an end before its time,
// and a history of the newest.

import type { Happening } from "../../domain/happening.ts";
import type { InspectionResult, InspectionRun, Inspections } from "../../domain/inspection.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Clock, Ids, Leases } from "../../domain/ports.ts";
import type { AccountAct } from "../accounts/act-on-accounts.ts";
import { applyByHand, applyByItself, type ApplyDeps, type Automation } from "./apply-suggestions.ts";
import { inspectAccounts, type InspectDeps } from "./inspect-accounts.ts";
import { createRunSheet, type RunSheet } from "./run-sheet.ts";

export interface Inspector {
  start(wish: RunWish): Promise<StartedRun>;
  /** The one under way here; null where there is none. */
  running(): InspectionRun | null;
  /** False where it does not run here. Probes under way are waited for. */
  cancel(id: string): boolean;
  runs(): Promise<readonly InspectionRun[]>;
  find(id: string): Promise<FoundRun | null>;
  /** By account: what shall be done. null where there is no such run. */
  apply(id: string, actions: ReadonlyMap<AccountId, AccountAct>): Promise<readonly InspectionResult[] | null>;
  /** Ends the one under way, and waits for it. */
  stop(): Promise<void>;
}

export interface RunWish {
  readonly trigger: InspectionRun["trigger"];
  /** null: all. */
  readonly accountIds: readonly AccountId[] | null;
  /** In place of what is configured. */
  readonly testRequests?: boolean | undefined;
}

export type StartedRun =
  | { readonly kind: "started"; readonly run: InspectionRun }
  | { readonly kind: "busy" }
  | { readonly kind: "unknown_accounts"; readonly ids: readonly AccountId[] };

export interface FoundRun {
  readonly run: InspectionRun;
  readonly results: readonly InspectionResult[];
}

export interface InspectorSettings {
  readonly workers: number;
  readonly testRequests: boolean;
  readonly pauseAtPercent: number | null;
  readonly automation: Automation;
}

export interface InspectorDeps extends Omit<InspectDeps, "ownsPause">, ApplyDeps {
  readonly clock: Clock;
  readonly ids: Pick<Ids, "token">;
  readonly inspections: Inspections;
  readonly leases: Leases;
  /** Of this process. */
  readonly holder: string;
  settings(): InspectorSettings;
  publish(happening: Happening): void;
  /** Told of the results of a run that has ended. */
  inspected(runId: string, results: readonly InspectionResult[]): Promise<void>;
  defect(error: unknown): void;
}

const LEASE = "inspection";
const LEASE_MS = 3 * 60_000;
const RENEW_MS = 60_000;
const MOST_RUNS = 50;

interface Running {
  readonly sheet: RunSheet;
  readonly ended: Promise<void>;
  cancel(): void;
}

export function createInspector(deps: InspectorDeps): Inspector {
  const { clock, inspections, leases, holder } = deps;
  let running: Running | null = null;
  let isStarting = false;

  const hold = (): Promise<boolean> => leases.acquire({ name: LEASE, holder, now: clock.now(), ttlMs: LEASE_MS });

  const find = async (id: string): Promise<FoundRun | null> => {
    if (running?.sheet.run().id === id) return { run: running.sheet.run(), results: running.sheet.results() };
    const run = await inspections.run(id);
    return run === null ? null : { run, results: await inspections.results(id) };
  };
  const begin = async (wish: RunWish): Promise<StartedRun> => {
    const known = new Set(deps.pool.accounts().map(({ id }) => id));
    const unknown = wish.accountIds?.filter((id) => !known.has(id)) ?? [];
    if (unknown.length > 0) return { kind: "unknown_accounts", ids: unknown };
    if (running !== null || !(await hold())) return { kind: "busy" };
    const renewing = clock.every(RENEW_MS, () => void hold().catch(deps.defect));
    const letGo = async (): Promise<void> => {
      renewing();
      running = null;
      await leases.release(LEASE, holder);
    };
    running = await begun(deps, { ...wish, accountIds: wish.accountIds ?? [...known] }, letGo);
    return { kind: "started", run: running.sheet.run() };
  };

  return {
    async start(wish) {
      if (isStarting) return { kind: "busy" };
      isStarting = true;
      return begin(wish).finally(() => (isStarting = false));
    },
    running: () => running?.sheet.run() ?? null,
    cancel(id) {
      if (running?.sheet.run().id !== id) return false;
      running.cancel();
      return true;
    },
    async runs() {
      const now = running?.sheet.run();
      return (await inspections.runs()).map((kept) => (kept.id === now?.id ? now : kept));
    },
    find,
    async apply(id, actions) {
      const found = await find(id);
      if (found === null) return null;
      const results = await applyByHand(deps, found.results, actions);
      if (running?.sheet.run().id === id) running.sheet.replace(results);
      await inspections.saveResults(id, results);
      deps.publish(progressOf(found.run));
      return results;
    },
    async stop() {
      running?.cancel();
      await running?.ended;
    },
  };
}

type RunPlan = RunWish & { readonly accountIds: readonly AccountId[] };

async function begun(deps: InspectorDeps, plan: RunPlan, letGo: () => Promise<void>): Promise<Running> {
  await closeInterrupted(deps);
  await deps.owned.load();
  const id = deps.ids.token("insp");
  const sheet = createRunSheet(deps, { id, trigger: plan.trigger, total: plan.accountIds.length });
  await sheet.save();
  let isCancelled = false;
  const ended = carryOut(deps, plan, { sheet, isCancelled: () => isCancelled })
    // The next may begin before it is told that this one has ended.
    .then((state) => letGo().then(() => sheet.end(state)))
    .catch(deps.defect);
  return { sheet, ended, cancel: () => (isCancelled = true) };
}

/** Never rejects. */
async function carryOut(
  deps: InspectorDeps,
  { accountIds, testRequests }: RunPlan,
  { sheet, isCancelled }: { readonly sheet: RunSheet; isCancelled(): boolean },
): Promise<InspectionRun["state"]> {
  const settings = deps.settings();
  try {
    await inspectAccounts(
      { ...deps, ownsPause: deps.owned.owns },
      { ...settings, accountIds, testRequests: testRequests ?? settings.testRequests },
      { isCancelled, inspected: sheet.add },
    );
    // Who calls it off wants nothing more to happen.
    if (!isCancelled()) sheet.replace(await applyByItself(deps, sheet.results(), settings.automation));
    await deps.inspected(sheet.run().id, sheet.results());
    await deps.inspections.keepNewest(MOST_RUNS);
    return isCancelled() ? "cancelled" : "done";
  } catch (error) {
    deps.defect(error);
    return "failed";
  }
}

/** Whoever holds the lease knows that nobody else is at work: what still seems to run was cut off. */
async function closeInterrupted({ inspections, clock }: InspectorDeps): Promise<void> {
  for (const left of await inspections.runs()) {
    if (left.state === "running") await inspections.saveRun({ ...left, state: "interrupted", endedAt: clock.now() });
  }
}

function progressOf({ id, state, done, total }: InspectionRun): Happening {
  return { kind: "inspection_progressed", runId: id, state, done, total };
}
