// Whose turn it is: the accounts, their leases, ties, tokens and health behind one door.

import type { Account } from "../domain/account.ts";
import type { Choice, Tie } from "../domain/choose-account.ts";
import type { Failure } from "../domain/failure.ts";
import type { AccountId, ProviderId } from "../domain/ids.ts";
import type {
  AccountState,
  AccountStates,
  Affinities,
  AuthFiles,
  AuthFilesView,
  Clock,
  Leases,
  LentLogins,
  QuotaSamples,
} from "../domain/ports.ts";
import type { Quota } from "../domain/quota.ts";
import type { RoutingStrategy } from "../domain/strategies.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { type Affinity, createAffinity } from "./affinity.ts";
import { type BackgroundRounds, createBackgroundRounds } from "./background-rounds.ts";
import { createHealthReports, type HealthReports } from "./health-reports.ts";
import { createAccountLeases, type Lease } from "./leases.ts";
import type { LiveAccount } from "./live-account.ts";
import { createPoolUsage, type PoolUsage } from "./pool-usage.ts";
import type { ModelRoutes, RouteLeg } from "./model-routes.ts";
import type { ModelData, ModelSettings } from "./offer-groups.ts";
import { createQuotaPolling, type Polled, type QuotaPolling } from "./quota-polling.ts";
import { createQuotaSampling } from "./quota-sampling.ts";
import { createQuotaSwitches } from "./quota-switches.ts";
import { createRoster, type Roster } from "./roster.ts";
import { createStandingOrders, type StandingOrders } from "./standing-orders.ts";
import { createPoolModels, type PoolModels } from "./pool-models.ts";
import { createPoolTokens, type PoolTokens } from "./pool-tokens.ts";
import type { FreshAccount } from "./token-freshness.ts";

export interface Pool {
  /** Who can serve a model, by its name. */
  readonly routes: Pick<ModelRoutes, "find" | "anyOf" | "names" | "namesOf" | "groups">;
  /** Resolves once the upstreams have been asked what they serve, where that is due. */
  askForModels(): Promise<void>;
  /** Chooses among a leg's accounts. Takes no lease. */
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
  /** Forgets what happened to an account. Returns the models that were closed; null where there is no such account. */
  reset(id: AccountId): readonly string[] | null;
  /** Asks the upstream what is left, due or not; null where there is no such account. */
  pollQuota(id: AccountId): Promise<Polled | null>;
  /** Drops what is remembered of an account that was removed for good: should it come back, it begins anew. */
  forget(id: AccountId): Promise<void>;
  readonly affinity: Affinity;
  /** What a provider's accounts together have left. */
  usage(provider: ProviderId): PoolUsage;
  accounts(): readonly LiveAccount[];
  replaceAccounts(view: AuthFilesView): void;
  /** After a change of settings. */
  reconfigure(): void;
  start(): void;
  /** Ends polling and writes what is not yet written. */
  stop(): Promise<void>;
}

export interface ChooseRequest {
  readonly leg: Pick<RouteLeg, "name" | "candidates" | "previewOf">;
  readonly tie: Tie | null;
  readonly tried: ReadonlySet<AccountId>;
}

export interface PoolSettings {
  readonly strategy: RoutingStrategy;
  readonly preferEarlierReset: boolean;
  readonly disableCooling: boolean;
  readonly switchProject: boolean;
  /** 0 = none */
  readonly accountConcurrency: number;
  readonly quotaPollMs: number;
  readonly models: ModelSettings;
}

export interface PoolEvents {
  healthChanged(live: LiveAccount): void;
  /** An attempt on it went wrong, whatever that does to its condition. */
  attemptFailed(live: LiveAccount, failure: Failure): void;
  /** The upstream told how much is used; the account has it already. */
  quotaObserved(live: LiveAccount): void;
  storeFailed(error: unknown): void;
}

export interface PoolDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly providers: ReadonlyMap<ProviderId, Provider>;
  readonly modelData: ModelData;
  readonly authFiles: AuthFiles;
  readonly states: AccountStates;
  readonly remembered: ReadonlyMap<AccountId, AccountState>;
  readonly samples: QuotaSamples;
  readonly affinities: Affinities;
  readonly leases: Leases;
  /** Absent: no tool has any of its logins. */
  readonly lent?: LentLogins;
  readonly holder: string;
  readonly events: PoolEvents;
  settings(): PoolSettings;
}

