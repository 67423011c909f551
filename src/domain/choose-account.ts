// Whose turn it is, and why. Pure: the candidates, the time and the request's ties come in, a choice with its reasons comes out.

import { type Candidate, type Exclusion, exclusionOf, isLastResort } from "./availability.ts";
import type { AccountId } from "./ids.ts";
import { type Ranking, rankingOf, type RoutingStrategy } from "./strategies.ts";

export interface ChoiceInput {
  readonly candidates: readonly Candidate[];
  readonly now: number;
  readonly strategy: RoutingStrategy;
  readonly preferEarlierReset: boolean;
  readonly model: string | null;
  /** The account this request is tied to, if any. */
  readonly tie: Tie | null;
  /** Accounts that already failed this request. */
  readonly tried: ReadonlySet<AccountId>;
  readonly disableCooling?: boolean;
}

/** `hard`: only the owner can serve it. `soft`: the owner serves it best (its prompt cache is warm) while it is usable. */
export interface Tie {
  readonly strength: "hard" | "soft";
  readonly accountId: AccountId;
  /** What ties: `previous_response_id`, `session header`, `prompt_cache_key`, ... */
  readonly by: string;
}

export type Choice =
  | { readonly kind: "chosen"; readonly candidate: Candidate; readonly decision: Decision }
  /** Somebody could, but all are at their concurrency cap: wait for a lease. */
  | { readonly kind: "busy"; readonly decision: Decision }
  /** The quota of everybody who could serve it is used up; the first is back at `resetsAt`. */
  | { readonly kind: "exhausted"; readonly resetsAt: number | null; readonly decision: Decision }
  /** The one account that could is not usable. */
  | {
      readonly kind: "owner_unavailable";
      readonly by: string;
      readonly exclusion: Exclusion;
      readonly decision: Decision;
    }
  /** `backAt`: when the first who rests for a while may be asked again; null where nobody comes back by himself. */
  | { readonly kind: "nobody"; readonly backAt: number | null; readonly decision: Decision };

/** The story of a choice, kept in the request's record. */
export interface Decision {
  readonly strategy: RoutingStrategy;
  /** The rule that decided, in words: `least weekly usage`, `kept on its account by session header`, ... */
  readonly rule: string;
  readonly chosen: AccountId | null;
  /** Every account of a small pool; of a large one the chosen and the first of the others. */
  readonly considered: readonly Considered[];
  /** How many were left out of `considered`, and how many accounts each reason ruled out in all. */
  readonly omitted: number;
  readonly ruledOut: Readonly<Record<string, number>>;
}

export interface Considered {
  readonly accountId: AccountId;
  readonly label: string;
  /** Why not; null where it could have served. Only a last resort is chosen in spite of one. */
  readonly exclusion: Exclusion | null;
  readonly priority: number;
  readonly primaryUsedPercent: number | null;
  readonly secondaryUsedPercent: number | null;
  readonly inFlight: number;
}

/** A record does not grow with the pool. */
export const MOST_CONSIDERED = 24;

/** Chooses the account that serves next. One pass over the candidates; nothing is allocated per candidate in a large pool. */
export function chooseAccount(input: ChoiceInput): Choice {
  const ranking = rankingOf(input.strategy, input.preferEarlierReset);
  const survey = surveyCandidates(input, ranking);
  return chooseUsable(input, survey, ranking) ?? chooseNobodyUsable(input, survey);
}

/** Who of a pool can serve at once, and what is told of the others. */
export interface Usable {
  /** Who goes first, ties aside. */
  readonly best: Candidate | null;
  /** The tied account, where it is usable. */
  readonly tied: Candidate | null;
  readonly usable: number;
  readonly ruledOut: Decision["ruledOut"];
  readonly considered: readonly Considered[];
}

/** null where nobody is usable who may serve. */
export function chooseUsable(input: ChoiceInput, found: Usable, ranking: Ranking): Choice | null {
  const { tie } = input;
  const { best, tied } = found;
  if (tie !== null && tied !== null) {
    const rule =
      tie.strength === "hard" ? `only its owner can serve it (${tie.by})` : `kept on its account by ${tie.by}`;
    return chosen(input, found, { candidate: tied, rule });
  }
  if (best === null || tie?.strength === "hard") return null;
  const rule = found.usable === 1 ? "the only usable account" : ranking.rule;
  return chosen(input, found, { candidate: best, rule });
}

function chooseNobodyUsable(input: ChoiceInput, survey: Survey): Choice {
  const { tie } = input;
  if (tie?.strength === "hard") return chooseOwner(input, tie, survey);
  if (survey.atCapacity > 0) {
    const rule = "every usable account is at its concurrency cap";
    return { kind: "busy", decision: decide(input, survey, { chosen: null, rule }) };
  }
  if (survey.lastResort !== null) {
    const rule = "nobody else is left: asked before its pause after failures is over";
    return chosen(input, survey, { candidate: survey.lastResort, rule });
  }
  return nobody(input, survey);
}

interface Survey extends Usable {
  best: Candidate | null;
  tied: Candidate | null;
  usable: number;
  /** The one whose pause after failures ends first. */
  lastResort: Candidate | null;
  atCapacity: number;
  /** Ruled out by a used-up quota, and the earliest of their resets. */
  exhausted: number;
  resetsAt: number | null;
  /** Out for a moment, or for this request alone, and the earliest time at which one is back. */
  resting: number;
  backAt: number | null;
}

