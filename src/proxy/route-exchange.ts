// Who can serve the model that a request names; the first question about it that can end in a refusal.

import { Fault } from "../domain/faults.ts";
import type { Fit, Route } from "../pool/model-routes.ts";
import type { Pool } from "../pool/pool.ts";
import type { Operation, Provider } from "../providers/provider.ts";

interface RoutingDeps {
  readonly pool: Pick<Pool, "routes">;
  readonly providers: ReadonlyMap<string, Provider>;
}

/** Throws Fault `model_not_found`, which names near misses. */
export function routeExchange(deps: RoutingDeps, model: string, operation: Operation): Route {
  const found = deps.pool.routes.find(model, fitFor(deps, operation));
  if (found.kind === "route") return found.route;
  const doing = operation === "generate" ? "" : ` for ${operation.replace("-", " ")} requests`;
  throw new Fault(
    "model_not_found",
    `No account in the pool serves the model '${model}'${doing}${hint(found.nearest)}`,
    {
      param: "model",
    },
  );
}

/** For requests that name no model. */
export function routeByOperation(deps: RoutingDeps, operation: Operation): Route {
  return deps.pool.routes.anyOf(fitFor(deps, operation));
}

/** "; did you mean 'a', 'b' or 'c'?" */
export function hint(nearest: readonly string[]): string {
  const quoted = nearest.map((name) => `'${name}'`);
  if (quoted.length === 0) return "; GET /v1/models lists those it serves";
  return `; did you mean ${quoted.slice(0, -1).join(", ")}${quoted.length > 1 ? " or " : ""}${quoted.at(-1)}?`;
}

function fitFor({ providers }: RoutingDeps, operation: Operation): Fit {
  return {
    purpose: operation,
    fits: (account) => providers.get(account.provider)?.does(account, operation) === true,
  };
}
