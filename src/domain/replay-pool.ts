// What would have happened: recorded requests played again, in the product's own rules of choosing and of health, against
// another strategy or other accounts. Only quotas, caps and conversations take part; an upstream's moods do not come twice.

import { type Choice, chooseAccount, type Tie } from "./choose-account.ts";
import { FAULTS, type FaultCode } from "./faults.ts";
import type { AccountId } from "./ids.ts";
import { createMinHeap } from "./min-heap.ts";
import { type QuotaCosts, WINDOW_SLOTS } from "./quota-cost.ts";
import { createRecent } from "./recent.ts";
import {
  charge,
  observe,
  type ReplayAccount,
  type ReplayedAccount,
  replayedAccount,
  usedIn,
} from "./replay-account.ts";
import { type Buckets, bucketOf, createReplayTally, type ReplayOutcome, type ReplayTally } from "./replay-tally.ts";
import type { ReplayedRequest } from "./replayed-request.ts";
import type { RoutingStrategy } from "./strategies.ts";

export interface ReplaySettings {
  readonly strategy: RoutingStrategy;
  readonly preferEarlierReset: boolean;
  /** Conversations keep to their account. */
  readonly sticky: boolean;
  readonly sessionTtlMs: number;
}

export interface ReplayInput {
  readonly settings: ReplaySettings;
  readonly accounts: readonly ReplayAccount[];
  readonly costs: QuotaCosts;
  readonly buckets: Buckets;
  /** Which of the accounts can serve a group of requests. */
  canServe(account: ReplayAccount, group: string): boolean;
}

export interface Replay {
  /** The next request, in the order of time. */
  take(request: ReplayedRequest): void;
  /** Lets everything end that still runs, and says what happened. */
  end(): ReplayOutcome;
}

/** As long as a real request waits for a place where every account is at its cap (proxy/attempts). */
const PLACE_WAIT_MS = 30_000;
const NONE_TRIED: ReadonlySet<AccountId> = new Set();

interface Running {
  readonly endsAt: number;
  readonly live: ReplayedAccount;
  readonly request: ReplayedRequest;
}

export function createReplay({ settings, accounts, costs, buckets, canServe }: ReplayInput): Replay {
  const lives = accounts.map((account) => replayedAccount(account, costs));
  const chooser = createChooser(settings, createGroups(lives, canServe));
  const tally = createReplayTally(buckets);
  const curves = createCurves(lives, buckets, tally);
  const running = createMinHeap<Running>((a, b) => a.endsAt < b.endsAt);
  const queues = createQueues();

  const start = (request: ReplayedRequest, live: ReplayedAccount, at: number): void => {
    live.inFlight += 1;
    live.lastUsedAt = at;
    running.push({ endsAt: at + request.durationMs, live, request });
    tally.served({ accountId: live.id, costUsd: request.costUsd });
    if (at > request.at) tally.waited(at - request.at);
    const { session, cachedTokens } = request;
    if (session !== null) tally.spoke({ session, accountId: live.id, cachedTokens });
  };
  const refuse = (code: FaultCode, at: number): void => tally.refused({ at, status: FAULTS[code].status, code });
  /** False where it has to wait for a place. */
  const place = (request: ReplayedRequest, at: number): boolean => {
    const choice = chooser.choose(request, at);
    if (choice.kind === "busy") return false;
    if (choice.kind === "chosen") start(request, choice.candidate as ReplayedAccount, at);
    else refuse(choice.kind === "exhausted" ? "usage_limit_reached" : "no_accounts", at);
    return true;
  };
  const finish = ({ live, request, endsAt }: Running): void => {
    live.inFlight -= 1;
    if (charge(live, request.weight, endsAt)) tally.usedUp(live.id);
    chooser.served(request, live.id, endsAt);
    queues.takeWhile((waiting) => place(waiting, endsAt));
  };
  /** What does not depend on accounts: who has waited too long, and how full the windows were. */
  const pass = (at: number): void => {
    queues.takeWhile((waiting) => {
      const givesUpAt = waiting.at + PLACE_WAIT_MS;
      if (givesUpAt <= at) refuse("concurrency_limit", givesUpAt);
      return givesUpAt <= at;
    });
    curves.until(at);
  };
  /** Everything that ends until `at`, in its order. */
  const advance = (at: number): void => {
    for (let next = running.peek(); next !== undefined && next.endsAt <= at; next = running.peek()) {
      running.pop();
      pass(next.endsAt);
      finish(next);
    }
    pass(at);
  };

  for (const live of lives) observe(live, buckets.from);
  return {
    take(request) {
      advance(request.at);
      if (!place(request, request.at)) queues.add(request);
    },
    end() {
      advance(Number.POSITIVE_INFINITY);
      curves.end();
      return tally.outcome();
    },
  };
}