function surveyCandidates(input: ChoiceInput, ranking: Ranking): Survey {
  const { candidates, now, tie } = input;
  const ruledOut: Record<string, number> = {};
  const considered: Considered[] = [];
  const survey: Survey = {
    best: null,
    tied: null,
    lastResort: null,
    usable: 0,
    atCapacity: 0,
    exhausted: 0,
    resetsAt: null,
    resting: 0,
    backAt: null,
    ruledOut,
    considered,
  };
  let best: Candidate | null = null;
  let bestScore = 0;
  for (const candidate of candidates) {
    const exclusion = exclusionOf(candidate, input);
    if (considered.length < MOST_CONSIDERED) considered.push(viewOf(candidate, exclusion, now));
    if (exclusion !== null) {
      ruledOut[exclusion.reason] = (ruledOut[exclusion.reason] ?? 0) + 1;
      noteRuledOut(survey, exclusion);
      if (exclusion.reason === "backing_off" && isLastResort(candidate, input)) noteLastResort(survey, candidate);
      continue;
    }
    survey.usable += 1;
    if (tie !== null && candidate.id === tie.accountId) survey.tied = candidate;
    if (best !== null && candidate.priority < best.priority) continue;
    const score = ranking.score(candidate, now);
    // As `goesBefore` has it, with the best's score taken once.
    const isFirst =
      best === null ||
      candidate.priority > best.priority ||
      score < bestScore ||
      (score === bestScore && ranking.breakTie(candidate, best, now) < 0);
    if (!isFirst) continue;
    best = candidate;
    bestScore = score;
  }
  survey.best = best;
  return survey;
}

function noteRuledOut(survey: Survey, { reason, until }: Exclusion): void {
  switch (reason) {
    case "at_capacity":
      survey.atCapacity += 1;
      return;
    case "quota_exceeded":
    case "model_exhausted":
      survey.exhausted += 1;
      survey.resetsAt = earlier(survey.resetsAt, until);
      return;
    case "rate_limited":
    case "model_rate_limited":
    case "backing_off":
      survey.resting += 1;
      survey.backAt = earlier(survey.backAt, until);
      return;
    case "already_tried":
      survey.resting += 1;
      return;
    // Out for good, or for this model: they do not make a used-up pool any less used up.
    case "paused":
    case "reauth_required":
    case "deactivated":
    case "model_refused":
    case "gone":
      return;
  }
}

function earlier(known: number | null, next: number | null): number | null {
  if (known === null || next === null) return known ?? next;
  return Math.min(known, next);
}

function noteLastResort(survey: Survey, candidate: Candidate): void {
  const known = survey.lastResort;
  const goesFirst =
    known === null ||
    candidate.usableFrom < known.usableFrom ||
    (candidate.usableFrom === known.usableFrom && candidate.id < known.id);
  if (goesFirst) survey.lastResort = candidate;
}

function chooseOwner(input: ChoiceInput, tie: Tie, survey: Survey): Choice {
  const owner = input.candidates.find((candidate) => candidate.id === tie.accountId);
  if (owner !== undefined && owner.usableFrom > input.now && isLastResort(owner, input)) {
    const rule = `only its owner can serve it (${tie.by}): asked before its pause after failures is over`;
    return chosen(input, survey, { candidate: owner, rule });
  }
  const exclusion: Exclusion =
    owner === undefined
      ? { reason: "gone", until: null }
      : (exclusionOf(owner, input) ?? { reason: "gone", until: null });
  const decision = decide(input, survey, {
    chosen: null,
    rule: `its owner (${tie.by}) cannot serve it: ${exclusion.reason}`,
  });
  if (exclusion.reason === "at_capacity") return { kind: "busy", decision };
  return { kind: "owner_unavailable", by: tie.by, exclusion, decision };
}

function nobody(input: ChoiceInput, survey: Survey): Choice {
  // One that is back in a moment is no used-up pool: clients stop for hours when they are told of one.
  if (survey.exhausted > 0 && survey.resting === 0) {
    const decision = decide(input, survey, { chosen: null, rule: "every account's quota is used up" });
    return { kind: "exhausted", resetsAt: survey.resetsAt, decision };
  }
  const decision = decide(input, survey, { chosen: null, rule: "no account is usable" });
  return { kind: "nobody", backAt: earlier(survey.backAt, survey.resetsAt), decision };
}

function chosen(input: ChoiceInput, found: Usable, by: { candidate: Candidate; rule: string }): Choice {
  const decision = decide(input, found, { chosen: by.candidate, rule: by.rule });
  return { kind: "chosen", candidate: by.candidate, decision };
}

function decide(
  input: ChoiceInput,
  { considered, ruledOut }: Usable,
  by: { chosen: Candidate | null; rule: string },
): Decision {
  return {
    strategy: input.strategy,
    rule: by.rule,
    chosen: by.chosen?.id ?? null,
    considered: by.chosen === null ? considered : withChosen(considered, by.chosen, input),
    omitted: input.candidates.length - considered.length,
    ruledOut,
  };
}

/** The chosen one is always listed. */
function withChosen(
  considered: readonly Considered[],
  candidate: Candidate,
  input: ChoiceInput,
): readonly Considered[] {
  if (considered.length < MOST_CONSIDERED || considered.some(({ accountId }) => accountId === candidate.id))
    return considered;
  return considered.with(MOST_CONSIDERED - 1, viewOf(candidate, exclusionOf(candidate, input), input.now));
}

/** How a record shows a candidate. */
export function viewOf(candidate: Candidate, exclusion: Exclusion | null, now: number): Considered {
  return {
    accountId: candidate.id,
    label: candidate.label,
    exclusion,
    priority: candidate.priority,
    primaryUsedPercent: candidate.primaryResetsAt <= now ? null : candidate.primaryUsedPercent,
    secondaryUsedPercent: candidate.secondaryResetsAt <= now ? null : candidate.secondaryUsedPercent,
    inFlight: candidate.inFlight,
  };
}
