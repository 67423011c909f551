// The auth files of this provider: Codex CLI's auth.json (ChatGPT login and API key) and CLIProxyAPI's flat form.
// All are read; what we write ourselves is the flat form, which that program reads as well.

import type { Account, Credentials } from "../../domain/account.ts";
import { secret } from "../../domain/secret.ts";
import type { Asking, AuthFileContext, AuthFileForm, Identified, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf, proxyUrlOf } from "../shared/auth-file-fields.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { type Claims, readClaims } from "./claims.ts";
import { recordAt, textAt } from "../shared/json-fields.ts";
import type { CodexSettings } from "./settings.ts";

const PROVIDER = "codex";

export function codexAuthFile(settings: () => CodexSettings): AuthFileForm {
  return {
    provider: PROVIDER,
    parse,
    normalise,
    withTokens,
    fileNameFor: fileNameOf,
    identify: (json, asking) => identify(json, asking, settings()),
  };
}

/** Whose an API key is, `GET /me` tells. */
async function identify(json: JsonRecord, asking: Asking, settings: CodexSettings): Promise<Identified> {
  const key = keyOf(json);
  if (key === null) return { kind: "unknown", reason: "it holds no API key" };
  const told = await asking.ask({
    method: "GET",
    url: `${settings.openaiBaseUrl}/me`,
    headers: { authorization: `Bearer ${key}`, accept: "application/json", "user-agent": settings.userAgent },
    body: null,
    proxyUrl: proxyOf(proxyUrlOf(json), settings),
  });
  if (told.kind === "unknown") return told;
  const userId = textAt(told.json, "id") ?? textAt(told.json, "user_id");
  if (userId === null) return { kind: "unknown", reason: "the answer of /me does not tell whose key it is" };
  const email = textAt(told.json, "email")?.toLowerCase() ?? null;
  return { kind: "identified", fields: { openai_user_id: userId, email } };
}

interface Tokens {
  readonly idToken: string | null;
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  readonly accountId: string | null;
}

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  const type = textAt(json, "type")?.toLowerCase() ?? null;
  if (type !== null && type !== PROVIDER) return { kind: "foreign" };
  const key = keyOf(json);
  if (key !== null) return parseApiKey(json, key, context);
  const tokens = tokensOf(json);
  if (tokens === null) {
    return type === PROVIDER
      ? { kind: "broken", reason: "it holds neither tokens nor OPENAI_API_KEY" }
      : { kind: "foreign" };
  }
  return parseLogin(json, tokens, context);
}

/** `api_key` counts only where the file says it is ours: anybody's key may be called so, and it is sent to OpenAI. */
function keyOf(json: JsonRecord): string | null {
  const isOurs = textAt(json, "type")?.toLowerCase() === PROVIDER;
  return textAt(json, "OPENAI_API_KEY") ?? (isOurs ? textAt(json, "api_key") : null);
}

function parseApiKey(json: JsonRecord, key: string, context: AuthFileContext): ParsedAuthFile {
  const userId = textAt(json, "openai_user_id");
  if (userId === null) return { kind: "unidentified", key };
  const identityKey = `apikey::${userId}::${context.sha256(key)}`;
  return {
    kind: "account",
    account: accountOf(json, { identityKey, credentials: { kind: "api-key", key: secret(key) } }, context),
  };
}

function parseLogin(json: JsonRecord, tokens: Tokens, context: AuthFileContext): ParsedAuthFile {
  const { accessToken, idToken, refreshToken } = tokens;
  if (accessToken === null) return { kind: "broken", reason: "access_token is missing" };
  if (idToken === null) return { kind: "broken", reason: "id_token is missing" };
  const id = readClaims(idToken);
  if (id === null) return { kind: "broken", reason: "id_token is not a JWT" };
  const upstreamAccountId = tokens.accountId ?? id.upstreamAccountId;
  if (upstreamAccountId === null) return { kind: "broken", reason: "it names no ChatGPT account (account_id)" };
  if (id.upstreamAccountId !== null && id.upstreamAccountId !== upstreamAccountId) {
    return { kind: "broken", reason: "account_id and id_token name different ChatGPT accounts" };
  }
  const access = readClaims(accessToken);
  const userId = id.userId ?? access?.userId ?? null;
  if (userId === null) return { kind: "broken", reason: "id_token names no ChatGPT user (chatgpt_user_id)" };
  const credentials: Credentials = {
    kind: "oauth",
    accessToken: secret(accessToken),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: secret(idToken),
    expiresAt: access?.expiresAt ?? instantAt(json, "expired"),
    refreshedAt: instantAt(json, "last_refresh") ?? instantAt(json, "lastRefreshAt"),
    upstreamAccountId,
    apiKey: null,
  };
  const identityKey = `${userId}::${upstreamAccountId}`;
  return { kind: "account", account: accountOf(json, { identityKey, credentials, claims: id }, context) };
}

