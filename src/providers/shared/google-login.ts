// Logins of Google accounts that call Code Assist (Gemini CLI, Antigravity): what their auth files say, in whatever form.

import type { Account, OAuthClient, OAuthCredentials } from "../../domain/account.ts";
import type { ProviderId } from "../../domain/ids.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, isoOf } from "./auth-file-fields.ts";
import { type CallSettings, proxyOf } from "./call-settings.ts";
import type { GoogleRefreshing } from "./google-tokens.ts";
import { parseRecord, textAt } from "./json-fields.ts";

export interface GoogleLoginSettings extends CallSettings {
  /** Code Assist, e.g. `https://cloudcode-pa.googleapis.com`. */
  readonly baseUrl: string;
  /** Where people sign in, e.g. `https://accounts.google.com`. */
  readonly authUrl: string;
  /** Token endpoint's host, e.g. `https://oauth2.googleapis.com`. */
  readonly tokenUrl: string;
  /** Host that tells whose a login is, e.g. `https://www.googleapis.com`. */
  readonly userInfoUrl: string;
  /** Of the program that the logins are made with; null where the operator has not set it. */
  readonly oauthClient: OAuthClient | null;
}

/** What a file says of a login; null for what it does not. */
export interface GoogleLogin {
  readonly accessToken: string | null;
  readonly refreshToken: string | null;
  /** Epoch ms */
  readonly expiresAt: number | null;
  readonly refreshedAt: number | null;
  /** The OAuth client that the login was made with. */
  readonly client: OAuthClient | null;
  readonly email: string | null;
  readonly project: string | null;
}

/** Identity is e-mail and project (ruling "Identity"); a file without one of them has to be asked for. */
export function parseGoogleLogin(
  provider: ProviderId,
  login: GoogleLogin,
  from: { readonly json: JsonRecord; readonly context: AuthFileContext },
): ParsedAuthFile {
  const { accessToken, refreshToken, email, project } = login;
  const key = refreshToken ?? accessToken;
  if (key === null) return { kind: "broken", reason: "it holds neither access_token nor refresh_token" };
  if (email === null || project === null) return { kind: "unidentified", key };
  const credentials: OAuthCredentials = {
    kind: "oauth",
    accessToken: secret(accessToken ?? ""),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: null,
    // Without an access token the first thing to do is to get one.
    expiresAt: accessToken === null ? 0 : login.expiresAt,
    refreshedAt: login.refreshedAt,
    upstreamAccountId: project,
    apiKey: null,
    ...(login.client === null ? {} : { client: login.client }),
  };
  const identity = { identityKey: `${email}::${project}`, email, plan: null, credentials };
  return { kind: "account", account: accountOfFile(provider, identity, from) };
}

/**
 * CLIProxyAPI writes several projects of one login into one file, with commas between. The first is taken: an account calls
 * for one project; whoever wants the others as well makes a file for each.
 */
export function projectOf(json: JsonRecord): string | null {
  const [first] = (textAt(json, "project_id") ?? "").split(",").flatMap((project) => project.trim() || []);
  return first ?? null;
}

/** In the file, or in its id_token. */
export function emailOf(json: JsonRecord): string | null {
  const email = textAt(json, "email") ?? emailInIdToken(textAt(json, "id_token") ?? "");
  return email?.toLowerCase() ?? null;
}

/** Where a file's client is told whole; half of one is none. */
export function clientOf(holder: JsonRecord): OAuthClient | null {
  const id = textAt(holder, "client_id");
  const clientSecret = textAt(holder, "client_secret");
  return id === null || clientSecret === null ? null : { id, secret: secret(clientSecret) };
}

/** How tokens are got; `publicId` is asked with where nobody has set a client. */
export function refreshingOf(
  proxyUrl: string | null,
  settings: GoogleLoginSettings,
  publicId: string,
): GoogleRefreshing {
  const { tokenUrl, oauthClient, userAgent } = settings;
  const client = oauthClient ?? { id: publicId, secret: null };
  return { tokenUrl, client, userAgent, proxyUrl: proxyOf(proxyUrl, settings) };
}

/** New tokens as flat members, beside those that a file has besides. */
export function flatTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  const { accessToken, refreshToken, expiresAt } = tokens;
  const dated = Object.entries(datesOf(expiresAt)).filter(([name]) => name in json);
  return {
    access_token: accessToken,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(tokens.idToken === null || !("id_token" in json) ? {} : { id_token: tokens.idToken }),
    ...Object.fromEntries(dated),
  };
}

/** The names that dates of expiry go by: Go's, Gemini CLI's, CLIProxyAPI's. */
function datesOf(expiresAt: number | null): JsonRecord {
  return { expiry: isoOf(expiresAt), expiry_date: expiresAt, expired: isoOf(expiresAt) };
}

function emailInIdToken(idToken: string): string | null {
  const [, payload = ""] = idToken.split(".");
  const claims = parseRecord(Buffer.from(payload, "base64url").toString());
  return claims === null ? null : textAt(claims, "email");
}

/** What Code Assist is called for. */
export function projectOfAccount({ credentials }: Account): string {
  return (credentials.kind === "oauth" ? credentials.upstreamAccountId : null) ?? "";
}
