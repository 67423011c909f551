// Which models the pool's accounts serve: what the operator says, what the upstreams told, what is known besides.

import { createModelCatalogue, type ModelCatalogue } from "./model-catalogue.ts";
import { createModelRoutes, type ModelRoutes } from "./model-routes.ts";
import type { PoolDeps } from "./pool.ts";
import type { PoolTokens } from "./pool-tokens.ts";
import type { Roster } from "./roster.ts";
import type { StandingOrders } from "./standing-orders.ts";

export interface PoolModels {
  readonly routes: ModelRoutes;
  readonly catalogue: ModelCatalogue;
}

export function createPoolModels(
  deps: Pick<PoolDeps, "clock" | "client" | "modelData" | "settings">,
  parts: { readonly roster: Roster; readonly tokens: PoolTokens; readonly orders: StandingOrders },
): PoolModels {
  const { roster, tokens, orders } = parts;
  const found: ModelRoutes = createModelRoutes({
    accounts: roster.all,
    settings: () => deps.settings().models,
    data: deps.modelData,
    told: (key) => catalogue.told(key),
  });
  const routes: ModelRoutes = {
    ...found,
    changed() {
      found.changed();
      // The lists that they were made of are asked for no more, and all that stand in them may be others.
      orders.forget();
    },
  };
  const catalogue: ModelCatalogue = createModelCatalogue({
    clock: deps.clock,
    client: deps.client,
    groups: routes.groups,
    provider: tokens.provider,
    freshAccount: tokens.ensure,
    changed: routes.changed,
  });
  return { routes, catalogue };
}
