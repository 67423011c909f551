// The auth files of this provider: CLIProxyAPI's form of a service account, Google's key file as it was downloaded, and an
// API key.

import type { Account, Credentials } from "../../domain/account.ts";
import type { RefreshedTokens } from "../../domain/ports.ts";
import { secret } from "../../domain/secret.ts";
import type { AuthFileContext, AuthFileForm, JsonRecord, ParsedAuthFile } from "../auth-file.ts";
import { accountOfFile, fileNameOf, instantAt, isoOf } from "../shared/auth-file-fields.ts";
import { textAt } from "../shared/json-fields.ts";
import { isKeyFile, keyFileIn, readPrivateKey, split } from "./service-account.ts";

const PROVIDER = "vertex";

/** CLIProxyAPI's default as well. */
const DEFAULT_LOCATION = "us-central1";

export const vertexAuthFile: AuthFileForm = {
  provider: PROVIDER,
  parse,
  normalise,
  withTokens,
  fileNameFor: fileNameOf,
  identify: () => Promise.resolve({ kind: "unknown", reason: "the file says all that there is to know" }),
};

function parse(json: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  if (textAt(json, "type")?.toLowerCase() !== PROVIDER && !isKeyFile(json)) return { kind: "foreign" };
  const keyFile = keyFileIn(json);
  const apiKey = textAt(json, "api_key");
  if (keyFile !== null) return parseServiceAccount(json, keyFile, context);
  if (apiKey === null) return { kind: "broken", reason: "it holds neither service_account nor api_key" };
  const identity = {
    identityKey: `apikey::${context.sha256(apiKey)}`,
    credentials: { kind: "api-key", key: secret(apiKey) },
    email: textAt(json, "email")?.toLowerCase() ?? null,
    plan: null,
  } as const;
  return { kind: "account", account: accountOfFile(PROVIDER, identity, { json, context }) };
}

function parseServiceAccount(json: JsonRecord, keyFile: JsonRecord, context: AuthFileContext): ParsedAuthFile {
  const privateKey = textAt(keyFile, "private_key");
  const email = textAt(keyFile, "client_email");
  const project = projectOf(json, keyFile);
  const location = locationOf(json);
  if (privateKey === null) return { kind: "broken", reason: "private_key is missing" };
  if (email === null) return { kind: "broken", reason: "client_email is missing" };
  if (project === null) return { kind: "broken", reason: "project_id is missing" };
  // It becomes part of the host that tokens are sent to.
  if (!/^[a-z0-9-]+$/.test(location)) return { kind: "broken", reason: "location is not the name of a region" };
  if (privateKey.includes("-----BEGIN") && readPrivateKey(privateKey) === null) {
    return { kind: "broken", reason: "private_key is not an RSA private key" };
  }
  return { kind: "account", account: serviceAccount(json, { privateKey, email, project, location }, context) };
}

interface Key {
  readonly privateKey: string;
  readonly email: string;
  readonly project: string;
  readonly location: string;
}

function serviceAccount(json: JsonRecord, key: Key, context: AuthFileContext): Account {
  const { privateKey, email, project, location } = key;
  // What the key gets is an access token like a login's, and "" says that none has been got yet.
  const credentials: Credentials = {
    kind: "oauth",
    accessToken: secret(textAt(json, "access_token") ?? ""),
    refreshToken: secret(privateKey),
    idToken: null,
    expiresAt: instantAt(json, "expired"),
    refreshedAt: instantAt(json, "last_refresh"),
    upstreamAccountId: project,
    apiKey: null,
  };
  const identity = { identityKey: `${email}::${project}`, email, plan: null, credentials, region: location };
  return accountOfFile(PROVIDER, identity, { json, context });
}

function projectOf(json: JsonRecord, keyFile: JsonRecord): string | null {
  return textAt(json, "project_id") ?? textAt(keyFile, "project_id");
}

function locationOf(json: JsonRecord): string {
  return textAt(json, "location")?.toLowerCase() ?? DEFAULT_LOCATION;
}

function normalise(json: JsonRecord): JsonRecord {
  const keyFile = keyFileIn(json);
  if (keyFile === null) return { ...json, type: PROVIDER, api_key: textAt(json, "api_key") };
  const [own, rest] = isKeyFile(json) ? split(json) : [keyFile, json];
  return {
    ...rest,
    type: PROVIDER,
    service_account: own,
    project_id: projectOf(json, keyFile),
    email: textAt(keyFile, "client_email"),
    location: locationOf(json),
  };
}

/** An access token stands beside the key that got it. A key in place of the old one goes where that was. */
function withTokens(json: JsonRecord, tokens: RefreshedTokens): JsonRecord {
  const fresh = {
    access_token: tokens.accessToken,
    ...(tokens.expiresAt === null ? {} : { expired: isoOf(tokens.expiresAt) }),
    last_refresh: isoOf(tokens.refreshedAt),
  };
  if (tokens.refreshToken === null) return { ...json, ...fresh };
  const key = { private_key: tokens.refreshToken };
  if (isKeyFile(json)) return { ...json, ...key, ...fresh };
  return { ...json, service_account: { ...keyFileIn(json), ...key }, ...fresh };
}
