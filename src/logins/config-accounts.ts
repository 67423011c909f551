// Accounts whose key stands in config.yaml: there is no file, no login and nothing to refresh.

import type { Config } from "../config/schema.ts";
import type { Account, AccountModels } from "../domain/account.ts";
import { accountIdOf, authIndexOf, type ProviderId, type Sha256Hex } from "../domain/ids.ts";
import { type Secret, secret } from "../domain/secret.ts";

type KeyEntry = Config["codexApiKey"][number];
type CompatibleUpstream = Config["openaiCompatibility"][number];

/** One account for each key; of keys that stand there twice the first counts. */
export function configAccounts(config: Config, sha256: Sha256Hex): readonly Account[] {
  const accounts = [...entriesWithAccounts(config, sha256).values()].flat(2);
  return [...new Map(accounts.toReversed().map((account) => [account.id, account])).values()].toReversed();
}

/** By the list's name in config.yaml: of each entry, the `auth_index` of each of its keys. */
export function configAuthIndexes(
  config: Config,
  sha256: Sha256Hex,
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const lists = [...entriesWithAccounts(config, sha256)];
  return new Map(
    lists.map(([name, entries]) => [name, entries.map((keys) => keys.map(({ authIndex }) => authIndex))] as const),
  );
}

function entriesWithAccounts(config: Config, sha256: Sha256Hex): ReadonlyMap<string, readonly (readonly Account[])[]> {
  const lists: readonly (readonly [ProviderId, readonly KeyEntry[]])[] = [
    ["codex", config.codexApiKey],
    ["claude", config.claudeApiKey],
    ["gemini", config.geminiApiKey],
    ["vertex", config.vertexApiKey],
    ["kimi", config.kimiApiKey],
    ["xai", config.xaiApiKey],
  ];
  const ofKeys = lists.map(
    ([provider, entries]) => [`${provider}-api-key`, entries.map((entry) => [ofKey(provider, entry, sha256)])] as const,
  );
  const ofUpstreams = config.openaiCompatibility.map((upstream) => ofUpstream(upstream, sha256));
  return new Map<string, readonly (readonly Account[])[]>([...ofKeys, ["openai-compatibility", ofUpstreams]]);
}

function ofKey(provider: ProviderId, entry: KeyEntry, sha256: Sha256Hex): Account {
  return accountOf({ ...entry, provider, qualifier: provider, key: entry.apiKey }, sha256);
}

/** An upstream that wants no key is one account as well. */
function ofUpstream(upstream: CompatibleUpstream, sha256: Sha256Hex): readonly Account[] {
  const { apiKeyEntries, name } = upstream;
  const keys = apiKeyEntries.length === 0 ? [{ apiKey: null, proxyUrl: "", disabled: false }] : apiKeyEntries;
  return keys.map(({ apiKey, proxyUrl, disabled }) => {
    const said = { ...upstream, proxyUrl, disabled: upstream.disabled || disabled };
    return accountOf({ ...said, provider: "openai-compatibility", qualifier: name, key: apiKey }, sha256);
  });
}

interface KeyedUpstream extends Omit<KeyEntry, "apiKey"> {
  readonly provider: ProviderId;
  readonly qualifier: string;
  readonly key: Secret | null;
}

function accountOf(entry: KeyedUpstream, sha256: Sha256Hex): Account {
  const { provider, qualifier, baseUrl, proxyUrl } = entry;
  const key = entry.key ?? NO_KEY;
  const identityKey = identityOf(entry, sha256);
  const authIndex = authIndexOf(sha256, provider, identityKey);
  return {
    id: accountIdOf(authIndex),
    authIndex,
    provider,
    qualifier,
    identityKey,
    fileName: null,
    email: null,
    plan: null,
    credentials: { kind: "api-key", key },
    paused: entry.disabled || entry.weight === 0 || entry.excludedModels.includes("*"),
    priority: entry.priority,
    weight: entry.weight === 0 ? 1 : entry.weight,
    concurrencyCap: null,
    coolingDisabled: entry.disableCooling,
    requestRetry: entry.requestRetry,
    websockets: true,
    proxyUrl: proxyUrl === "" ? null : proxyUrl,
    baseUrl,
    region: null,
    headers: Object.fromEntries([...entry.headers].map(([name, value]) => [name.toLowerCase(), value])),
    models: modelsOf(entry),
  };
}

/** As the same key in an auth file has it. Two addresses that take one key (a vendor's and a relay's) have two quotas. */
function identityOf({ provider, key, baseUrl }: KeyedUpstream, sha256: Sha256Hex): string {
  if (key === null && baseUrl !== null) return baseUrl;
  const hash = sha256(key?.reveal() ?? "");
  if (provider === "openai-compatibility") return `${hash}::${baseUrl}`;
  return baseUrl === null ? `apikey::${hash}` : `apikey::${hash}::${baseUrl}`;
}

function modelsOf({ prefix, models, excludedModels }: KeyedUpstream): AccountModels {
  const offered = models === null || models.length === 0 ? null : models;
  return { prefix, offered, aliases: [], excluded: excludedModels };
}

const NO_KEY = secret("");
