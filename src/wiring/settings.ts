// What each room wants to know of the configuration, computed when it changes, not when it is asked.

import type { Config } from "../config/schema.ts";
import type { PoolSettings } from "../pool/pool.ts";
import type { CodexSettings } from "../providers/codex/settings.ts";
import type { ProxySettings } from "../proxy/asked.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { createTrustedProxies, type TrustedProxies } from "../server/client-address.ts";

export interface Settings {
  readonly proxy: ProxySettings;
  readonly pool: PoolSettings;
  readonly codex: CodexSettings;
  readonly trustedProxies: TrustedProxies;
}

const SECOND_MS = 1000;

export function settingsOf(config: Config, userAgent: string): Settings {
  return {
    proxy: {
      apiKeys: new Map(config.apiKeys.map(({ key, name }) => namedKey(key.reveal(), name))),
      apiKeyAuthEnabled: config.apiKeyAuthEnabled,
      maxBodyBytes: config.maxBodyBytes,
      requestRetry: config.requestRetry,
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
      accountConcurrency: config.routing.accountConcurrency,
      quotaPollMs: config.quotaPollSeconds * SECOND_MS,
    },
    codex: {
      chatgptBaseUrl: config.upstreams.codex.baseUrl,
      authUrl: config.upstreams.codex.authUrl,
      openaiBaseUrl: config.upstreams.openai.baseUrl,
      userAgent,
      proxyUrl: config.proxyUrl === "" ? null : config.proxyUrl,
    },
    trustedProxies: createTrustedProxies(config.trustedProxies),
  };
}

/** Keys are known by their hash alone; one without a name is called by a piece of that. */
function namedKey(key: string, name: string | null): readonly [string, string] {
  const hash = sha256Hex(key);
  return [hash, name ?? `key-${hash.slice(0, 6)}`];
}
