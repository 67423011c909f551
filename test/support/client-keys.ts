// Client keys in journeys: made over the API, used as a client uses them.

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { type Shape, chat } from "./asks.ts";
import type { SignedIn } from "./api-client.ts";
import { until } from "./until.ts";
import type { World } from "./world.ts";

export interface MadeKey {
  readonly id: string;
  readonly key: string;
}

/** A key of that name, `fields` over what it has by itself. */
export async function makeKey(api: SignedIn, fields: object = {}): Promise<MadeKey> {
  const made = await api.call("post", "/api/client-keys", { json: { name: "laptop", ...fields } });
  return { id: made.client_key.id, key: made.key };
}

export function bearer({ key }: Pick<MadeKey, "key">): { readonly headers: Readonly<Record<string, string>> } {
  return { headers: { authorization: `Bearer ${key}` } };
}

/** One chat with the key; `shape` may have a signal beside the members of its body. */
export function askWith(
  world: Pick<World, "post">,
  key: MadeKey,
  { signal, ...shape }: Shape & { readonly signal?: AbortSignal } = {},
): Promise<Response> {
  return world.post("/v1/chat/completions", chat("hello", shape), {
    ...bearer(key),
    ...(signal === undefined ? {} : { signal }),
  });
}

export async function errorOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  return ((await response.json()) as { error: Readonly<Record<string, unknown>> }).error;
}

type KeyView = Awaited<ReturnType<typeof viewKey>>;

export function viewKey(api: SignedIn, { id }: Pick<MadeKey, "id">) {
  return api.call("get", "/api/client-keys/{id}", { params: { id } });
}

/** The key once nothing of it runs any more. */
export function atRest(api: SignedIn, key: MadeKey): Promise<KeyView> {
  return until("nothing of the key runs", async () => {
    const view = await viewKey(api, key);
    return view.in_flight === 0 ? view : null;
  });
}

/** What the records say that a key has used. */
export function usedIn(records: readonly RequestRecord[]): {
  readonly requests: number;
  readonly tokens: number;
  readonly cost: number;
} {
  const counted = records.filter(({ outcome, firstByteMs }) => outcome === "ok" || firstByteMs !== null);
  const tokens = counted.map(({ usage }) => (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0));
  return {
    requests: counted.length,
    tokens: tokens.reduce((sum, of) => sum + of, 0),
    cost: counted.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
  };
}
