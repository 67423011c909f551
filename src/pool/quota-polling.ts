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
}

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

  const pollDue = async (): Promise<void> => {
    const due = deps.accounts().filter(isDue);
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let live = due[next++]; live !== undefined; live = due[next++]) {
        triedAt.set(live.id, deps.clock.now());
        if (await pollAccount(deps, live.account)) refused.delete(live.id);
        else refused.add(live.id);
      }
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
  };
}

/** False where asking again soon is of no use: the token is refused even after a refresh, or we are told to slow down. */
async function pollAccount(deps: PollingDeps, known: Account): Promise<boolean> {
  const ready = await deps.freshAccount(known);
  if (ready.kind === "failed") {
    reportFinal(deps, known, ready.failure);
    return true;
  }
  const first = await ask(deps, ready.account);
  if (first?.kind !== "unauthorized") {
    settle(deps, ready.account, first);
    return first?.kind !== "refused" || first.failure.kind !== "rate_limited";
  }
  const renewed = await deps.freshAccount(ready.account, first.token);
  if (renewed.kind === "failed") {
    reportFinal(deps, ready.account, renewed.failure);
    return true;
  }
  const second = await ask(deps, renewed.account);
  settle(deps, renewed.account, second);
  return second?.kind !== "unauthorized";
}

type Polled =
  | { readonly kind: "quota"; readonly quota: Quota }
  | { readonly kind: "refused"; readonly failure: Failure }
  | { readonly kind: "unauthorized"; readonly token: string };

async function ask(deps: PollingDeps, account: Account): Promise<Polled | null> {
  const provider = deps.provider(account);
  const call = provider.quotaCall?.(account) ?? null;
  if (call === null) return null;
  const answer = await deps.client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  // The wire's troubles while polling are not the account's.
  if (answer.kind === "failed") return null;
  const body = await answer.body.rest().then(
    (bytes) => Buffer.from(bytes).toString(),
    () => "",
  );
  const now = deps.clock.now();
  if (answer.status === 200) {
    const quota = provider.readQuota?.(parse(body), now) ?? null;
    return quota === null ? null : { kind: "quota", quota };
  }
  const why = provider.classifyFailure({
    account,
    model: "",
    status: answer.status,
    headers: answer.headers,
    body,
    now,
  });
  if (why.kind === "unauthorized" && account.credentials.kind === "oauth") {
    return { kind: "unauthorized", token: account.credentials.accessToken.reveal() };
  }
  return { kind: "refused", failure: why };
}

function settle(deps: PollingDeps, account: Account, polled: Polled | null): void {
  if (polled?.kind === "quota") deps.observed(account, polled.quota);
  if (polled?.kind === "refused") reportFinal(deps, account, polled.failure);
}

/** Only what is final counts against the account: a poll that is rate limited says nothing about exchanges. */
function reportFinal(deps: PollingDeps, account: Account, why: Failure): void {
  if (why.kind === "deactivated" || why.kind === "reauth_required") deps.failed(account, why);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