interface Queues {
  add(request: ReplayedRequest): void;
  /** Of each group those at the front that `goes` says of; who stays holds up the others of his group. */
  takeWhile(goes: (request: ReplayedRequest) => boolean): void;
}

function createQueues(): Queues {
  const waiting = new Map<string, ReplayedRequest[]>();
  return {
    add(request) {
      const queue = waiting.get(request.group);
      if (queue === undefined) waiting.set(request.group, [request]);
      else queue.push(request);
    },
    takeWhile(goes) {
      for (const queue of waiting.values()) {
        for (let next = queue[0]; next !== undefined && goes(next); next = queue[0]) queue.shift();
      }
    },
  };
}

interface Curves {
  /** The buckets that end before `at` are full: what the windows show then is noted. */
  until(at: number): void;
  end(): void;
}

function createCurves(lives: readonly ReplayedAccount[], buckets: Buckets, tally: ReplayTally): Curves {
  let bucket = 0;
  const note = (): void => {
    const endsAt = buckets.from + ((bucket + 1) * (buckets.to - buckets.from)) / buckets.count;
    for (const live of lives) {
      for (const slot of WINDOW_SLOTS) {
        const percent = usedIn(live, slot, endsAt);
        if (percent !== null) tally.used({ accountId: live.id, slot, bucket, percent });
      }
    }
  };
  return {
    until(at) {
      for (const current = bucketOf(buckets, at); bucket < current; bucket += 1) note();
    },
    end: note,
  };
}

type Groups = (group: string) => readonly ReplayedAccount[];

function createGroups(lives: readonly ReplayedAccount[], canServe: ReplayInput["canServe"]): Groups {
  const known = new Map<string, readonly ReplayedAccount[]>();
  return (group) => {
    const found = known.get(group) ?? lives.filter(({ account }) => canServe(account, group));
    known.set(group, found);
    return found;
  };
}

interface Chooser {
  choose(request: ReplayedRequest, now: number): Choice;
  /** Its conversation is this account's from now on. */
  served(request: ReplayedRequest, accountId: AccountId, at: number): void;
}

function createChooser({ sessionTtlMs, sticky, ...rules }: ReplaySettings, candidates: Groups): Chooser {
  const bound = createRecent<{ readonly accountId: AccountId; readonly expiresAt: number }>();
  const tieOf = ({ session }: ReplayedRequest, now: number): Tie | null => {
    const known = sticky && session !== null ? bound.get(session) : undefined;
    if (known === undefined || known.expiresAt <= now) return null;
    return { strength: "soft", accountId: known.accountId, by: "conversation" };
  };
  return {
    choose: (request, now) =>
      chooseAccount({
        ...rules,
        candidates: candidates(request.group),
        now,
        model: request.model,
        tie: tieOf(request, now),
        tried: NONE_TRIED,
      }),
    served({ session }, accountId, at) {
      if (session !== null) bound.set(session, { accountId, expiresAt: at + sessionTtlMs });
    },
  };
}
