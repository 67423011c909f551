// The providers, each compatible upstream as one of its own, with how their accounts are doing.

import type { Config } from "../../config/schema.ts";
import type { ProviderId } from "../../domain/ids.ts";
import { namesOf } from "../../domain/model-names.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Pool } from "../../pool/pool.ts";
import { type AccountCounts, countAccounts } from "./count-accounts.ts";

export interface ProviderRow {
  readonly provider: ProviderId;
  readonly upstream: string;
  /** null where every account has its own. */
  readonly baseUrl: string | null;
  readonly accounts: AccountCounts;
  readonly fromAuthFiles: number;
  readonly fromConfig: number;
  readonly takesKeys: boolean;
  /** How many names clients may ask for. */
  readonly models: number;
}

export interface ProvidersDeps {
  readonly clock: Pick<Clock, "now">;
  readonly pool: Pick<Pool, "accounts"> & { readonly routes: Pick<Pool["routes"], "groups"> };
  readonly providers: readonly ProviderId[];
  config(): Config;
}

const COMPATIBLE = "openai-compatibility";
const TAKE_KEYS: ReadonlySet<ProviderId> = new Set(["codex", "claude", "gemini", "vertex", "kimi", "xai", COMPATIBLE]);

/** In the providers' order; of compatible upstreams each that is configured or has an account, by name. */
export function listProviders(deps: ProvidersDeps): readonly ProviderRow[] {
  const now = deps.clock.now();
  const accounts = Map.groupBy(deps.pool.accounts(), ({ account }) => keyOf(account));
  const names = namesByKey(deps);
  return deps.providers
    .flatMap((provider) => upstreamsOf(provider, deps))
    .map(({ provider, upstream, baseUrl }): ProviderRow => {
      const key = keyOf({ provider, qualifier: upstream });
      const of = accounts.get(key) ?? [];
      const fromAuthFiles = of.filter(({ account }) => account.fileName !== null).length;
      return {
        provider,
        upstream,
        baseUrl,
        accounts: countAccounts(of, now, () => null),
        fromAuthFiles,
        fromConfig: of.length - fromAuthFiles,
        takesKeys: TAKE_KEYS.has(provider),
        models: names.get(key)?.size ?? 0,
      };
    });
}

function upstreamsOf(
  provider: ProviderId,
  deps: ProvidersDeps,
): readonly Pick<ProviderRow, "provider" | "upstream" | "baseUrl">[] {
  const config = deps.config();
  if (provider !== COMPATIBLE) return [{ provider, upstream: provider, baseUrl: baseUrlOf(provider, config) }];
  const configured = config.openaiCompatibility.map(({ name, baseUrl }) => [name, baseUrl] as const);
  const inPool = deps.pool
    .accounts()
    .flatMap(({ account }) => (account.provider === provider ? [[account.qualifier, account.baseUrl] as const] : []));
  return [...new Map([...inPool, ...configured])]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([upstream, baseUrl]) => ({ provider, upstream, baseUrl }));
}

function baseUrlOf(provider: ProviderId, { upstreams }: Config): string | null {
  const byProvider: Readonly<Record<string, { readonly baseUrl: string | null }>> = {
    ...upstreams,
    "gemini-cli": upstreams.geminiCli,
  };
  return byProvider[provider]?.baseUrl ?? null;
}

function namesByKey({ pool }: ProvidersDeps): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const group of pool.routes.groups()) {
    const key = keyOf(group);
    const known = names.get(key) ?? new Set<string>();
    for (const name of namesOf(group)) known.add(name);
    names.set(key, known);
  }
  return names;
}

function keyOf({ provider, qualifier }: { readonly provider: string; readonly qualifier: string }): string {
  return `${provider} ${qualifier}`;
}
