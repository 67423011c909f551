// The auth file of an Antigravity login, as CLIProxyAPI writes it (cliproxyapi facts 2.1).

import type { Asking, AuthFileContext, AuthFileForm, Identified, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { fileNameOf, instantAt, isoOf, proxyUrlOf } from "../shared/auth-file-fields.ts";
import { identifyGoogleLogin } from "../shared/google-identify.ts";
import {
  clientOf,
  emailOf,
  type GoogleLogin,
  parseGoogleLogin,
  projectOf,
  refreshingOf,
} from "../shared/google-login.ts";
import { numberAt, textAt } from "../shared/json-fields.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import type { AntigravitySettings } from "./settings.ts";

const PROVIDER = "antigravity";

export function antigravityAuthFile(settings: () => AntigravitySettings): AuthFileForm {
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
  return parseGoogleLogin(PROVIDER, loginOf(json), { json, context });
}

function loginOf(json: JsonRecord): GoogleLogin {
  const refreshedAt = instantAt(json, "timestamp");
  const lasts = numberAt(json, "expires_in");
  return {
    accessToken: textAt(json, "access_token"),
    refreshToken: textAt(json, "refresh_token"),
    expiresAt:
      instantAt(json, "expired") ?? (refreshedAt === null || lasts === null ? null : refreshedAt + lasts * 1000),
    refreshedAt,
    client: clientOf(json),
    email: emailOf(json),
    project: projectOf(json),
  };
}

function normalise(json: JsonRecord): JsonRecord {
  const { accessToken, refreshToken, expiresAt, email } = loginOf(json);
  return {
    ...json,
    type: PROVIDER,
    access_token: accessToken,
    refresh_token: refreshToken,
    expired: isoOf(expiresAt),
    ...(email === null ? {} : { email }),
  };
}

function withTokens(json: JsonRecord, tokens: Parameters<AuthFileForm["withTokens"]>[1]): JsonRecord {
  const { accessToken, refreshToken, expiresAt, refreshedAt } = tokens;
  return {
    ...json,
    access_token: accessToken,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(expiresAt === null ? {} : { expires_in: Math.round((expiresAt - refreshedAt) / 1000) }),
    timestamp: refreshedAt,
    expired: isoOf(expiresAt),
  };
}

function identify(json: JsonRecord, asking: Asking, settings: AntigravitySettings): Promise<Identified> {
  return identifyGoogleLogin({
    login: loginOf(json),
    asking,
    settings,
    refreshing: refreshingOf(proxyUrlOf(json), settings, CLIENT_ID),
    clientAdvice: CLIENT_ADVICE,
    tierName: "tier_id",
    refreshed: (tokens) => withTokens(json, tokens),
  });
}
