// Asking for quotas as a command does it: with the pool's own questions and token refreshes, one after the other for each
// account, in a few seconds or not at all.

import { CliFailure } from "../cli/deps.ts";
import type { Account } from "../domain/account.ts";
import { type Failure, failure } from "../domain/failure.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type { AccountState, AuthFiles, Clock, LentLogins } from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import { type QuotaAnswer, type QuotaQuestions, refreshQuotas } from "../management/accounts/refresh-quotas.ts";
import { liveAccount } from "../pool/live-account.ts";
import { createQuotaPolling, type Polled } from "../pool/quota-polling.ts";
import { createTokenFreshness, type TokenFreshness } from "../pool/token-freshness.ts";
import type { Provider } from "../providers/provider.ts";
import type { Store } from "../store/open-store.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

interface QuotaRefreshParts {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly providers: readonly Provider[];
  readonly authFiles: AuthFiles;
  readonly lent: LentLogins;
  readonly store: Pick<Store, "accountStates" | "quotaSamples" | "leases">;
  /** Names this process among those that share the store. */
  readonly holder: string;
}

/** A list waits no longer for one answer. Token refreshes have their own limits: what they bring must not be lost. */
const ANSWER_MS = 5000;

/** Told to stop, it asks nobody else, but lets a token refresh under way end: its old token is used up. */
export async function refreshQuotasNow(
  parts: QuotaRefreshParts,
  questions: QuotaQuestions,
): Promise<ReadonlyMap<AccountId, QuotaAnswer>> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  for (const name of STOP_SIGNALS) process.on(name, stop);
  try {
    const signals = questions.signal === undefined ? [stopped.signal] : [stopped.signal, questions.signal];
    const answers = await refreshUntil(parts, { ...questions, signal: AbortSignal.any(signals) });
    if (stopped.signal.aborted) throw new CliFailure("interrupted", null, { code: "interrupted" });
    return answers;
  } finally {
    for (const name of STOP_SIGNALS) process.off(name, stop);
  }
}

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function refreshUntil(
  parts: QuotaRefreshParts,
  questions: QuotaQuestions & { readonly signal: AbortSignal },
): Promise<ReadonlyMap<AccountId, QuotaAnswer>> {
  const { clock, store } = parts;
  const byId = new Map(parts.providers.map((provider) => [provider.id, provider]));
  const provider = (account: Account): Provider => providerOf(byId, account);
  const tokens = createTokenFreshness({ ...parts, leases: store.leases, provider, adopted: () => undefined });
  const remembered = await store.accountStates.load();
  const client = impatient(parts, questions.signal);
  return refreshQuotas(
    {
      clock,
      states: store.accountStates,
      samples: store.quotaSamples,
      ask: (account) => ask(account, { clock, client, tokens, provider, state: remembered.get(account.id) ?? null }),
    },
    questions,
  );
}

interface Asking {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly tokens: TokenFreshness;
  readonly state: AccountState | null;
  provider(account: Account): Provider;
}

async function ask(account: Account, { clock, client, tokens, provider, state }: Asking): Promise<QuotaAnswer> {
  const { quotaCall, quotaRestMs = 0 } = provider(account);
  const isResting = quotaRestMs > 0 && clock.now() - (state?.quota?.observedAt ?? 0) < quotaRestMs;
  if (isResting || (quotaCall?.(account) ?? null) === null) return { kind: "not_asked" };
  let quota: Quota | null = null;
  const live = liveAccount(account, state, 0);
  const polling = createQuotaPolling({
    clock,
    client,
    accounts: () => [live],
    provider,
    freshAccount: tokens.ensure,
    intervalMs: () => 0,
    observed(_, observed) {
      quota = observed;
    },
    failed: () => undefined,
  });
  const polled = await polling
    .pollNow(account.id)
    .catch((error: unknown): Polled => ({ kind: "failed", failure: brokenAnswer(error) }));
  if (polled?.kind === "failed") return polled;
  return quota === null ? { kind: "no_data" } : { kind: "observed", quota };
}

/** The wire with one limit for the whole of an answer. */
function impatient({ client, clock }: QuotaRefreshParts, ended: AbortSignal): UpstreamClient {
  return {
    async send(call, { signal }) {
      const late = new AbortController();
      clock.after(ANSWER_MS, () => late.abort());
      const timeouts = { connectMs: ANSWER_MS, firstByteMs: ANSWER_MS, idleMs: ANSWER_MS };
      const answer = await client.send(call, { signal: AbortSignal.any([signal, late.signal, ended]), timeouts });
      if (answer.kind === "answered" || !late.signal.aborted) return answer;
      const message = `No answer within ${ANSWER_MS / 1000} s`;
      return { kind: "failed", failure: failure("unreachable", "timed_out", message) };
    },
  };
}

function brokenAnswer(error: unknown): Failure {
  return failure("upstream_error", "refresh_failed", error instanceof Error ? error.message : String(error));
}

function providerOf(providers: ReadonlyMap<ProviderId, Provider>, { provider }: Account): Provider {
  const found = providers.get(provider);
  if (found === undefined) throw new Error(`no provider '${provider}'`);
  return found;
}
