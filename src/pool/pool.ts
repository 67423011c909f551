// Whose turn it is: the accounts, their leases, ties, tokens and health behind one door.

import type { HealthEvent } from "../domain/account-health.ts";
import type { Account } from "../domain/account.ts";
import { type Choice, chooseAccount, type Tie } from "../domain/choose-account.ts";
import type { Failure } from "../domain/failure.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type {
  AccountState,
  AccountStates,
  Affinities,
  AuthFiles,
  AuthFilesView,
  Cancel,
  Clock,
  Leases,
  QuotaSamples,
} from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import type { RoutingStrategy } from "../domain/strategies.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { type Affinity, createAffinity } from "./affinity.ts";
import { createAccountLeases, type Lease } from "./leases.ts";
import type { LiveAccount } from "./live-account.ts";
import { createPoolUsage, type PoolUsage } from "./pool-usage.ts";
import { createQuotaPolling } from "./quota-polling.ts";
import { createQuotaSampling } from "./quota-sampling.ts";
import { createRoster } from "./roster.ts";
import { createTokenFreshness, type FreshAccount } from "./token-freshness.ts";

export interface Pool {
  /** Chooses among a provider's accounts. Takes no lease. */
  choose(request: ChooseRequest): Choice;
  /** Takes the chosen account's place for one request. */
  lease(id: AccountId): Lease;
  /** Resolves true once a place is free again. */
  whenFreed(ms: number, signal: AbortSignal): Promise<boolean>;
  /** The account with a token that is good now. */
  fresh(account: Account, rejected?: string): Promise<FreshAccount>;
  account(id: AccountId): Account | null;
  succeeded(id: AccountId, startedAt: number): void;
  failed(id: AccountId, failure: Failure, model: string | null): void;
  observeQuota(id: AccountId, quota: Quota): void;
  readonly affinity: Affinity;
  /** What all accounts together have left. */
  usage(): PoolUsage;
  accounts(): readonly LiveAccount[];
  replaceAccounts(view: AuthFilesView): void;
  /** After a change of settings. */
  reconfigure(): void;
  start(): void;
  /** Ends polling and writes what is not yet written. */
  stop(): Promise<void>;
}

export interface ChooseRequest {
  readonly provider: ProviderId;
  readonly model: string | null;
  readonly tie: Tie | null;
  readonly tried: ReadonlySet<AccountId>;
}

export interface PoolSettings {
  readonly strategy: RoutingStrategy;
  readonly preferEarlierReset: boolean;
  /** 0 = none */
  readonly accountConcurrency: number;
  readonly quotaPollMs: number;
}

export interface PoolEvents {
  healthChanged(live: LiveAccount): void;
  storeFailed(error: unknown): void;
}

export interface PoolDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly providers: ReadonlyMap<ProviderId, Provider>;
  readonly authFiles: AuthFiles;
  readonly states: AccountStates;
  readonly remembered: ReadonlyMap<AccountId, AccountState>;
  readonly samples: QuotaSamples;
  readonly affinities: Affinities;
  readonly leases: Leases;
  readonly holder: string;
  readonly events: PoolEvents;
  settings(): PoolSettings;
}

const SAVE_MS = 1000;
/** Polling and refreshing look around this often; what is due is theirs to say. */
const ROUND_MS = 5000;

export function createPool(deps: PoolDeps): Pool {
  const { clock, settings, events } = deps;
  const roster = createRoster({
    states: deps.states,
    remembered: deps.remembered,
    defaultCap: () => settings().accountConcurrency,
  });
  const leases = createAccountLeases(clock);
  const affinity = createAffinity({ affinities: deps.affinities, clock });
  const usage = createPoolUsage({ clock, accounts: () => roster.all() });
  const sampling = createQuotaSampling(deps.samples);
  const timers: Cancel[] = [];

  const provider = (account: Account): Provider => {
    const found = deps.providers.get(account.provider);
    if (found === undefined) throw new Error(`no provider '${account.provider}'`);
    return found;
  };
  const report = (id: AccountId, event: HealthEvent): void => {
    const before = roster.find(id)?.condition.kind;
    roster.report(id, event);
    const live = roster.find(id);
    if (live !== null && live.condition.kind !== before) events.healthChanged(live);
  };
  const failed = (id: AccountId, why: Failure, model: string | null): void =>
    report(id, { kind: "failed", at: clock.now(), failure: why, model });
  const observeQuota = (id: AccountId, quota: Quota): void => {
    const before = roster.find(id)?.condition.kind;
    roster.observe(id, quota);
    const live = roster.find(id);
    if (live === null) return;
    sampling.note(live);
    if (live.condition.kind !== before) events.healthChanged(live);
  };
  const freshness = createTokenFreshness({
    clock,
    client: deps.client,
    authFiles: deps.authFiles,
    leases: deps.leases,
    holder: deps.holder,
    provider,
    adopted: (account) => roster.adopt(account, clock.now()),
  });
  const fresh = async (account: Account, rejected?: string): Promise<FreshAccount> => {
    const result = await freshness.ensure(account, rejected);
    if (result.kind === "failed") failed(account.id, result.failure, null);
    return result;
  };
  const polling = createQuotaPolling({
    clock,
    client: deps.client,
    accounts: () => roster.all(),
    provider,
    freshAccount: (account, rejected) => freshness.ensure(account, rejected),
    intervalMs: () => settings().quotaPollMs,
    observed: (account, quota) => observeQuota(account.id, quota),
    failed: (account, why) => failed(account.id, why, null),
  });

  const saveAll = async (): Promise<void> => {
    const saved = await Promise.allSettled([roster.save(), affinity.save(), sampling.save()]);
    for (const one of saved) if (one.status === "rejected") events.storeFailed(one.reason);
  };
  const refreshDue = async (): Promise<void> => {
    for (const live of roster.all()) {
      if (live.paused || live.usableFrom === Number.POSITIVE_INFINITY) continue;
      if (provider(live.account).isRefreshDue(live.account, clock.now())) await fresh(live.account);
    }
  };

  return {
    choose: (request) =>
      chooseAccount({
        candidates: roster.of(request.provider),
        now: clock.now(),
        strategy: settings().strategy,
        preferEarlierReset: settings().preferEarlierReset,
        model: request.model,
        tie: request.tie,
        tried: request.tried,
      }),
    lease(id) {
      const live = roster.find(id);
      if (live === null) return { release: () => undefined };
      roster.touch(id, clock.now());
      return leases.take(live);
    },
    whenFreed: leases.whenFreed,
    fresh,
    account: (id) => roster.find(id)?.account ?? null,
    succeeded: (id, startedAt) => report(id, { kind: "succeeded", at: clock.now(), startedAt }),
    failed,
    observeQuota,
    affinity,
    usage,
    accounts: () => roster.all(),
    replaceAccounts: (view) => void roster.replace(view.accounts, clock.now()),
    reconfigure: () => roster.recap(),
    start() {
      timers.push(clock.every(SAVE_MS, () => void saveAll()));
      timers.push(clock.every(ROUND_MS, () => void polling.round().then(refreshDue)));
      void polling.round();
    },
    async stop() {
      for (const cancel of timers.splice(0)) cancel();
      await saveAll();
    },
  };
}
