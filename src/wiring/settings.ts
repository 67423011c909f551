// What each room wants to know of the configuration, computed when it changes, not when it is asked.

import prices from "../../data/prices.json" with { type: "json" };
import type { Config } from "../config/schema.ts";
import { type PriceTable, withOwnPrices } from "../domain/price.ts";
import type { ModelSettings } from "../pool/offer-groups.ts";
import type { PoolSettings } from "../pool/pool.ts";
import type { ProxySettings } from "../proxy/asked.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { type ProviderSettings, providerSettings } from "./provider-settings.ts";
import { createTrustedProxies, type TrustedProxies } from "../server/client-address.ts";

export interface Settings {
  readonly proxy: ProxySettings;
  readonly pool: PoolSettings;
  readonly providers: ProviderSettings;
  readonly prices: PriceTable;
  readonly trustedProxies: TrustedProxies;
}

const SECOND_MS = 1000;

export function settingsOf(config: Config, userAgent: string): Settings {
  return {
    proxy: {
      apiKeys: new Map(config.apiKeys.map(({ key, name }) => namedKey(key.reveal(), name))),
      apiKeyAuthEnabled: config.apiKeyAuthEnabled,
      maxBodyBytes: config.maxBodyBytes,
      retry: {
        rounds: config.requestRetry,
        accountsARound: config.maxRetryCredentials,
        restMs: config.maxRetryInterval * SECOND_MS,
      },
      connectMs: config.connectTimeoutSeconds * SECOND_MS,
      firstByteMs: config.firstByteTimeoutSeconds * SECOND_MS,
      idleMs: config.streamIdleTimeoutSeconds * SECOND_MS,
      quietMs: config.keepaliveSeconds * SECOND_MS,
      stickyThreads: config.routing.stickyThreadsEnabled,
      sessionTtlMs: config.routing.sessionTtlSeconds * SECOND_MS,
    },
    pool: {
      strategy: config.routing.strategy,
      preferEarlierReset: config.routing.preferEarlierResetAccounts,
      disableCooling: config.disableCooling,
      switchProject: config.quotaExceeded.switchProject,
      accountConcurrency: config.routing.accountConcurrency,
      quotaPollMs: config.quotaPollSeconds * SECOND_MS,
      models: modelSettings(config),
    },
    providers: providerSettings(config, userAgent),
    prices: pricesOf(config),
    trustedProxies: createTrustedProxies(config.trustedProxies),
  };
}

/** A cache read or write without a price of its own costs what input does. */
function pricesOf({ prices: own }: Config): PriceTable {
  return withOwnPrices(
    prices,
    new Map(
      [...own].map(([model, { input, cachedInput, output, cacheWrite }]) => [
        model,
        { input, cachedInput: cachedInput ?? input, output, cacheWrite: cacheWrite ?? undefined },
      ]),
    ),
  );
}

function modelSettings(config: Config): ModelSettings {
  const aliases = [...config.oauthModelAlias].map(
    ([provider, entries]) =>
      [provider, entries.map(({ name, alias, fork }) => ({ name, alias, hidesName: !fork }))] as const,
  );
  return {
    aliases: config.modelAliases,
    fallbacks: new Map(config.modelFallbacks.map(([first = "", ...others]) => [first, others])),
    needsPrefix: config.forceModelPrefix,
    defaultProvider: config.routing.defaultProvider,
    loginAliases: new Map(aliases),
    loginExcluded: config.oauthExcludedModels,
    switchPreviewModel: config.quotaExceeded.switchPreviewModel,
  };
}

/** Keys are known by their hash alone; one without a name is called by a piece of that. */
function namedKey(key: string, name: string | null): readonly [string, string] {
  const hash = sha256Hex(key);
  return [hash, name ?? `key-${hash.slice(0, 6)}`];
}
