// Who Vertex AI knows: service accounts, whose key signs for access tokens, and API keys.

import { createPublicKey, createVerify, generateKeyPairSync, type KeyObject } from "node:crypto";

import type { Clock, Ids } from "../../domain/ports.ts";
import { opaqueToken } from "../accounts/opaque-token.ts";
import type { Member } from "../accounts/realm.ts";
import { createSessions, type TokenControls } from "../accounts/sessions.ts";
import { createUsageWindow, DAY_MS } from "../accounts/usage-window.ts";
import { asObject, asText, type Json, parseJson } from "../json.ts";
import type { GoogleMember } from "./member.ts";

export interface SandboxServiceAccountInput {
  /** Default `<name>@<project>.iam.gserviceaccount.com`. */
  readonly email?: string;
  readonly projectId?: string;
  /** Default `us-central1`. */
  readonly location?: string;
  /** Default 3599 s. */
  readonly accessTokenTtlMs?: number;
}

export interface SandboxServiceAccount extends Omit<TokenControls, "refreshToken"> {
  readonly email: string;
  readonly accountId: string;
  readonly projectId: string;
  readonly location: string;
  /** Google's key file, as it is downloaded. */
  keyFile(): Json;
  /** CLIProxyAPI's auth file. */
  authFile(): Json;
}

export interface SandboxVertexKeyInput {
  readonly email: string;
  readonly key?: string;
}

export interface SandboxVertexKey {
  readonly email: string;
  readonly accountId: string;
  readonly key: string;
  authFile(): Json;
  /** An entry of CLIProxyAPI's `vertex-api-key` list. */
  configEntry(baseUrl: string): Json;
}

export interface VertexMember extends Member {
  /** What Google's other doors would know of it. */
  readonly google: GoogleMember;
  readonly location: string;
  /** Checks what its key has signed; null for an API key. */
  readonly publicKey: KeyObject | null;
}

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
}

const ACCESS_TOKEN_TTL_MS = 3_599_000;
const TOKEN_URI = "https://oauth2.googleapis.com/token";

/** A service account with a key of its own. It has no access token that anybody knows until one is asked for. */
export function createServiceAccount(
  input: SandboxServiceAccountInput,
  { clock, ids }: Deps,
): VertexMember & { readonly handle: SandboxServiceAccount } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const sessions = createSessions({
    clock,
    accessTokenTtlMs: input.accessTokenTtlMs ?? ACCESS_TOKEN_TTL_MS,
    rotates: false,
    mintAccess: () => opaqueToken(ids, "ya29.c."),
    mintRefresh: () => opaqueToken(ids, "sa-"),
  });
  const projectId = input.projectId ?? opaqueToken(ids, "project-");
  const email = input.email ?? `vertex@${projectId}.iam.gserviceaccount.com`;
  const location = input.location ?? "us-central1";
  const accountId = opaqueToken(ids, "1");
  const keyFile = (): Json => ({
    type: "service_account",
    project_id: projectId,
    private_key_id: accountId,
    private_key: privateKey,
    client_email: email,
    client_id: accountId,
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: TOKEN_URI,
    universe_domain: "googleapis.com",
  });
  const { refreshToken: _refreshToken, ...controls } = sessions.controls;
  const handle: SandboxServiceAccount = {
    ...controls,
    email,
    accountId,
    projectId,
    location,
    keyFile,
    authFile: () => ({ type: "vertex", service_account: keyFile(), project_id: projectId, email, location }),
  };
  const common = { handle, sessions, key: null, served: { count: 0 } };
  const google: GoogleMember = { ...common, ...PLAIN, projectId, day: createUsageWindow(clock, DAY_MS, 0) };
  return { ...common, google, location, publicKey: createPublicKey(publicKey) };
}

/** A key for Vertex AI in express mode. */
export function createVertexKey(
  input: SandboxVertexKeyInput,
  { clock, ids }: Deps,
): VertexMember & { readonly handle: SandboxVertexKey } {
  const key = input.key ?? opaqueToken(ids, "AQ.");
  const projectId = opaqueToken(ids, "project-");
  const handle: SandboxVertexKey = {
    email: input.email,
    accountId: projectId,
    key,
    authFile: () => ({ type: "vertex", api_key: key }),
    configEntry: (baseUrl) => ({ "api-key": key, "base-url": baseUrl }),
  };
  const common = { handle, sessions: null, key, served: { count: 0 } };
  const google: GoogleMember = { ...common, ...PLAIN, projectId, day: createUsageWindow(clock, DAY_MS, 0) };
  return { ...common, google, location: "global", publicKey: null };
}

const PLAIN = { client: null, tier: "standard-tier", eligible: true, onboarding: { state: "done" as const } };

/** What an assertion claims, where `publicKey` says that its signature is good; else null. */
export function verified(assertion: string, publicKey: KeyObject): Json | null {
  const [header = "", payload = "", signature = ""] = assertion.split(".");
  if (asText(partOf(header)?.["alg"]) !== "RS256") return null;
  const isGood = createVerify("RSA-SHA256").update(`${header}.${payload}`).verify(publicKey, signature, "base64url");
  return isGood ? partOf(payload) : null;
}

/** What it claims before anybody has checked it. */
export function claimedBy(assertion: string): Json | null {
  return partOf(assertion.split(".")[1] ?? "");
}

function partOf(text: string): Json | null {
  return asObject(parseJson(Buffer.from(text, "base64url").toString()));
}
