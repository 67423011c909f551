// What came of a simulation, as /api shows it: three runs side by side, and the differences.

import type { z } from "@hono/zod-openapi";

import type { getSimulation } from "../../../contract/foresight.ts";
import { costKey, WINDOW_SLOTS } from "../../domain/quota-cost.ts";
import type { ReplayOutcome } from "../../domain/replay-tally.ts";
import type { SimulationWish } from "../../management/foresight/plan-simulation.ts";
import type { SimulatedRun, SimulationResult } from "../../management/foresight/run-simulation.ts";
import { instantOf } from "./instants.ts";

type SimulationView = z.output<(typeof getSimulation)["responses"][200]["content"]["application/json"]["schema"]>;
type ResultView = NonNullable<SimulationView["result"]>;
type OutcomeView = ResultView["recorded"];

/** Accounts whose windows are shown over time; of the others the sums. A page shows no more lines than these. */
const MOST_CURVES = 50;

export function resultView(result: SimulationResult, { from, to }: SimulationWish): ResultView {
  const { recorded, baseline, simulated, buckets } = result;
  const labels = new Map([...baseline.accounts, ...simulated.accounts].map(({ id, label }) => [id, label]));
  return {
    bucket_seconds: (to - from) / buckets.count / 1000,
    played: result.played,
    left_out: result.leftOut,
    quota_model: modelView(result),
    recorded: outcomeView(recorded, labels),
    baseline: runView(baseline, labels),
    simulated: runView(simulated, labels),
    against_baseline: differenceView(simulated.outcome, baseline.outcome),
    against_recorded: differenceView(simulated.outcome, recorded),
  };
}

function modelView({ costs, baseline, simulated }: SimulationResult): ResultView["quota_model"] {
  const providers = new Set([...baseline.accounts, ...simulated.accounts].map(({ provider }) => provider));
  return [...providers].toSorted().flatMap((provider) =>
    WINDOW_SLOTS.flatMap((window) => {
      const cost = costs.get(costKey(provider, window));
      if (cost === undefined) return [];
      return [{ provider, window, credits_per_usd: rounded(cost.creditsPerWeight), samples: cost.samples }];
    }),
  );
}

function runView({ settings, accounts, outcome }: SimulatedRun, labels: Labels): ResultView["baseline"] {
  return {
    strategy: settings.strategy,
    prefer_earlier_reset: settings.preferEarlierReset,
    sticky: settings.sticky,
    accounts: accounts.map(({ id, label, provider, isNew }) => ({ account_id: id, label, provider, is_new: isNew })),
    outcome: outcomeView(outcome, labels),
  };
}

type Labels = ReadonlyMap<string, string>;

function outcomeView(outcome: ReplayOutcome, labels: Labels): OutcomeView {
  return {
    requests: outcome.requests,
    served: outcome.served,
    refused: outcome.refused,
    refusals: { ...outcome.refusals },
    first_refusals: outcome.firstRefusals.map(({ at, status, code }) => ({ at: instantOf(at), status, code })),
    refused_over_time: [...outcome.refusedOverTime],
    waited: outcome.waited,
    waited_seconds: rounded(outcome.waitedMs / 1000),
    conversations: outcome.conversations,
    cache_breaks: outcome.moved,
    cached_tokens_at_stake: outcome.movedCachedTokens,
    cost_usd: rounded(outcome.costUsd),
    accounts: outcome.accounts.map(({ accountId, requests, costUsd, usedUp, primary, secondary }, index) => ({
      account_id: accountId,
      label: labels.get(accountId) ?? null,
      requests,
      cost_usd: rounded(costUsd),
      used_up: usedUp,
      primary: index < MOST_CURVES ? primary.map(roundedOrNull) : [],
      secondary: index < MOST_CURVES ? secondary.map(roundedOrNull) : [],
    })),
  };
}

function differenceView(one: ReplayOutcome, other: ReplayOutcome): ResultView["against_baseline"] {
  const served = (outcome: ReplayOutcome): ReadonlyMap<string, number> =>
    new Map(outcome.accounts.map(({ accountId, requests }) => [accountId, requests]));
  const [ours, theirs] = [served(one), served(other)];
  return {
    refused: one.refused - other.refused,
    cache_breaks: one.moved - other.moved,
    waited: one.waited - other.waited,
    cost_usd: rounded(one.costUsd - other.costUsd),
    requests: [...new Set([...ours.keys(), ...theirs.keys()])].toSorted().map((id) => ({
      account_id: id,
      requests: (ours.get(id) ?? 0) - (theirs.get(id) ?? 0),
    })),
  };
}

/** To four decimals. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function roundedOrNull(value: number | null): number | null {
  return value === null ? null : rounded(value);
}
