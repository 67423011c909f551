// Who can serve the model that a request names; the first question about it that can end in a refusal.

import type { Account } from "../domain/account.ts";
import type { ClientKey } from "../domain/client-key.ts";
import { Fault } from "../domain/faults.ts";
import type { Fit, Route } from "../pool/model-routes.ts";
import type { Pool } from "../pool/pool.ts";
import type { Operation, Provider } from "../providers/provider.ts";

interface RoutingDeps {
  readonly pool: Pick<Pool, "routes">;
  readonly providers: ReadonlyMap<string, Provider>;
}

export interface Routed {
  readonly operation: Operation;
  /** Whose accounts it may be served by; null: all. */
  readonly key: ClientKey | null;
}

/** Throws Fault `model_not_found`, which names near misses. */
export function routeExchange(deps: RoutingDeps, model: string, routed: Routed): Route {
  const { operation } = routed;
  const found = deps.pool.routes.find(model, fitFor(deps, routed));
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
export function routeByOperation(deps: RoutingDeps, routed: Routed): Route {
  return deps.pool.routes.anyOf(fitFor(deps, routed));
}

/** "; did you mean 'a', 'b' or 'c'?" */
export function hint(nearest: readonly string[]): string {
  const quoted = nearest.map((name) => `'${name}'`);
  if (quoted.length === 0) return "; GET /v1/models lists those it serves";
  return `; did you mean ${quoted.slice(0, -1).join(", ")}${quoted.length > 1 ? " or " : ""}${quoted.at(-1)}?`;
}

function fitFor({ providers }: RoutingDeps, { operation, key }: Routed): Fit {
  return ofKey(key, {
    purpose: operation,
    fits: (account) => providers.get(account.provider)?.does(account, operation) === true,
  });
}

/** The same for the accounts of a key alone. */
export function ofKey(key: ClientKey | null, fit: Fit): Fit {
  if (key === null || key.accounts === null) return fit;
  const mine = accountsOf(key);
  return {
    purpose: `${fit.purpose} for ${key.id} ${key.revision}`,
    fits: (account) => mine(account) && fit.fits(account),
  };
}

/** The accounts that may serve whoever has this key. */
export function accountsOf(key: ClientKey | null): (account: Account) => boolean {
  if (key === null || key.accounts === null) return () => true;
  const ids = new Set(key.accounts);
  return ({ id }) => ids.has(id);
}
