// What pointing clients at a gateway takes of the world.

import type { ConnectDeps } from "./connect-client.ts";

export interface Connecting {
  /** `projectDir`: null for the whole computer. */
  deps(projectDir: string | null): ConnectDeps;
  /** The client key of that name in config.yaml; made where there is none. */
  clientKey(name: string): Promise<string>;
  hasClientKey(name: string): boolean;
  /** What the gateway there serves to whoever has this key. Never rejects. */
  models(url: string, key: string | null): Promise<GatewayModels>;
}

export type GatewayModels =
  | { readonly kind: "served"; readonly names: readonly string[] }
  /** It wants a key, or another one. */
  | { readonly kind: "refused" }
  /** Nothing answers. */
  | { readonly kind: "absent" }
  /** Something answers, and it is no gateway of ours. */
  | { readonly kind: "other"; readonly status: number };
