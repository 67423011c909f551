// Asks each account's upstream what is left: often where it matters, seldom where nothing happens. An early reset, or a
// window used up elsewhere, is known within a minute.

import type { Clock } from "../domain/ports.ts";
import type { Failure } from "../domain/failure.ts";
import type { Quota } from "../domain/quota.ts";
import type { Account } from "../domain/account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import type { LiveAccount } from "./live-account.ts";
import type { FreshAccount } from "./token-freshness.ts";

export interface QuotaPolling {
  /** Polls all accounts that are due; returns when done. */
  round(): Promise<void>;
  /** Polls this one, due or not; null where there is no such account. */
  pollNow(id: AccountId): Promise<Polled | null>;
}

/** What came of asking one upstream. */
export type Polled =
  | { readonly kind: "observed" }
  /** The upstream has nothing to ask for, or its answer is not understood. */
  | { readonly kind: "nothing" }
  | { readonly kind: "failed"; readonly failure: Failure };

interface PollingDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  accounts(): readonly LiveAccount[];
  provider(account: Account): Provider;
  freshAccount(account: Account, rejected?: string): Promise<FreshAccount>;
  /** How often an account in use is polled, ms. */
  intervalMs(): number;
  observed(account: Account, quota: Quota): void;
  failed(account: Account, failure: Failure): void;
}

const TIMEOUTS = { connectMs: 10_000, firstByteMs: 10_000, idleMs: 10_000 } as const;
const AT_ONCE = 4;
/** An account that nobody used lately is polled this many times more seldom. */
const IDLE_FACTOR = 10;
/** The same for one that is refused here: exchanges will tell what is the matter, refreshing will not. */
const REFUSED_FACTOR = 10;
const IN_USE_MS = 10 * 60_000;

export function createQuotaPolling(deps: PollingDeps): QuotaPolling {
  /** Last try of each account, so that failing polls keep their distance as well. */
  const triedAt = new Map<AccountId, number>();
  const refused = new Set<AccountId>();
  let running: Promise<void> | null = null;

  const isDue = (live: LiveAccount): boolean => {
    const { kind } = live.condition;
    if (live.paused || kind === "reauth_required" || kind === "deactivated") return false;
    const provider = deps.provider(live.account);
    if ((provider.quotaCall?.(live.account) ?? null) === null) return false;
    const intervalMs = Math.max(deps.intervalMs(), provider.quotaRestMs ?? 0);
    const now = deps.clock.now();
    const matters = kind !== "healthy" || now - live.lastUsedAt < IN_USE_MS;
    const since = Math.max(triedAt.get(live.id) ?? 0, live.quota?.observedAt ?? 0);
    // A cooling account is polled however fresh its numbers are: they came with the refusal.
    const last = kind === "healthy" ? since : (triedAt.get(live.id) ?? 0);
    if (refused.has(live.id)) return now - last >= intervalMs * REFUSED_FACTOR;
    return now - last >= intervalMs * (matters ? 1 : IDLE_FACTOR);
  };

  const poll = async (live: LiveAccount): Promise<Polled> => {
    triedAt.set(live.id, deps.clock.now());
    const polled = await pollAccount(deps, live.account);
    if (isRefused(polled)) refused.add(live.id);
    else refused.delete(live.id);
    return polled;
  };

  const pollDue = async (): Promise<void> => {
    const due = deps.accounts().filter(isDue);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let live = due[next++]; live !== undefined; live = due[next++]) await poll(live);
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, due.length) }, worker));
  };

  return {
    round() {
      running ??= pollDue().finally(() => {
        running = null;
      });
      return running;
    },
    async pollNow(id) {
      const live = deps.accounts().find((one) => one.id === id);
      return live === undefined ? null : poll(live);
    },
  };
}

/** Asking again soon is of no use: the token is refused even after a refresh, or we are told to slow down. */
function isRefused(polled: Polled): boolean {
  return polled.kind === "failed" && (polled.failure.kind === "unauthorized" || polled.failure.kind === "rate_limited");
}

async function pollAccount(deps: PollingDeps, known: Account): Promise<Polled> {
  const ready = await deps.freshAccount(known);
  if (ready.kind === "failed") return failed(deps, known, ready.failure);
  const first = await ask(deps, ready.account);
  if (first.kind !== "refused" || first.token === null) return settle(deps, ready.account, first);
  const renewed = await deps.freshAccount(ready.account, first.token);
  if (renewed.kind === "failed") return failed(deps, ready.account, renewed.failure);
  return settle(deps, renewed.account, await ask(deps, renewed.account));
}

type Answered =
  | { readonly kind: "quota"; readonly quota: Quota }
  | { readonly kind: "nothing" }
  /** `token`: the access token that was not taken, which a refresh may mend; null where it is not about that. */
  | { readonly kind: "refused"; readonly failure: Failure; readonly token: string | null };

async function ask(deps: PollingDeps, account: Account): Promise<Answered> {
  const provider = deps.provider(account);
  const call = provider.quotaCall?.(account) ?? null;
  if (call === null) return { kind: "nothing" };
  const answer = await deps.client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") return { kind: "refused", failure: answer.failure, token: null };
  const body = await answer.body.rest().then(
    (bytes) => Buffer.from(bytes).toString(),
    () => "",
  );
  const now = deps.clock.now();
  if (answer.status === 200) {
    const quota = provider.readQuota?.(parse(body), now) ?? null;
    return quota === null ? { kind: "nothing" } : { kind: "quota", quota };
  }
  const failure = provider.classifyFailure({
    account,
    model: "",
    status: answer.status,
    headers: answer.headers,
    body,
    now,
  });
  const isLogin = failure.kind === "unauthorized" && account.credentials.kind === "oauth";
  return { kind: "refused", failure, token: isLogin ? account.credentials.accessToken.reveal() : null };
}

function settle(deps: PollingDeps, account: Account, answered: Answered): Polled {
  if (answered.kind === "nothing") return answered;
  if (answered.kind === "refused") return failed(deps, account, answered.failure);
  deps.observed(account, answered.quota);
  return { kind: "observed" };
}

/** Only what is final counts against the account: a poll that is rate limited, or went astray, says nothing of exchanges. */
function failed(deps: PollingDeps, account: Account, failure: Failure): Polled {
  if (failure.kind === "deactivated" || failure.kind === "reauth_required") deps.failed(account, failure);
  return { kind: "failed", failure };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
