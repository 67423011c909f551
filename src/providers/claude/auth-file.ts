// The auth files of this provider: CLIProxyAPI's flat form, Claude Code's own `.credentials.json`, and a key.
// All are read; what we write ourselves is the flat form, which that program reads as well.

import type { Credentials } from "../../domain/account.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf } from "../shared/auth-file-fields.ts";
import { recordAt, textAt } from "../shared/json-fields.ts";
import { identifyLogin } from "./profile.ts";
import type { ClaudeSettings } from "./settings.ts";

const PROVIDER = "claude";
/** The member of Claude Code's file that holds its login. */
const NESTED = "claudeAiOauth";

export function claudeAuthFile(settings: () => ClaudeSettings): AuthFileForm {
  return {
    provider: PROVIDER,
    parse,
    normalise,
    withTokens,
    fileNameFor: fileNameOf,
    async identify(json, asking) {
      const tokens = tokensOf(json);
      if (tokens === null) return { kind: "unknown", reason: "it holds no login" };
      return identifyLogin({ json, tokens }, asking, settings());
    },
  };
}

export interface LoginTokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Epoch ms */
  readonly expiresAt: number | null;
}

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  const type = textAt(json, "type")?.toLowerCase() ?? null;
  const isOurs = type === PROVIDER || (type === null && recordAt(json, NESTED) !== null);
  if (!isOurs) return { kind: "foreign" };
  const key = textAt(json, "api_key");
  if (key !== null) return parseKey(json, key, context);
  const tokens = tokensOf(json);
  return tokens === null
    ? { kind: "broken", reason: "it holds neither access_token nor api_key" }
    : parseLogin(json, tokens, context);
}

/** A key names nobody and cannot be asked about: it stands for itself. */
function parseKey(json: JsonRecord, key: string, context: AuthFileContext): ParsedAuthFile {
  const identity = {
    identityKey: `apikey::${context.sha256(key)}`,
    email: emailOf(json),
    plan: planOf(json),
    credentials: { kind: "api-key", key: secret(key) } as const,
  };
  return { kind: "account", account: accountOfFile(PROVIDER, identity, { json, context }) };
}

function parseLogin(json: JsonRecord, tokens: LoginTokens, context: AuthFileContext): ParsedAuthFile {
  const { accessToken, refreshToken, expiresAt } = tokens;
  const identityKey = identityOf(json);
  if (identityKey === null) {
    // The year-long token of `claude setup-token` may not ask whose it is and is never renewed: it is as good as a key.
    return refreshToken === null ? parseKey(json, accessToken, context) : { kind: "unidentified", key: refreshToken };
  }
  const credentials: Credentials = {
    kind: "oauth",
    accessToken: secret(accessToken),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: null,
    expiresAt,
    refreshedAt: instantAt(json, "last_refresh"),
    upstreamAccountId: null,
    apiKey: null,
  };
  const identity = { identityKey, email: emailOf(json), plan: planOf(json), credentials };
  return { kind: "account", account: accountOfFile(PROVIDER, identity, { json, context }) };
}

/** One person may be in several organizations, each with a subscription of its own (rulings "Identity"). */
function identityOf(json: JsonRecord): string | null {
  const account = textAt(json, "account_uuid");
  const organization = textAt(json, "organization_uuid");
  return account !== null && organization !== null ? `${account}::${organization}` : emailOf(json);
}

function emailOf(json: JsonRecord): string | null {
  return textAt(json, "email")?.toLowerCase() ?? null;
}

function planOf(json: JsonRecord): string | null {
  const nested = recordAt(json, NESTED) ?? {};
  const plan = textAt(json, "subscription_type") ?? textAt(nested, "subscriptionType");
  return plan?.toLowerCase() ?? null;
}

/** Claude Code's member or the flat form, in camel or snake case. */
function tokensOf(json: JsonRecord): LoginTokens | null {
  const holder = recordAt(json, NESTED) ?? json;
  const accessToken = textAt(holder, "access_token") ?? textAt(holder, "accessToken");
  if (accessToken === null) return null;
  return {
    accessToken,
    refreshToken: textAt(holder, "refresh_token") ?? textAt(holder, "refreshToken"),
    expiresAt: instantAt(holder, "expired") ?? instantAt(holder, "expiresAt"),
  };
}

/** Written anew; `mcpOAuth` are Claude Code's logins elsewhere, which are none of ours. */
const OWN_FIELDS = new Set([NESTED, "mcpOAuth", "api_key", "accessToken", "refreshToken", "expiresAt"]);

function normalise(json: JsonRecord): JsonRecord {
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !OWN_FIELDS.has(name)));
  const key = textAt(json, "api_key");
  if (key !== null) return { ...rest, type: PROVIDER, api_key: key };
  const tokens = tokensOf(json);
  const nested = recordAt(json, NESTED) ?? {};
  const kept = {
    subscription_type: planOf(json),
    rate_limit_tier: textAt(json, "rate_limit_tier") ?? textAt(nested, "rateLimitTier"),
    scopes: json["scopes"] ?? nested["scopes"] ?? null,
  };
  return {
    ...rest,
    ...Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null)),
    type: PROVIDER,
    access_token: tokens?.accessToken ?? "",
    refresh_token: tokens?.refreshToken ?? "",
    email: textAt(json, "email") ?? "",
    last_refresh: isoOf(instantAt(json, "last_refresh")),
    expired: isoOf(tokens?.expiresAt ?? null),
  };
}

function withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  const { accessToken, refreshToken, expiresAt } = tokens;
  const last_refresh = isoOf(tokens.refreshedAt);
  const nested = recordAt(json, NESTED);
  if (nested !== null) {
    const renewed = { accessToken, ...(refreshToken === null ? {} : { refreshToken }), expiresAt };
    return { ...json, [NESTED]: { ...nested, ...renewed }, last_refresh };
  }
  const renewed = { access_token: accessToken, ...(refreshToken === null ? {} : { refresh_token: refreshToken }) };
  return { ...json, ...renewed, expired: isoOf(expiresAt), last_refresh };
}
