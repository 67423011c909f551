// Every name that clients may ask for, with who serves it now and what it costs.

import { readEffortSuffix } from "../../domain/effort-suffix.ts";
import { namesOf, offeredAs, offersFor } from "../../domain/model-names.ts";
import type { ModelPrice } from "../../domain/price.ts";
import type { Clock } from "../../domain/ports.ts";
import type { OfferGroup } from "../../pool/offer-groups.ts";
import type { LiveAccount } from "../../pool/live-account.ts";
import type { Pool } from "../../pool/pool.ts";
import { type AccountCounts, countAccounts } from "./count-accounts.ts";

export interface ModelRow {
  readonly name: string;
  /** For a name of `model-aliases`: what it stands for; else null. */
  readonly aliasOf: string | null;
  /** By the upstreams' names. */
  readonly upstreamModels: readonly string[];
  /** Provider ids, or names of compatible upstreams. */
  readonly servedBy: readonly string[];
  readonly providers: readonly string[];
  readonly accounts: AccountCounts;
  readonly price: ModelPrice | null;
}

export interface ModelsDeps {
  readonly clock: Pick<Clock, "now">;
  readonly pool: { readonly routes: Pick<Pool["routes"], "groups"> };
  /** Further names for one name, whoever serves it. */
  aliases(): ReadonlyMap<string, string>;
  priceOf(model: string): ModelPrice | null;
}

interface Served {
  readonly aliasOf: string | null;
  readonly models: Map<OfferGroup, string>;
}

/** By name; one that nobody serves now is there with its counts. */
export function listModels(deps: ModelsDeps): readonly ModelRow[] {
  const groups = deps.pool.routes.groups();
  const byName = new Map<string, Served>();
  for (const group of groups) {
    for (const name of namesOf(group)) {
      const served = byName.get(name) ?? { aliasOf: null, models: new Map<OfferGroup, string>() };
      served.models.set(group, offeredAs(group, name)?.model ?? name);
      byName.set(name, served);
    }
  }
  // An alias goes before a model of that name, as it does when somebody asks.
  for (const [alias, target] of deps.aliases()) {
    const offers = offersFor(groups, readEffortSuffix(target).name);
    const models = new Map(offers.map(({ offer, model }) => [offer, model] as const));
    if (models.size > 0) byName.set(alias, { aliasOf: target, models });
  }
  const now = deps.clock.now();
  return [...byName]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, served]) => rowOf(name, served, { now, priceOf: deps.priceOf }));
}

function rowOf(
  name: string,
  { aliasOf, models }: Served,
  { now, priceOf }: { readonly now: number; readonly priceOf: ModelsDeps["priceOf"] },
): ModelRow {
  const groups = [...models.keys()];
  const modelOf = new Map<LiveAccount, string>(
    [...models].flatMap(([group, model]) => group.accounts.map((live) => [live, model] as const)),
  );
  const upstreamModels = [...new Set(models.values())];
  return {
    name,
    aliasOf,
    upstreamModels,
    servedBy: [...new Set(groups.map(({ qualifier }) => qualifier))],
    providers: [...new Set(groups.map(({ provider }) => provider))],
    accounts: countAccounts(modelOf.keys(), now, (live) => modelOf.get(live) ?? null),
    price: upstreamModels.map(priceOf).find((price) => price !== null) ?? null,
  };
}
