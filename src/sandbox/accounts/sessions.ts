// Sign-ins of an account of the further upstreams: opaque tokens, refreshed with or without a new refresh token.

import type { Clock } from "../../domain/ports.ts";

/** What tests and people may do to an account's tokens. */
export interface TokenControls {
  accessToken(): string;
  refreshToken(): string;
  /** The server stops accepting the current access token until a refresh. */
  expireAccessToken(): void;
  /** The sign-in ends: neither of its tokens is good any more. */
  revokeLogin(): void;
  /** Successful refreshes of the latest sign-in. */
  refreshes(): number;
}

export interface Session {
  accessToken(): string;
  refreshToken(): string;
  /** Epoch ms of the last change of tokens. */
  refreshedAt(): number;
  /** Epoch ms. */
  expiresAt(): number;
  judgeAccess(token: string): "current" | "expired" | "revoked";
  /** False where the token is used, foreign or of an ended sign-in. */
  refresh(refreshToken: string): boolean;
}

export interface Sessions {
  readonly controls: TokenControls;
  latest(): Session;
  signIn(): Session;
  /** The sign-in that gave out the token, now or earlier; null for a foreign one. */
  of(token: string): Session | null;
}

export interface SessionsInput {
  readonly clock: Clock;
  readonly accessTokenTtlMs: number;
  /** A refresh gives a new refresh token and uses up the old one. */
  readonly rotates: boolean;
  mintAccess(): string;
  mintRefresh(): string;
}

interface Kept extends Session {
  issued(token: string): boolean;
  expire(): void;
  end(): void;
  refreshes(): number;
}

/** The sign-ins of one account, the first one done. */
export function createSessions(input: SessionsInput): Sessions {
  let latest = createSession(input);
  const all = [latest];
  return {
    controls: {
      accessToken: () => latest.accessToken(),
      refreshToken: () => latest.refreshToken(),
      expireAccessToken: () => latest.expire(),
      revokeLogin: () => latest.end(),
      refreshes: () => latest.refreshes(),
    },
    latest: () => latest,
    signIn() {
      latest = createSession(input);
      all.push(latest);
      return latest;
    },
    of: (token) => all.find((session) => session.issued(token)) ?? null,
  };
}

function createSession({ clock, accessTokenTtlMs, rotates, mintAccess, mintRefresh }: SessionsInput): Kept {
  const given = new Set<string>();
  let refresh = mintRefresh();
  let access = mintAccess();
  let issuedAt = clock.now();
  let expired = false;
  let ended = false;
  let refreshes = 0;
  given.add(access).add(refresh);
  const expiresAt = (): number => issuedAt + accessTokenTtlMs;
  return {
    accessToken: () => access,
    refreshToken: () => refresh,
    refreshedAt: () => issuedAt,
    expiresAt,
    refreshes: () => refreshes,
    issued: (token) => given.has(token),
    judgeAccess(token) {
      if (ended) return "revoked";
      return token === access && !expired && clock.now() < expiresAt() ? "current" : "expired";
    },
    refresh(token) {
      if (ended || token !== refresh) return false;
      access = mintAccess();
      if (rotates) refresh = mintRefresh();
      given.add(access).add(refresh);
      issuedAt = clock.now();
      expired = false;
      refreshes += 1;
      return true;
    },
    expire() {
      expired = true;
    },
    end() {
      ended = true;
    },
  };
}
