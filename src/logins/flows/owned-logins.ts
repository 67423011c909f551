// Sign-ins with an owner: whoever began one sees it, and nobody else does.

import type { Clock } from "../../domain/ports.ts";
import { SIGN_IN_MS } from "./browser-flow.ts";
import type { LoginWish, StartedLogin } from "./login-flow.ts";
import type { LoginFlows } from "./login-flows.ts";
import type { LoginStatus } from "./login-sessions.ts";
import { readPastedCallback } from "./read-callback.ts";

export interface OwnedLogin {
  readonly id: string;
  readonly wish: LoginWish;
  readonly started: Extract<StartedLogin, { kind: "started" }>;
  /** Epoch ms */
  readonly startedAt: number;
  /** Epoch ms */
  readonly expiresAt: number;
  readonly status: LoginStatus;
}

export type BroughtCallback =
  | { readonly kind: "taken"; readonly login: OwnedLogin }
  | { readonly kind: "unknown" }
  /** It is no address of a sign-in, or of another one. */
  | { readonly kind: "not-its-own" }
  | { readonly kind: "not-waiting" };

export interface OwnedLogins {
  start(
    wish: LoginWish,
    owner: string,
  ): Promise<
    { readonly kind: "started"; readonly login: OwnedLogin } | Exclude<StartedLogin, { readonly kind: "started" }>
  >;
  /** The newest first. */
  list(owner: string): readonly OwnedLogin[];
  /** null where it is not there (any more), or another's. */
  find(id: string, owner: string): OwnedLogin | null;
  /** `pasted`: an address, its query, or `code#state`. */
  takeCallback(id: string, owner: string, pasted: string): BroughtCallback;
  cancel(id: string, owner: string): "cancelled" | "unknown" | "not-waiting";
}

interface Entry extends Omit<OwnedLogin, "status"> {
  readonly owner: string;
}

export function createOwnedLogins(deps: {
  readonly clock: Pick<Clock, "now">;
  readonly flows: Pick<LoginFlows, "start" | "status" | "takeCallback" | "cancel">;
}): OwnedLogins {
  const { clock, flows } = deps;
  const entries = new Map<string, Entry>();

  /** The flows forget what ended long ago, and so is it here. */
  const seen = (entry: Entry): OwnedLogin | null => {
    const { owner: _, ...login } = entry;
    const status = flows.status(entry.id);
    if (status !== null) return { ...login, status };
    entries.delete(entry.id);
    return null;
  };
  const find = (id: string, owner: string): OwnedLogin | null => {
    const entry = entries.get(id);
    return entry === undefined || entry.owner !== owner ? null : seen(entry);
  };

  return {
    async start(wish, owner) {
      for (const entry of entries.values()) seen(entry);
      const started = await flows.start(wish);
      if (started.kind !== "started") return started;
      const startedAt = clock.now();
      const expiresAt = startedAt + (started.device?.expiresInMs ?? SIGN_IN_MS);
      const entry: Entry = { id: started.state, wish, started, startedAt, expiresAt, owner };
      entries.set(entry.id, entry);
      const login = seen(entry);
      return login === null ? { kind: "failed", reason: "it was given up at once" } : { kind: "started", login };
    },
    list: (owner) =>
      [...entries.values()]
        .filter((entry) => entry.owner === owner)
        .flatMap((entry) => seen(entry) ?? [])
        .toReversed(),
    find,
    takeCallback(id, owner, pasted) {
      const login = find(id, owner);
      if (login === null) return { kind: "unknown" };
      const callback = readPastedCallback(pasted);
      if (callback === null || callback.state !== id) return { kind: "not-its-own" };
      switch (flows.takeCallback(callback, login.wish.provider).kind) {
        case "taken":
          return { kind: "taken", login: find(id, owner) ?? login };
        case "not-waiting":
        case "wants-none":
          return { kind: "not-waiting" };
        case "unknown-state":
        case "other-provider":
          return { kind: "not-its-own" };
      }
    },
    cancel(id, owner) {
      if (find(id, owner) === null) return "unknown";
      return flows.cancel(id) ? "cancelled" : "not-waiting";
    },
  };
}
