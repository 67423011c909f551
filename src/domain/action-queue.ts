// What waits for somebody to act on an account: one candidate for each account, action and reason, however often it happens.

import type { AccountId, ProviderId } from "./ids.ts";

export const CANDIDATE_STATES = ["pending", "ignored", "resolved", "deleted"] as const;
export type CandidateState = (typeof CANDIDATE_STATES)[number];

export const CANDIDATE_ACTIONS = ["relogin", "delete", "disable"] as const;
export type CandidateAction = (typeof CANDIDATE_ACTIONS)[number];

export const CANDIDATE_SOURCES = ["health", "failures", "inspection"] as const;

/** Something that happened, and calls for a hand. */
export interface Sighting {
  readonly accountId: AccountId;
  readonly label: string;
  readonly provider: ProviderId;
  readonly fileName: string | null;
  readonly action: CandidateAction;
  /** The upstream's code, or the inspection's reason: `token_revoked`, `deactivated_workspace`, ... */
  readonly reason: string;
  readonly source: (typeof CANDIDATE_SOURCES)[number];
  readonly evidence: Evidence;
  readonly at: number;
}

/** What was seen, without secrets. */
export interface Evidence {
  /** The upstream's words, or ours. */
  readonly message: string;
  readonly httpStatus: number | null;
  /** The inspection that found it; null elsewhere. */
  readonly runId: string | null;
}

export interface Candidate extends Omit<Sighting, "at"> {
  readonly id: string;
  readonly state: CandidateState;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
  /** Since it was last opened. */
  readonly hits: number;
  /** How often it came back after it was settled. */
  readonly returns: number;
  /** Epoch ms at which it was ignored or settled; null while it waits. */
  readonly settledAt: number | null;
  /** What went wrong when somebody last acted on it. */
  readonly lastError: string | null;
}

/** The candidate after another sighting: what waits or is ignored is counted, what was settled waits again. */
export function seenAgain(known: Candidate, { at, label, fileName, evidence, source }: Sighting): Candidate {
  const seen = { ...known, label, fileName, evidence, source, lastSeenAt: Math.max(known.lastSeenAt, at) };
  if (known.state === "pending" || known.state === "ignored") return { ...seen, hits: known.hits + 1 };
  return {
    ...seen,
    state: "pending",
    firstSeenAt: at,
    hits: 1,
    returns: known.returns + 1,
    settledAt: null,
    lastError: null,
  };
}

export function firstSeen(id: string, { at, ...sighting }: Sighting): Candidate {
  const counts = { hits: 1, returns: 0 };
  return {
    id,
    ...sighting,
    ...counts,
    state: "pending",
    firstSeenAt: at,
    lastSeenAt: at,
    settledAt: null,
    lastError: null,
  };
}

/** What is remembered of the queue. */
export interface ActionCandidates {
  /** Counts the sighting in, once, whoever else does at the same time. `id` is taken where it is the first. */
  see(sighting: Sighting, id: string): Promise<Candidate>;
  find(id: string): Promise<Candidate | null>;
  /** The newest sighting first. */
  list(filter: { readonly state?: CandidateState; readonly accountId?: AccountId }): Promise<readonly Candidate[]>;
  counts(): Promise<Readonly<Record<CandidateState, number>>>;
  settle(ids: readonly string[], change: Settling): Promise<void>;
  /** Drops the longest settled ones, then the longest unseen, beyond so many. */
  keepAtMost(count: number): Promise<void>;
}

export interface Settling {
  readonly state: CandidateState;
  readonly at: number;
  readonly error?: string;
}
