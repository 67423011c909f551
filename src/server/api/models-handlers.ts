// What clients may ask for, and who answers, over /api.

import type { z } from "@hono/zod-openapi";

import * as contract from "../../../contract/models.ts";
import { EFFORT_LEVELS } from "../../domain/effort-suffix.ts";
import { createPriceLookup, type PriceTable } from "../../domain/price.ts";
import type { LoginOffer } from "../../logins/login-offers.ts";
import { listModels, type ModelRow, type ModelsDeps } from "../../management/models/list-models.ts";
import { listProviders, type ProviderRow, type ProvidersDeps } from "../../management/models/list-providers.ts";
import type { Api } from "./api-app.ts";
import { withoutUser } from "./without-user.ts";

export interface ModelsHandlersDeps extends Omit<ModelsDeps, "priceOf">, ProvidersDeps {
  readonly pool: ModelsDeps["pool"] & ProvidersDeps["pool"];
  prices(): PriceTable;
  offers(): readonly LoginOffer[];
}

type ModelView = z.output<
  (typeof contract.listModels)["responses"][200]["content"]["application/json"]["schema"]
>["models"][number];
type ProviderView = z.output<
  (typeof contract.listProviders)["responses"][200]["content"]["application/json"]["schema"]
>["providers"][number];

export function serveModels({ serve }: Api, deps: ModelsHandlersDeps): void {
  const priceOf = createPriceLookup();

  serve(contract.listModels, (context) => {
    const { provider, search = "" } = context.req.valid("query");
    const word = search.trim().toLowerCase();
    const prices = deps.prices();
    const models = listModels({ ...deps, priceOf: (model) => priceOf(prices, model) })
      .filter(({ name }) => name.toLowerCase().includes(word))
      .filter(
        ({ providers, servedBy }) => provider?.some((one) => providers.includes(one) || servedBy.includes(one)) ?? true,
      );
    return context.json({ models: models.map(modelView), efforts: [...EFFORT_LEVELS], prices_as_of: prices.asOf }, 200);
  });

  serve(contract.listProviders, (context) => {
    const offers = new Map(deps.offers().map((offer) => [offer.provider, offer] as const));
    const providers = listProviders(deps).map((row) => providerView(row, offers.get(row.provider)));
    return context.json({ providers }, 200);
  });
}

function modelView({ name, aliasOf, upstreamModels, servedBy, accounts, price }: ModelRow): ModelView {
  return {
    name,
    alias_of: aliasOf,
    upstream_models: [...upstreamModels],
    served_by: [...servedBy],
    accounts,
    price:
      price === null
        ? null
        : {
            input: price.input,
            cached_input: price.cachedInput,
            output: price.output,
            cache_write: price.cacheWrite ?? null,
          },
  };
}

/** Those one cannot sign in at. */
const KEY_NAMES: ReadonlyMap<string, string> = new Map([
  ["gemini", "Gemini API"],
  ["vertex", "Vertex AI"],
]);

function providerView(row: ProviderRow, offer: LoginOffer | undefined): ProviderView {
  return {
    provider: row.provider,
    upstream: row.upstream,
    name: offer?.name ?? KEY_NAMES.get(row.upstream) ?? row.upstream,
    base_url: row.baseUrl === null ? null : withoutUser(row.baseUrl),
    accounts: row.accounts,
    from_auth_files: row.fromAuthFiles,
    from_config: row.fromConfig,
    login_flows: [...(offer?.flows ?? [])],
    login_note: offer?.note ?? null,
    takes_keys: row.takesKeys,
    models: row.models,
  };
}
