// From a record to what is played again: what it asked for, how long it ran, and what it weighed.

import type { AccountId, ProviderId } from "./ids.ts";
import type { RecordedRequest } from "./recorded-request.ts";
import type { Usage } from "./usage.ts";

export interface ReplayedRequest {
  readonly id: string;
  /** Epoch ms */
  readonly at: number;
  readonly durationMs: number;
  /** The conversation it belongs to; null where nothing tells. */
  readonly session: string | null;
  readonly model: string | null;
  /** Who can serve it: requests of one group have the same candidates. */
  readonly group: string;
  /** As `quota-cost` weighs it. */
  readonly weight: number;
  readonly costUsd: number;
  /** Input tokens that came from the prompt cache: what a move of the conversation puts at stake. */
  readonly cachedTokens: number;
  /** What really happened. */
  readonly recorded: RecordedFate;
}

export type RecordedFate =
  | { readonly kind: "served"; readonly accountId: AccountId }
  | { readonly kind: "refused"; readonly status: number; readonly code: string };

/** How a pool refuses: nobody was left who could have served it. Other errors are the request's or the upstream's. */
const REFUSALS: ReadonlySet<string> = new Set([
  "usage_limit_reached",
  "no_accounts",
  "concurrency_limit",
  "rate_limited",
  "owner_unavailable",
]);

interface ReaderDeps {
  /** By the upstream's name of the model. */
  weigh(usage: Usage, model: string): number;
  /** The group of a request; null where nobody here could serve it. */
  groupOf(asked: { readonly model: string | null; readonly provider: ProviderId | null }): string | null;
}

/** The request of a record, or null where there is nothing to play again: it never needed an account. */
export type RecordReader = (record: RecordedRequest) => ReplayedRequest | null;

/**
 * What was refused has no usage and no length; it is taken to be like the mean of what the same model served so far. So
 * the reader remembers, and takes records in their order.
 */
export function createRecordReader({ weigh, groupOf }: ReaderDeps): RecordReader {
  const means = new Map<string, Mean>();
  const meanOf = (model: string): Mean => {
    const known = means.get(model);
    if (known !== undefined) return known;
    const fresh: Mean = { requests: 0, weight: 0, costUsd: 0, durationMs: 0 };
    if (means.size < MOST_MEANS) means.set(model, fresh);
    return fresh;
  };
  return (record) => {
    const fate = fateOf(record);
    const group = fate === null ? null : groupOf({ model: record.modelAsked, provider: record.provider });
    if (fate === null || group === null) return null;
    const mean = meanOf(record.modelAsked ?? "");
    const known = fate.kind === "served" ? burdenOf(record, weigh) : null;
    if (known !== null) learn(mean, known);
    const burden = known ?? perRequest(mean);
    const { id, startedAt: at, session, modelAsked: model, usage } = record;
    return { id, at, session, model, group, ...burden, cachedTokens: usage?.cachedInputTokens ?? 0, recorded: fate };
  };
}

/** Clients name models as they like. */
const MOST_MEANS = 1000;

interface Burden {
  weight: number;
  costUsd: number;
  durationMs: number;
}

interface Mean extends Burden {
  requests: number;
}

function fateOf({ accountId, outcome, status, errorCode }: RecordedRequest): RecordedFate | null {
  if (outcome === "open") return null;
  if (outcome === "error" && errorCode !== null && REFUSALS.has(errorCode)) {
    return { kind: "refused", status, code: errorCode };
  }
  return accountId === null ? null : { kind: "served", accountId };
}

function burdenOf({ usage, modelServed, costUsd, totalMs }: RecordedRequest, weigh: ReaderDeps["weigh"]): Burden {
  return {
    weight: usage === null ? 0 : weigh(usage, modelServed ?? ""),
    costUsd: costUsd ?? 0,
    durationMs: Math.max(0, totalMs ?? 0),
  };
}

function learn(mean: Mean, { weight, costUsd, durationMs }: Burden): void {
  mean.requests += 1;
  mean.weight += weight;
  mean.costUsd += costUsd;
  mean.durationMs += durationMs;
}

function perRequest({ requests, weight, costUsd, durationMs }: Mean): Burden {
  const by = Math.max(1, requests);
  return { weight: weight / by, costUsd: costUsd / by, durationMs: durationMs / by };
}
