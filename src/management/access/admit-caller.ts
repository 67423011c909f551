// Who may use the management API (rulings "Management API").

import type { Clock } from "../../domain/ports.ts";
import type { Secret } from "../../domain/secret.ts";
import { createBans } from "./bans.ts";
import { createKeyCheck, type KeyCheckDeps } from "./key-check.ts";

export interface AccessSettings {
  readonly allowRemote: boolean;
  readonly secretKey: Secret | null;
}

export interface AccessDeps extends Omit<KeyCheckDeps, "secretKey"> {
  readonly clock: Clock;
  settings(): AccessSettings;
}

export interface Caller {
  readonly address: string;
  /** From this computer. */
  readonly isLocal: boolean;
  /** As it was presented; null or empty where none was. */
  readonly key: string | null;
}

export type Admission =
  | { readonly kind: "granted" }
  | { readonly kind: "banned"; readonly retryAfterMs: number }
  | { readonly kind: "remote_disabled" }
  | { readonly kind: "missing_key" }
  | { readonly kind: "wrong_key" }
  /** More new keys wait to be checked than anybody honest sends. */
  | { readonly kind: "busy" };

export interface Access {
  /** False without any secret: then there is no management API at all. */
  isEnabled(): boolean;
  admit(caller: Caller): Promise<Admission> | Admission;
}

/** Each takes some tens of milliseconds of one thread. */
const MOST_WAITING = 32;

export function createAccess(deps: AccessDeps): Access {
  const bans = createBans(deps.clock);
  const keys = createKeyCheck({ ...deps, secretKey: () => deps.settings().secretKey });
  let lastCheck: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  const banOf = ({ isLocal, address }: Caller): Admission | null => {
    const retryAfterMs = isLocal ? null : bans.leftMs(address);
    return retryAfterMs === null ? null : { kind: "banned", retryAfterMs };
  };

  const answer = ({ isLocal, address }: Caller, isRight: boolean): Admission => {
    if (!isLocal) (isRight ? bans.succeeded : bans.failed)(address);
    return { kind: isRight ? "granted" : "wrong_key" };
  };

  /** One after the other, so that guesses sent at once are counted before the next is looked at. */
  const checkInTurn = (caller: Caller, key: string): Promise<Admission> => {
    waiting += 1;
    const checked = lastCheck.then(async () => banOf(caller) ?? answer(caller, await keys.verify(key)));
    lastCheck = checked.then(
      () => (waiting -= 1),
      () => (waiting -= 1),
    );
    return checked;
  };

  return {
    isEnabled: () => deps.environmentPassword !== null || (deps.settings().secretKey?.reveal() ?? "") !== "",
    admit(caller) {
      const ban = banOf(caller);
      if (ban !== null) return ban;
      if (!caller.isLocal && !deps.settings().allowRemote) return { kind: "remote_disabled" };
      const { key } = caller;
      if (key === null || key === "") return { kind: "missing_key" };
      const known = keys.known(key);
      if (known !== null) return answer(caller, known);
      return waiting >= MOST_WAITING ? { kind: "busy" } : checkInTurn(caller, key);
    },
  };
}
