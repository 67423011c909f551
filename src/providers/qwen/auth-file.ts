// The auth files of this provider: CLIProxyAPI's form, and qwen-code's own `oauth_creds.json`.

import type { Credentials } from "../../domain/account.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf } from "../shared/auth-file-fields.ts";
import { textAt } from "../shared/json-fields.ts";

const PROVIDER = "qwen";

export const qwenAuthFile: AuthFileForm = {
  provider: PROVIDER,
  parse,
  normalise,
  withTokens,
  fileNameFor: fileNameOf,
  identify: () => Promise.resolve({ kind: "unknown", reason: "Qwen tells no owner" }),
};

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  const type = textAt(json, "type")?.toLowerCase() ?? null;
  if (type === null ? !isToolFile(json) : type !== PROVIDER) return { kind: "foreign" };
  const accessToken = textAt(json, "access_token");
  if (accessToken === null) return { kind: "broken", reason: "access_token is missing" };
  const refreshToken = textAt(json, "refresh_token");
  const credentials: Credentials = {
    kind: "oauth",
    accessToken: secret(accessToken),
    refreshToken: refreshToken === null ? null : secret(refreshToken),
    idToken: null,
    expiresAt: instantAt(json, "expired") ?? instantAt(json, "expiry_date"),
    refreshedAt: instantAt(json, "last_refresh"),
    upstreamAccountId: null,
    apiKey: null,
  };
  const email = textAt(json, "email")?.toLowerCase() ?? null;
  const identityKey = email ?? context.sha256(textAt(json, FIRST) ?? refreshToken ?? accessToken);
  const identity = { identityKey, email, plan: null, credentials };
  return { kind: "account", account: accountOfFile(PROVIDER, identity, { json, context }) };
}

/**
 * A file without e-mail is told apart by its refresh token. That changes with every refresh, and no call tells whose it
 * is: so the first one, which is worth nothing once it is used, stays in the file as the account's name.
 */
const FIRST = "first_refresh_token";

/**
 * qwen-code names no type; no other tool's tokens have a `resource_url` (wire facts 2.4). It is kept and not called: what
 * is called is the operator's to say, not a file's.
 */
function isToolFile(json: JsonRecord): boolean {
  return textAt(json, "access_token") !== null && textAt(json, "resource_url") !== null;
}

const OWN_FIELDS = new Set(["type", "access_token", "refresh_token", "token_type", "expiry_date", "expired"]);

function normalise(json: JsonRecord): JsonRecord {
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !OWN_FIELDS.has(name)));
  return {
    ...rest,
    type: PROVIDER,
    access_token: textAt(json, "access_token"),
    refresh_token: textAt(json, "refresh_token"),
    last_refresh: isoOf(instantAt(json, "last_refresh")),
    resource_url: textAt(json, "resource_url") ?? "",
    email: textAt(json, "email") ?? "",
    expired: isoOf(instantAt(json, "expired") ?? instantAt(json, "expiry_date")),
  };
}

function withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  const old = textAt(json, "refresh_token");
  const isNamedByToken = textAt(json, "email") === null && textAt(json, FIRST) === null;
  const { accessToken, refreshToken, expiresAt, refreshedAt } = tokens;
  return {
    ...json,
    ...(isNamedByToken ? { [FIRST]: old ?? textAt(json, "access_token") } : {}),
    access_token: accessToken,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    last_refresh: isoOf(refreshedAt),
    ...(expiresAt === null ? {} : expiryIn(json, expiresAt)),
  };
}

/** As the file says it: qwen-code in epoch ms. */
function expiryIn(json: JsonRecord, expiresAt: number): JsonRecord {
  const isTool = "expiry_date" in json && !("expired" in json);
  return isTool ? { expiry_date: expiresAt } : { expired: isoOf(expiresAt) };
}
