// The auth files of this provider: CLIProxyAPI's form of a login at auth.x.ai, and an API key.

import type { Account, Credentials } from "../../domain/account.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf } from "../shared/auth-file-fields.ts";
import { textAt } from "../shared/json-fields.ts";
import { readClaims } from "./claims.ts";

const PROVIDER = "xai";

export const xaiAuthFile: AuthFileForm = {
  provider: PROVIDER,
  parse,
  normalise,
  withTokens,
  fileNameFor: fileNameOf,
  identify: () => Promise.resolve({ kind: "unknown", reason: "the file says all that there is to know" }),
};

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  if (textAt(json, "type")?.toLowerCase() !== PROVIDER) return { kind: "foreign" };
  const key = textAt(json, "api_key");
  if (key !== null) {
    const identityKey = `apikey::${context.sha256(key)}`;
    return { kind: "account", account: accountOf(json, { identityKey, credentials: keyOf(key) }, context) };
  }
  const accessToken = textAt(json, "access_token");
  if (accessToken === null) return { kind: "broken", reason: "it holds neither access_token nor api_key" };
  const identityKey = ownerOf(json);
  if (identityKey === null) return { kind: "broken", reason: "it names no user (email, sub)" };
  const account = accountOf(json, { identityKey, credentials: loginOf(json, accessToken) }, context);
  return { kind: "account", account };
}

function keyOf(key: string): Credentials {
  return { kind: "api-key", key: secret(key) };
}

function loginOf(json: JsonRecord, accessToken: string): Credentials {
  const refreshToken = textAt(json, "refresh_token");
  const idToken = textAt(json, "id_token");
  return {
    kind: "oauth",
    accessToken: secret(accessToken),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: idToken === null ? null : secret(idToken),
    expiresAt: instantAt(json, "expired") ?? readClaims(accessToken).expiresAt,
    refreshedAt: instantAt(json, "last_refresh"),
    upstreamAccountId: null,
    apiKey: null,
  };
}

/** E-mail, else the subject: both stay the same whatever the tokens are. */
function ownerOf(json: JsonRecord): string | null {
  return emailOf(json) ?? subjectOf(json);
}

function emailOf(json: JsonRecord): string | null {
  return textAt(json, "email")?.toLowerCase() ?? readClaims(textAt(json, "id_token")).email;
}

function subjectOf(json: JsonRecord): string | null {
  const told = textAt(json, "sub") ?? readClaims(textAt(json, "id_token")).subject;
  return told ?? readClaims(textAt(json, "access_token")).subject;
}

interface Identity {
  readonly identityKey: string;
  readonly credentials: Credentials;
}

function accountOf(json: JsonRecord, identity: Identity, context: AuthFileContext): Account {
  return accountOfFile(PROVIDER, { ...identity, email: emailOf(json), plan: null }, { json, context });
}

function normalise(json: JsonRecord): JsonRecord {
  const key = textAt(json, "api_key");
  if (key !== null) return { ...json, type: PROVIDER, api_key: key };
  const accessToken = textAt(json, "access_token");
  return {
    ...json,
    type: PROVIDER,
    auth_kind: textAt(json, "auth_kind") ?? "oauth",
    access_token: accessToken,
    refresh_token: textAt(json, "refresh_token"),
    id_token: textAt(json, "id_token"),
    token_type: textAt(json, "token_type") ?? "Bearer",
    expired: isoOf(instantAt(json, "expired") ?? readClaims(accessToken).expiresAt),
    last_refresh: isoOf(instantAt(json, "last_refresh")),
    email: emailOf(json) ?? "",
    sub: subjectOf(json) ?? "",
  };
}

function withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  return {
    ...json,
    access_token: tokens.accessToken,
    ...(tokens.refreshToken === null ? {} : { refresh_token: tokens.refreshToken }),
    ...(tokens.idToken === null ? {} : { id_token: tokens.idToken }),
    ...(tokens.expiresAt === null ? {} : { expired: isoOf(tokens.expiresAt) }),
    last_refresh: isoOf(tokens.refreshedAt),
    // Whose it is must not change with its tokens.
    email: emailOf(json) ?? "",
    sub: subjectOf(json) ?? "",
  };
}
