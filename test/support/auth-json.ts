// Auth files as the tools write them, with unsigned tokens: everybody reads the claims, nobody but the upstream checks them.

export interface AuthJsonOwner {
  readonly email?: string;
  readonly userId?: string;
  readonly accountId?: string;
  readonly plan?: string;
  /** Epoch ms of the access token's expiry. */
  readonly expiresAt?: number;
  /** Epoch ms; null leaves it out. */
  readonly refreshedAt?: number | null;
  /** Stands in all tokens, so that two sets differ. */
  readonly mark?: string;
}

const AUTH_CLAIM = "https://api.openai.com/auth";
const DEFAULTS = {
  email: "ada@example.com",
  userId: "user-ada",
  accountId: "0a1b2c3d-workspace",
  plan: "plus",
  expiresAt: Date.UTC(2026, 0, 11),
  refreshedAt: Date.UTC(2026, 0, 1),
  mark: "one",
} as const satisfies AuthJsonOwner;

/** A JWT of `alg: none` that nobody signed. */
export function makeJwt(claims: Readonly<Record<string, unknown>>): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** id_token, access_token and refresh_token of one sign-in. */
export function makeTokens(owner: AuthJsonOwner = {}) {
  const { email, userId, accountId, plan, expiresAt, mark } = { ...DEFAULTS, ...owner };
  const auth = { chatgpt_account_id: accountId, chatgpt_user_id: userId, chatgpt_plan_type: plan };
  const exp = Math.floor(expiresAt / 1000);
  return {
    id_token: makeJwt({ email, exp, jti: `id-${mark}`, [AUTH_CLAIM]: auth }),
    access_token: makeJwt({ exp, jti: `access-${mark}`, [AUTH_CLAIM]: auth }),
    refresh_token: `rt_secret_${mark}`,
  };
}

/** Codex CLI's auth.json of a ChatGPT login. */
export function makeAuthJson(owner: AuthJsonOwner = {}) {
  const { accountId, refreshedAt } = { ...DEFAULTS, ...owner };
  return {
    auth_mode: "chatgpt",
    OPENAI_API_KEY: null,
    tokens: { ...makeTokens(owner), account_id: accountId },
    ...(refreshedAt === null ? {} : { last_refresh: new Date(refreshedAt).toISOString() }),
  };
}

/** CLIProxyAPI's flat auth file of a Codex login. */
export function makeCliProxyFile(owner: AuthJsonOwner = {}) {
  const { email, accountId, expiresAt, refreshedAt } = { ...DEFAULTS, ...owner };
  return {
    ...makeTokens(owner),
    account_id: accountId,
    email,
    type: "codex",
    last_refresh: refreshedAt === null ? "" : new Date(refreshedAt).toISOString(),
    expired: new Date(expiresAt).toISOString(),
  };
}

/** Codex CLI's auth.json after `codex login --with-api-key`. */
export function makeApiKeyAuthJson(key = "sk-test-0123456789abcdef") {
  return { auth_mode: "apikey", OPENAI_API_KEY: key };
}