export function createPool(deps: PoolDeps): Pool {
  const { clock, settings, events } = deps;
  const orders = createStandingOrders();
  const { changed } = orders;
  const roster = createRoster({
    states: deps.states,
    remembered: deps.remembered,
    defaultCap: () => settings().accountConcurrency,
    changed,
  });
  const leases = createAccountLeases({ clock, changed });
  const affinity = createAffinity({ affinities: deps.affinities, clock });
  const sampling = createQuotaSampling(deps.samples);
  const reports = createHealthReports({
    ...events,
    clock,
    roster,
    quotaObserved(live) {
      sampling.note(live);
      events.quotaObserved(live);
    },
  });
  const tokens = createPoolTokens(deps, { roster, reports });
  const models = createPoolModels(deps, { roster, tokens, orders });
  const { routes, catalogue } = models;
  const polling = createPolling(deps, { roster, reports, tokens });
  const rounds = createRounds(deps, { polling, tokens, models, saves: [roster.save, affinity.save, sampling.save] });
  return {
    routes,
    askForModels: catalogue.round,
    choose: createChooser(deps, { roster, orders }),
    lease(id) {
      const live = roster.find(id);
      if (live === null) return { release: () => undefined };
      roster.touch(id, clock.now());
      return leases.take(live);
    },
    whenFreed: leases.whenFreed,
    fresh: tokens.fresh,
    account: (id) => roster.find(id)?.account ?? null,
    ...reports,
    pollQuota: polling.pollNow,
    forget: roster.forget,
    affinity,
    usage: createPoolUsage({ clock, accounts: roster.all }),
    accounts: roster.all,
    replaceAccounts(view) {
      roster.replace(view.accounts, clock.now());
      routes.changed();
      rounds.lookAgain();
    },
    reconfigure() {
      roster.recap();
      routes.changed();
      rounds.lookAgain();
    },
    start: rounds.start,
    stop: rounds.stop,
  };
}

function createChooser(
  deps: PoolDeps,
  { roster, orders }: { readonly roster: Roster; readonly orders: StandingOrders },
): Pool["choose"] {
  const switches = createQuotaSwitches({
    hasProjects: (provider) => deps.providers.get(provider)?.hasProjects === true,
    find: roster.find,
  });
  return ({ leg, ...request }) => {
    const { strategy, preferEarlierReset, disableCooling, switchProject } = deps.settings();
    const now = deps.clock.now();
    const candidates = switchProject ? leg.candidates : switches.withoutOtherProjects(leg, now);
    const rules = { strategy, preferEarlierReset, disableCooling };
    return switches.tell(orders.choose({ ...request, ...rules, candidates, model: leg.name, now }), leg, now);
  };
}

function createPolling(
  { clock, client, settings }: PoolDeps,
  parts: { readonly roster: Roster; readonly reports: HealthReports; readonly tokens: PoolTokens },
): QuotaPolling {
  const { roster, reports, tokens } = parts;
  return createQuotaPolling({
    clock,
    client,
    accounts: roster.all,
    provider: tokens.provider,
    freshAccount: tokens.ensure,
    intervalMs: () => settings().quotaPollMs,
    observed: (account, quota) => reports.observeQuota(account.id, quota),
    failed: (account, why) => reports.failed(account.id, why, null),
  });
}

interface RoundsParts {
  readonly polling: QuotaPolling;
  readonly tokens: PoolTokens;
  readonly models: PoolModels;
  readonly saves: readonly (() => Promise<void>)[];
}

/** What the pool does on its own. */
function createRounds({ clock, events }: PoolDeps, { polling, tokens, models, saves }: RoundsParts): BackgroundRounds {
  return createBackgroundRounds({
    clock,
    pollQuotas: polling.round,
    refreshTokens: tokens.refreshDue,
    askForModels: models.catalogue.round,
    saves,
    saveFailed: events.storeFailed,
  });
}
