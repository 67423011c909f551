// The auth files of this provider: CLIProxyAPI's form of a device login, and an API key. Kimi tells no e-mail.

import { createHash } from "node:crypto";

import type { Account, Credentials } from "../../domain/account.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf } from "../shared/auth-file-fields.ts";
import { textAt } from "../shared/json-fields.ts";
import { expiryIn, userIdIn } from "./claims.ts";

const PROVIDER = "kimi";

export const kimiAuthFile: AuthFileForm = {
  provider: PROVIDER,
  parse,
  normalise,
  withTokens,
  fileNameFor: fileNameOf,
  identify: () => Promise.resolve({ kind: "unknown", reason: "the file says all that Kimi tells" }),
};

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  if (textAt(json, "type")?.toLowerCase() !== PROVIDER) return { kind: "foreign" };
  const key = textAt(json, "api_key");
  if (key !== null) {
    const identityKey = `apikey::${context.sha256(key)}`;
    return {
      kind: "account",
      account: accountOf(json, { identityKey, credentials: { kind: "api-key", key: secret(key) } }, context),
    };
  }
  const accessToken = textAt(json, "access_token");
  if (accessToken === null) return { kind: "broken", reason: "it holds neither access_token nor api_key" };
  const refreshToken = textAt(json, "refresh_token");
  const credentials: Credentials = {
    kind: "oauth",
    accessToken: secret(accessToken),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: null,
    expiresAt: instantAt(json, "expired") ?? expiryIn(accessToken),
    refreshedAt: instantAt(json, "last_refresh") ?? instantAt(json, "timestamp"),
    // What Kimi knows the login by: it is told with each call.
    upstreamAccountId: textAt(json, "device_id"),
    apiKey: null,
  };
  return { kind: "account", account: accountOf(json, { identityKey: identityOf(json), credentials }, context) };
}

interface Identity {
  readonly identityKey: string;
  readonly credentials: Credentials;
}

function accountOf(json: JsonRecord, identity: Identity, context: AuthFileContext): Account {
  const email = textAt(json, "email")?.toLowerCase() ?? null;
  return accountOfFile(PROVIDER, { ...identity, email, plan: null }, { json, context });
}

/** The user where the file or the token tells; else the device, which is new with each sign-in; else the first token. */
function identityOf(json: JsonRecord): string {
  const userId = userIdOf(json);
  if (userId !== null) return `user::${userId}`;
  const deviceId = textAt(json, "device_id");
  return deviceId === null ? `login::${loginIdOf(json)}` : `device::${deviceId}`;
}

function userIdOf(json: JsonRecord): string | null {
  return textAt(json, "user_id") ?? userIdIn(textAt(json, "access_token") ?? "");
}

/** Refresh tokens are used up: the file remembers the one that it began with, by its hash. */
function loginIdOf(json: JsonRecord): string {
  const token = textAt(json, "refresh_token") ?? textAt(json, "access_token") ?? "";
  return textAt(json, "login_id") ?? createHash("sha256").update(token).digest("hex");
}

function normalise(json: JsonRecord): JsonRecord {
  const key = textAt(json, "api_key");
  if (key !== null) return { ...json, type: PROVIDER, api_key: key };
  const accessToken = textAt(json, "access_token");
  return {
    ...json,
    type: PROVIDER,
    access_token: accessToken,
    refresh_token: textAt(json, "refresh_token"),
    token_type: textAt(json, "token_type") ?? "Bearer",
    scope: textAt(json, "scope") ?? "",
    device_id: textAt(json, "device_id") ?? "",
    expired: isoOf(instantAt(json, "expired") ?? expiryIn(accessToken ?? "")),
  };
}

function withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  const userId = userIdOf(json);
  const isNamed = userId !== null || textAt(json, "device_id") !== null;
  return {
    ...json,
    access_token: tokens.accessToken,
    ...(tokens.refreshToken === null ? {} : { refresh_token: tokens.refreshToken }),
    ...(tokens.expiresAt === null ? {} : { expired: isoOf(tokens.expiresAt) }),
    last_refresh: isoOf(tokens.refreshedAt),
    // Whose it is must not change with its tokens.
    ...(userId === null ? {} : { user_id: userId }),
    ...(isNamed ? {} : { login_id: loginIdOf(json) }),
  };
}
