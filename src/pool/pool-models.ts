// Which models the pool's accounts serve: what the operator says, what the upstreams told, what is known besides.

import { createModelCatalogue, type ModelCatalogue } from "./model-catalogue.ts";
import { createModelRoutes, type ModelRoutes } from "./model-routes.ts";
import type { PoolDeps } from "./pool.ts";
import type { PoolTokens } from "./pool-tokens.ts";
import type { Roster } from "./roster.ts";

export interface PoolModels {
  readonly routes: ModelRoutes;
  readonly catalogue: ModelCatalogue;
}

export function createPoolModels(
  deps: Pick<PoolDeps, "clock" | "client" | "modelData" | "settings">,
  { roster, tokens }: { readonly roster: Roster; readonly tokens: PoolTokens },
): PoolModels {
  const routes: ModelRoutes = createModelRoutes({
    accounts: roster.all,
    settings: () => deps.settings().models,
    data: deps.modelData,
    told: (key) => catalogue.told(key),
  });
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
