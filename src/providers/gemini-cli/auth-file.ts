// The auth files of Gemini CLI's Google logins: CLIProxyAPI's (`type: "gemini"` with a `token`), and Gemini CLI's own
// oauth_creds.json, which has no type. What we write ourselves is the first.

import type { Asking, AuthFileContext, AuthFileForm, Identified, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { fileNameOf, instantAt, isoOf, proxyUrlOf } from "../shared/auth-file-fields.ts";
import { identifyGoogleLogin } from "../shared/google-identify.ts";
import {
  clientOf,
  emailOf,
  flatTokens,
  type GoogleLogin,
  parseGoogleLogin,
  projectOf,
  refreshingOf,
} from "../shared/google-login.ts";
import { recordAt, textAt } from "../shared/json-fields.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import type { GeminiCliSettings } from "./settings.ts";

const PROVIDER = "gemini-cli";
const TYPE = "gemini";

export function geminiCliAuthFile(settings: () => GeminiCliSettings): AuthFileForm {
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
  const type = textAt(json, "type")?.toLowerCase() ?? null;
  if (type === null ? !isOwnOfGeminiCli(json) : type !== PROVIDER && !(type === TYPE && holdsLogin(json))) {
    return { kind: "foreign" };
  }
  return parseGoogleLogin(PROVIDER, loginOf(json), { json, context });
}

/** A key of the Gemini API has the same type. */
function holdsLogin(json: JsonRecord): boolean {
  return ["token", "access_token", "refresh_token"].some((name) => json[name] !== undefined && json[name] !== null);
}

/** Other tools name their file the same (Qwen's also has `expiry_date`): Google's tokens and scopes tell. */
function isOwnOfGeminiCli(json: JsonRecord): boolean {
  return (
    textAt(json, "scope")?.includes("googleapis.com/auth/cloud-platform") === true ||
    (textAt(json, "access_token")?.startsWith("ya29.") === true && "expiry_date" in json)
  );
}

/** Nested and flat stand side by side after a refresh by CLIProxyAPI; both are the same then. */
function loginOf(json: JsonRecord): GoogleLogin {
  const nested = recordAt(json, "token") ?? {};
  return {
    accessToken: textAt(nested, "access_token") ?? textAt(json, "access_token"),
    refreshToken: textAt(nested, "refresh_token") ?? textAt(json, "refresh_token"),
    expiresAt:
      instantAt(nested, "expiry") ??
      instantAt(json, "expiry_date") ??
      instantAt(json, "expiry") ??
      instantAt(json, "expired"),
    refreshedAt: instantAt(json, "last_refresh"),
    client: clientOf(nested) ?? clientOf(json),
    email: emailOf(json),
    project: projectOf(json),
  };
}

const OWN_FIELDS = new Set([
  "token",
  "access_token",
  "refresh_token",
  "token_type",
  "scope",
  "expiry",
  "expiry_date",
  "expired",
  "client_id",
  "client_secret",
]);

function normalise(json: JsonRecord): JsonRecord {
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !OWN_FIELDS.has(name)));
  const { accessToken, refreshToken, expiresAt, client, email } = loginOf(json);
  const scopes = textAt(json, "scope")?.split(/\s+/);
  const token = {
    token_type: "Bearer",
    ...(scopes === undefined ? {} : { scopes }),
    ...recordAt(json, "token"),
    access_token: accessToken,
    refresh_token: refreshToken,
    expiry: isoOf(expiresAt),
    ...(client === null ? {} : { client_id: client.id, client_secret: client.secret.reveal() }),
  };
  return { ...rest, type: TYPE, token, ...(email === null ? {} : { email }) };
}

function withTokens(json: JsonRecord, tokens: Parameters<AuthFileForm["withTokens"]>[1]): JsonRecord {
  const nested = recordAt(json, "token");
  const last_refresh = isoOf(tokens.refreshedAt);
  if (nested === null) return { ...json, ...dated(json), ...flatTokens(dated(json), tokens), last_refresh };
  const flat = Object.entries(flatTokens(json, tokens)).filter(([name]) => name in json);
  const token = { ...nested, ...flatTokens({ expiry: null, ...nested }, tokens) };
  return { ...json, token, ...Object.fromEntries(flat), last_refresh };
}

/** A flat file that names no date gets one. */
function dated(json: JsonRecord): JsonRecord {
  const isDated = ["expiry", "expiry_date", "expired"].some((name) => name in json);
  return isDated ? json : { ...json, expiry_date: null };
}

function identify(json: JsonRecord, asking: Asking, settings: GeminiCliSettings): Promise<Identified> {
  return identifyGoogleLogin({
    login: loginOf(json),
    asking,
    settings,
    refreshing: refreshingOf(proxyUrlOf(json), settings, CLIENT_ID),
    clientAdvice: CLIENT_ADVICE,
    refreshed: (tokens) => withTokens(json, tokens),
  });
}