interface Identity {
  readonly identityKey: string;
  readonly credentials: Credentials;
  readonly claims?: Claims;
}

function accountOf(
  json: JsonRecord,
  { identityKey, credentials, claims }: Identity,
  context: AuthFileContext,
): Account {
  const email = claims?.email ?? textAt(json, "email")?.toLowerCase() ?? null;
  const identity = { identityKey, credentials, email, plan: claims?.plan ?? null };
  return accountOfFile(PROVIDER, identity, { json, context });
}

/** The nested form of Codex CLI or the flat one of CLIProxyAPI, in snake or camel case. */
function tokensOf(json: JsonRecord): Tokens | null {
  const holder = recordAt(json, "tokens") ?? json;
  const tokens = {
    idToken: textAt(holder, "id_token") ?? textAt(holder, "idToken"),
    accessToken: textAt(holder, "access_token") ?? textAt(holder, "accessToken"),
    refreshToken: textAt(holder, "refresh_token") ?? textAt(holder, "refreshToken"),
    accountId: textAt(holder, "account_id") ?? textAt(holder, "accountId"),
  };
  return recordAt(json, "tokens") === null && tokens.accessToken === null && tokens.idToken === null ? null : tokens;
}

const OWN_FIELDS = new Set([
  "tokens",
  "OPENAI_API_KEY",
  "api_key",
  "auth_mode",
  "last_refresh",
  "lastRefreshAt",
  "idToken",
  "accessToken",
  "refreshToken",
  "accountId",
]);

function normalise(json: JsonRecord): JsonRecord {
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !OWN_FIELDS.has(name)));
  const key = keyOf(json);
  if (key !== null) return { ...rest, type: PROVIDER, auth_mode: "apikey", OPENAI_API_KEY: key };
  const tokens = tokensOf(json);
  const claims = tokens?.idToken ? readClaims(tokens.idToken) : null;
  const expiresAt =
    (tokens?.accessToken ? readClaims(tokens.accessToken)?.expiresAt : null) ?? instantAt(json, "expired");
  const lastRefresh = instantAt(json, "last_refresh") ?? instantAt(json, "lastRefreshAt");
  return {
    ...rest,
    type: PROVIDER,
    id_token: tokens?.idToken ?? null,
    access_token: tokens?.accessToken ?? null,
    refresh_token: tokens?.refreshToken ?? null,
    account_id: tokens?.accountId ?? claims?.upstreamAccountId ?? null,
    email: claims?.email ?? textAt(json, "email") ?? "",
    last_refresh: isoOf(lastRefresh),
    expired: isoOf(expiresAt),
  };
}

function withTokens(json: JsonRecord, tokens: Parameters<AuthFileForm["withTokens"]>[1]): JsonRecord {
  const nested = recordAt(json, "tokens");
  const fresh = {
    access_token: tokens.accessToken,
    ...(tokens.refreshToken === null ? {} : { refresh_token: tokens.refreshToken }),
    ...(tokens.idToken === null ? {} : { id_token: tokens.idToken }),
  };
  const last_refresh = isoOf(tokens.refreshedAt);
  if (nested !== null) return { ...json, tokens: { ...nested, ...fresh }, last_refresh };
  return {
    ...json,
    ...fresh,
    last_refresh,
    ...(tokens.expiresAt === null ? {} : { expired: isoOf(tokens.expiresAt) }),
  };
}
