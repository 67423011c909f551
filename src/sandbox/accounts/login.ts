// One sign-in of an account: its current tokens, and the rule that a refresh token is used once in the world.

import type { Clock, Ids } from "../../domain/ports.ts";
import { accessToken, idToken, type TokenOwner } from "./json-web-token.ts";

export interface Login {
  accessToken(): string;
  refreshToken(): string;
  idToken(): string;
  /** Epoch ms of the last change of tokens. */
  refreshedAt(): number;
  /** Epoch ms. */
  expiresAt(): number;
  judgeAccess(token: string): AccessVerdict;
  /** True where this sign-in gave out the token, now or earlier. */
  issued(token: string): boolean;
  refresh(token: string): RefreshVerdict;
  expireAccess(): void;
  /** Ends the sign-in: what refreshing answers from now on. */
  end(code: EndCode): void;
  refreshes(): number;
}

export type AccessVerdict = "current" | "token_expired" | "token_invalidated";

export type EndCode =
  | "refresh_token_invalidated"
  | "refresh_token_expired"
  | "app_session_terminated"
  | "token_expired";

export type RefreshVerdict =
  | { readonly kind: "refreshed" }
  | { readonly kind: "refused"; readonly code: EndCode | "refresh_token_reused" };

export interface LoginDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly owner: TokenOwner;
  readonly accessTokenTtlMs: number;
}

interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly id: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** A new sign-in with its first tokens. */
export function createLogin({ clock, ids, owner, accessTokenTtlMs }: LoginDeps): Login {
  const given = new Set<string>();
  const issue = (): Tokens => {
    const issuedAt = clock.now();
    const times = { issuedAt, expiresAt: issuedAt + accessTokenTtlMs, tokenId: ids.token("jti") };
    const tokens = {
      access: accessToken(owner, times),
      refresh: ids.token("rt"),
      id: idToken(owner, times),
      issuedAt,
      expiresAt: times.expiresAt,
    };
    given.add(tokens.access).add(tokens.refresh);
    return tokens;
  };
  let tokens = issue();
  let accessExpired = false;
  let endedBy: EndCode | null = null;
  let refreshes = 0;

  return {
    accessToken: () => tokens.access,
    refreshToken: () => tokens.refresh,
    idToken: () => tokens.id,
    refreshedAt: () => tokens.issuedAt,
    expiresAt: () => tokens.expiresAt,
    issued: (token) => given.has(token),
    refreshes: () => refreshes,
    judgeAccess(token) {
      if (endedBy !== null) return "token_invalidated";
      const current = token === tokens.access && !accessExpired && clock.now() < tokens.expiresAt;
      return current ? "current" : "token_expired";
    },
    refresh(token) {
      if (endedBy !== null) return { kind: "refused", code: endedBy };
      if (token !== tokens.refresh) {
        // Reuse means a copy is about: the whole family of tokens dies.
        endedBy = "refresh_token_invalidated";
        return { kind: "refused", code: "refresh_token_reused" };
      }
      tokens = issue();
      accessExpired = false;
      refreshes += 1;
      return { kind: "refreshed" };
    },
    expireAccess() {
      accessExpired = true;
    },
    end(code) {
      endedBy = code;
    },
  };
}
