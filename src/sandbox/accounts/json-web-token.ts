// Unsigned tokens in the form auth.openai.com gives them; Codex reads the claims and verifies no signature.

import type { Json } from "../json.ts";

export interface TokenOwner {
  readonly email: string;
  readonly plan: string;
  readonly userId: string;
  readonly accountId: string;
}

export interface TokenTimes {
  /** Epoch ms. */
  readonly issuedAt: number;
  /** Epoch ms. */
  readonly expiresAt: number;
  /** Makes two tokens of one instant differ. */
  readonly tokenId: string;
}

export const CODEX_CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";

const ISSUER = "https://auth.openai.com";
const AUTH_CLAIM = "https://api.openai.com/auth";
const PROFILE_CLAIM = "https://api.openai.com/profile";

/** A JWT of `alg: none` with an id_token's claims. */
export function idToken(owner: TokenOwner, times: TokenTimes): string {
  return unsigned({
    ...commonClaims(owner, times),
    aud: [CODEX_CLIENT_ID],
    email: owner.email,
    email_verified: true,
    sid: times.tokenId,
  });
}

/** A JWT of `alg: none` with an access_token's claims. */
export function accessToken(owner: TokenOwner, times: TokenTimes): string {
  return unsigned({
    ...commonClaims(owner, times),
    aud: ["https://api.openai.com/v1"],
    client_id: CODEX_CLIENT_ID,
    jti: times.tokenId,
    scp: ["openid", "profile", "email", "offline_access"],
  });
}

function commonClaims(owner: TokenOwner, times: TokenTimes): Json {
  return {
    iss: ISSUER,
    sub: `auth0|${owner.userId}`,
    iat: seconds(times.issuedAt),
    exp: seconds(times.expiresAt),
    [PROFILE_CLAIM]: { email: owner.email, email_verified: true },
    [AUTH_CLAIM]: {
      chatgpt_account_id: owner.accountId,
      chatgpt_plan_type: owner.plan,
      chatgpt_user_id: owner.userId,
      user_id: owner.userId,
      chatgpt_account_is_fedramp: false,
      organizations: [{ id: `org-${owner.userId}`, is_default: true, role: "owner", title: "Personal" }],
      groups: [],
    },
  };
}

/** A JWT of `alg: none` with these claims. */
export function unsigned(claims: Json): string {
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.`.concat(encode({ signed: false }));
}

function encode(part: Json): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function seconds(at: number): number {
  return Math.floor(at / 1000);
}
