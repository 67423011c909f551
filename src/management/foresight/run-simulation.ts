// One simulation: the records of a stretch, read page by page and played twice, as things are set and as they are wished,
// beside what really happened. Requests are served meanwhile: it works a few ms at a time, and rests as long.

import type { AccountId, ProviderId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import { createPriceLookup } from "../../domain/price.ts";
import {
  fitQuotaCosts,
  pointsOf,
  type QuotaCosts,
  WINDOW_MS,
  WINDOW_SLOTS,
  weightOf,
} from "../../domain/quota-cost.ts";
import type { RecordedRequest, RecordedRequests } from "../../domain/recorded-request.ts";
import type { ReplayAccount } from "../../domain/replay-account.ts";
import { createReplay, type Replay, type ReplaySettings } from "../../domain/replay-pool.ts";
import {
  type Buckets,
  bucketOf,
  createReplayTally,
  type ReplayOutcome,
  type ReplayTally,
} from "../../domain/replay-tally.ts";
import { createRecordReader, type ReplayedRequest } from "../../domain/replayed-request.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { ModelRoutes } from "../../pool/model-routes.ts";
import { type Evidence, type EvidenceDeps, gatherEvidence } from "./gather-evidence.ts";
import { castOf, type SimulationWish } from "./plan-simulation.ts";

export interface SimulationDeps extends EvidenceDeps {
  readonly clock: Pick<Clock, "now" | "after">;
  readonly history: RecordedRequests;
  readonly routes: Pick<ModelRoutes, "find">;
  accounts(): readonly LiveAccount[];
  settings(): ReplaySettings;
}

export interface SimulationResult {
  readonly buckets: Buckets;
  /** Requests that were played, and those that had nothing to play: they never needed an account. */
  readonly played: number;
  readonly leftOut: number;
  readonly costs: QuotaCosts;
  readonly recorded: ReplayOutcome;
  readonly baseline: SimulatedRun;
  readonly simulated: SimulatedRun;
}

export interface SimulatedRun {
  readonly settings: ReplaySettings;
  readonly accounts: readonly ReplayAccount[];
  readonly outcome: ReplayOutcome;
}

export interface SimulationJob {
  /** 0..1 */
  progress(share: number): void;
  isCancelled(): boolean;
}

const PAGE = 250;
const BUCKETS = 96;
/** What requests cost is fitted from this long before the stretch's end, where the stretch is shorter. */
const FIT_MS = WINDOW_MS.secondary;
const LOOK_EVERY = 16;

/** null where it was cancelled. */
export async function runSimulation(
  deps: SimulationDeps,
  wish: SimulationWish,
  job: SimulationJob,
): Promise<SimulationResult | null> {
  const { from, to } = wish;
  const now = deps.settings();
  const evidence = await gatherEvidence(deps, deps.accounts(), { from: Math.min(from, to - FIT_MS), to });
  const costs = fitQuotaCosts(evidence);
  const cast = castOf(wish, evidence);
  const buckets: Buckets = { from, to, count: BUCKETS };
  const groups = createGroups(deps.routes);
  const wished: ReplaySettings = {
    ...now,
    strategy: wish.strategy ?? now.strategy,
    preferEarlierReset: wish.preferEarlierReset ?? now.preferEarlierReset,
    sticky: wish.sticky ?? now.sticky,
  };
  const { canServe } = groups;
  const baseline = createReplay({ settings: now, accounts: cast.baseline, costs, buckets, canServe });
  const simulated = createReplay({ settings: wished, accounts: cast.changed, costs, buckets, canServe });
  const recorded = createReplayTally(buckets);
  const runs: Runs = { baseline, simulated, recorded };
  const counted = await playAll(deps, { from, to, runs, groupOf: groups.groupOf, job });
  if (counted === null) return null;
  noteSamples(recorded, evidence, buckets);
  return {
    buckets,
    ...counted,
    costs,
    recorded: recorded.outcome(),
    baseline: { settings: now, accounts: cast.baseline, outcome: baseline.end() },
    simulated: { settings: wished, accounts: cast.changed, outcome: simulated.end() },
  };
}

interface Runs {
  readonly baseline: Replay;
  readonly simulated: Replay;
  readonly recorded: ReplayTally;
}

interface Playing {
  readonly from: number;
  readonly to: number;
  readonly runs: Runs;
  readonly groupOf: Groups["groupOf"];
  readonly job: SimulationJob;
}

async function playAll(
  { history, clock, prices }: SimulationDeps,
  { from, to, runs, groupOf, job }: Playing,
): Promise<{ readonly played: number; readonly leftOut: number } | null> {
  const table = { prices: prices(), priceFor: createPriceLookup() };
  const read = createRecordReader({ weigh: (usage, model) => weightOf(usage, model, table), groupOf });
  const rest = createPace(clock);
  let played = 0;
  let seen = 0;
  for (let after: RecordedRequest | null = null; ;) {
    const page: readonly RecordedRequest[] = await history.page({ from, to, after, limit: PAGE });
    for (const record of page) {
      const request = read(record);
      if (request !== null) {
        play(runs, request);
        played += 1;
      }
      seen += 1;
      if (seen % LOOK_EVERY === 0) await rest();
    }
    await rest();
    after = page.at(-1) ?? null;
    if (job.isCancelled()) return null;
    if (after === null || page.length < PAGE) return { played, leftOut: seen - played };
    job.progress((after.startedAt - from) / (to - from));
  }
}

function play({ baseline, simulated, recorded }: Runs, request: ReplayedRequest): void {
  baseline.take(request);
  simulated.take(request);
  const { recorded: fate, at, costUsd, session, cachedTokens } = request;
  if (fate.kind === "refused") {
    recorded.refused({ at, status: fate.status, code: fate.code });
    return;
  }
  recorded.served({ accountId: fate.accountId, costUsd });
  if (session !== null) recorded.spoke({ session, accountId: fate.accountId, cachedTokens });
}

/** What the windows really showed. */
function noteSamples(recorded: ReplayTally, evidence: readonly Evidence[], buckets: Buckets): void {
  for (const { live, samples } of evidence) {
    for (const slot of WINDOW_SLOTS) {
      for (const { at, usedPercent } of pointsOf(samples, slot)) {
        if (at < buckets.from) continue;
        recorded.used({ accountId: live.id, slot, bucket: bucketOf(buckets, at), percent: usedPercent });
      }
    }
  }
}

interface Groups {
  groupOf(asked: { readonly model: string | null; readonly provider: ProviderId | null }): string | null;
  canServe(account: ReplayAccount, group: string): boolean;
}

/** Who serves a model now, as routing says; where nobody here knows it, the accounts of the provider that served it then. */
function createGroups(routes: SimulationDeps["routes"]): Groups {
  const groups = new Map<
    string,
    { readonly ids: ReadonlySet<AccountId> | null; readonly providers: ReadonlySet<ProviderId> }
  >();
  const ofModel = (model: string): string | null => {
    const name = `model ${model}`;
    if (groups.has(name)) return name;
    const found = routes.find(model, { purpose: "simulation", fits: () => true });
    const candidates = found.kind === "route" ? found.route.legs[0].candidates : [];
    if (candidates.length === 0) return null;
    groups.set(name, {
      ids: new Set(candidates.map(({ id }) => id)),
      providers: new Set(candidates.map(({ account }) => account.provider)),
    });
    return name;
  };
  return {
    groupOf({ model, provider }) {
      const known = model === null ? null : ofModel(model);
      if (known !== null || provider === null) return known;
      const name = `provider ${provider}`;
      if (!groups.has(name)) groups.set(name, { ids: null, providers: new Set([provider]) });
      return name;
    },
    canServe({ id, provider, isNew }, group) {
      const serving = groups.get(group);
      if (serving === undefined || !serving.providers.has(provider)) return false;
      // An account that does not exist serves what the others of its provider do.
      return isNew || serving.ids === null || serving.ids.has(id);
    },
  };
}

const WORK_MS = 4;

/** Lets the requests of others through: after a few ms of work it rests as long as it worked. */
function createPace(clock: SimulationDeps["clock"]): () => Promise<void> | void {
  let since = clock.now();
  return () => {
    const worked = clock.now() - since;
    if (worked < WORK_MS && worked >= 0) return;
    return new Promise<void>((resolve) =>
      clock.after(Math.max(1, worked), () => {
        since = clock.now();
        resolve();
      }),
    );
  };
}
