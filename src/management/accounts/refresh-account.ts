// What the upstream is asked for at the operator's word: a new token, and what is left.

import type { AccountId } from "../../domain/ids.ts";
import type { Pool } from "../../pool/pool.ts";

export type TokenRefreshed =
  /** `expiresAt`: epoch ms; null where the token does not say. */
  | { readonly kind: "refreshed"; readonly expiresAt: number | null }
  | { readonly kind: "account_not_found" }
  | { readonly kind: "account_not_refreshable" | "token_refresh_failed"; readonly reason: string };

/** A refusal that is final makes the account `reauth_required`, as any other refresh would. */
export async function refreshToken(pool: Pick<Pool, "account" | "fresh">, id: AccountId): Promise<TokenRefreshed> {
  const account = pool.account(id);
  if (account === null) return { kind: "account_not_found" };
  const { credentials } = account;
  if (credentials.kind !== "oauth") {
    return { kind: "account_not_refreshable", reason: "It is a key, and a key is not refreshed" };
  }
  const fresh = await pool.fresh(account, credentials.accessToken.reveal());
  if (fresh.kind === "failed") return { kind: "token_refresh_failed", reason: fresh.failure.message };
  const renewed = fresh.account.credentials;
  return { kind: "refreshed", expiresAt: renewed.kind === "oauth" ? renewed.expiresAt : null };
}

export type QuotaRefreshed =
  | { readonly kind: "observed" }
  | { readonly kind: "not_offered" }
  | { readonly kind: "account_not_found" }
  | { readonly kind: "quota_refresh_failed"; readonly reason: string };

export async function refreshQuota(pool: Pick<Pool, "pollQuota">, id: AccountId): Promise<QuotaRefreshed> {
  const polled = await pool.pollQuota(id);
  switch (polled?.kind) {
    case undefined:
      return { kind: "account_not_found" };
    case "observed":
      return { kind: "observed" };
    case "nothing":
      return { kind: "not_offered" };
    case "failed":
      return { kind: "quota_refresh_failed", reason: polled.failure.message };
  }
}
