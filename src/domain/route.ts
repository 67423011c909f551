// From the model a client names to those who can serve it.

import type { ProviderId } from "./ids.ts";

export interface Route {
  /** The name the upstream knows. */
  readonly model: string;
  readonly provider: ProviderId;
}

/** Every model goes to the Codex pool, which knows the model or refuses it. */
export function routeModel(model: string): Route {
  return { model, provider: "codex" };
}
