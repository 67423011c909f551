// Which of two sets of credentials of one account is the newer one. A refresh token works once, so the older set is dead.

import type { Account } from "../domain/account.ts";
import type { RefreshedTokens } from "../domain/ports.ts";

/** Positive where `a` is newer than `b`, 0 where nothing tells them apart. By last refresh, else by expiry. */
export function compareFreshness(a: Account, b: Account): number {
  if (a.credentials.kind !== "oauth" || b.credentials.kind !== "oauth") return 0;
  return (
    difference(a.credentials.refreshedAt, b.credentials.refreshedAt) ||
    difference(a.credentials.expiresAt, b.credentials.expiresAt)
  );
}

export function hasSameTokens(a: Account, b: Account): boolean {
  if (a.credentials.kind === "api-key" || b.credentials.kind === "api-key") {
    return a.credentials.kind === b.credentials.kind;
  }
  return (
    a.credentials.accessToken.reveal() === b.credentials.accessToken.reveal() &&
    a.credentials.refreshToken?.reveal() === b.credentials.refreshToken?.reveal() &&
    a.credentials.idToken?.reveal() === b.credentials.idToken?.reveal()
  );
}

/**
 * The tokens of a login as a refresh would have brought them. `refreshedAt` (epoch ms) stands in where the login does
 * not say when it was refreshed. null for an API key, which never changes within one identity.
 */
export function tokensOf(account: Account, refreshedAt: number): RefreshedTokens | null {
  const { credentials } = account;
  if (credentials.kind !== "oauth") return null;
  return {
    accessToken: credentials.accessToken.reveal(),
    refreshToken: credentials.refreshToken?.reveal() ?? null,
    idToken: credentials.idToken?.reveal() ?? null,
    expiresAt: credentials.expiresAt,
    refreshedAt: credentials.refreshedAt ?? refreshedAt,
    ...(credentials.apiKey === null ? {} : { apiKey: credentials.apiKey.reveal() }),
  };
}

function difference(a: number | null, b: number | null): number {
  return a === null || b === null ? 0 : a - b;
}
