// The auth files of this provider: CLIProxyAPI's form, with tokens or (its cookie login) with a key alone.

import type { Account, Credentials } from "../../domain/account.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { Asking, AuthFileContext, AuthFileForm, Identified, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf, proxyUrlOf } from "../shared/auth-file-fields.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { recordAt, textAt } from "../shared/json-fields.ts";
import type { IflowSettings } from "./settings.ts";

const PROVIDER = "iflow";

export function iflowAuthFile(settings: () => IflowSettings): AuthFileForm {
  return {
    provider: PROVIDER,
    parse,
    normalise,
    withTokens,
    fileNameFor: fileNameOf,
    identify: (json, asking) => identify(json, asking, settings()),
  };
}

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  if (textAt(json, "type")?.toLowerCase() !== PROVIDER) return { kind: "foreign" };
  const key = textAt(json, "api_key");
  const accessToken = textAt(json, "access_token");
  if (key === null && accessToken === null) {
    return { kind: "broken", reason: "it holds neither api_key nor access_token" };
  }
  // Calls are signed with the key alone, and the upstream gives it for the token (wire facts 2.5).
  if (key === null) return { kind: "unidentified", key: textAt(json, "refresh_token") ?? accessToken ?? "" };
  return { kind: "account", account: accountOf(json, key, context) };
}

/** iFlow knows people by e-mail or phone, and files of the cookie login by neither: their key stays the same. */
function accountOf(json: JsonRecord, key: string, context: AuthFileContext): Account {
  const email = textAt(json, "email")?.toLowerCase() ?? null;
  const identityKey = email ?? context.sha256(key);
  const identity = { identityKey, email, plan: null, credentials: credentialsOf(json, key) };
  return accountOfFile(PROVIDER, identity, { json, context });
}

function credentialsOf(json: JsonRecord, key: string): Credentials {
  const accessToken = textAt(json, "access_token");
  if (accessToken === null) return { kind: "api-key", key: secret(key) };
  const refreshToken = textAt(json, "refresh_token");
  return {
    kind: "oauth",
    accessToken: secret(accessToken),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: null,
    expiresAt: instantAt(json, "expired"),
    refreshedAt: instantAt(json, "last_refresh"),
    upstreamAccountId: null,
    apiKey: secret(key),
  };
}

/** Whose an access token is and which key goes with it, `getUserInfo` tells; it wants the token in the address. */
async function identify(json: JsonRecord, asking: Asking, settings: IflowSettings): Promise<Identified> {
  const accessToken = textAt(json, "access_token");
  if (accessToken === null) return { kind: "unknown", reason: "it holds no access_token" };
  const told = await asking.ask({
    method: "GET",
    url: `${settings.authUrl}/api/oauth/getUserInfo?accessToken=${encodeURIComponent(accessToken)}`,
    headers: { accept: "application/json", "user-agent": settings.userAgent },
    body: null,
    proxyUrl: proxyOf(proxyUrlOf(json), settings),
  });
  if (told.kind === "unknown") return told;
  const data = recordAt(told.json, "data") ?? {};
  const key = textAt(data, "apiKey");
  if (told.json["success"] !== true || key === null) {
    const reason = textAt(told.json, "message") ?? "the answer of getUserInfo holds no apiKey";
    return { kind: "unknown", reason: `${reason}; sign in again` };
  }
  const email = (textAt(data, "email") ?? textAt(data, "phone") ?? textAt(json, "email"))?.toLowerCase();
  return { kind: "identified", fields: { api_key: key, ...(email === undefined ? {} : { email }) } };
}

function normalise(json: JsonRecord): JsonRecord {
  const tokens =
    textAt(json, "access_token") === null
      ? {}
      : {
          last_refresh: isoOf(instantAt(json, "last_refresh")),
          expired: isoOf(instantAt(json, "expired")),
        };
  return { ...json, type: PROVIDER, ...tokens };
}

/** A refresh brings no key, and the old one stays; a new sign-in may bring another. */
function withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  const { accessToken, refreshToken, expiresAt, refreshedAt } = tokens;
  return {
    ...json,
    ...(tokens.apiKey === undefined ? {} : { api_key: tokens.apiKey }),
    access_token: accessToken,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    last_refresh: isoOf(refreshedAt),
    ...(expiresAt === null ? {} : { expired: isoOf(expiresAt) }),
  };
}
