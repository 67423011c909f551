// Who Google knows: accounts that sign in (by Gemini CLI or Antigravity) and keys of the Gemini API.

import type { Clock, Ids } from "../../domain/ports.ts";
import { opaqueToken } from "../accounts/opaque-token.ts";
import type { Member } from "../accounts/realm.ts";
import { createSessions, type Session, type TokenControls } from "../accounts/sessions.ts";
import { createUsageWindow, DAY_MS, type MovingWindow, type WindowChange } from "../accounts/usage-window.ts";
import type { Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";

export type GoogleClient = "gemini-cli" | "antigravity";

export interface SandboxGoogleAccountInput {
  readonly email: string;
  /** Which program the account signs in to. Default `gemini-cli`. */
  readonly client?: GoogleClient;
  readonly projectId?: string;
  /** Default `standard-tier`. */
  readonly tier?: "free-tier" | "standard-tier";
  /** False for an account without a project yet: it has to be onboarded first. Default true. */
  readonly onboarded?: boolean;
  /** False for an account whose client is no longer supported. Default true. */
  readonly eligible?: boolean;
  /** The day's requests, 0..100. Default 0. */
  readonly usage?: WindowChange;
  /** Default 3599 s. */
  readonly accessTokenTtlMs?: number;
}

export interface SandboxGoogleAccount extends TokenControls {
  readonly email: string;
  readonly accountId: string;
  readonly projectId: string;
  readonly client: GoogleClient;
  /** CLIProxyAPI's auth file: of type `gemini` or `antigravity`. */
  authFile(): Json;
  setUsage(change: WindowChange): void;
}

export interface SandboxGeminiKeyInput {
  readonly email: string;
  readonly key?: string;
  /** The day's requests, 0..100. Default 0. */
  readonly usage?: WindowChange;
}

export interface SandboxGeminiKey {
  readonly email: string;
  /** Of the project that the key belongs to. */
  readonly accountId: string;
  readonly key: string;
  /** An entry of CLIProxyAPI's `gemini-api-key` list. */
  configEntry(baseUrl: string): Json;
  setUsage(change: WindowChange): void;
}

export interface GoogleMember extends Member {
  readonly projectId: string;
  /** null for a key. */
  readonly client: GoogleClient | null;
  readonly tier: string;
  readonly eligible: boolean;
  readonly onboarding: { state: "none" | "started" | "done" };
  readonly day: MovingWindow;
}

export const GOOGLE_CLIENT_IDS: Readonly<Record<GoogleClient, string>> = {
  "gemini-cli": "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com",
  antigravity: "1071006060591-tmhssin2h21lcre235vtolojh4g403ep.apps.googleusercontent.com",
};

export const GOOGLE_SCOPES =
  "https://www.googleapis.com/auth/cloud-platform https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/userinfo.profile openid";

const ACCESS_TOKEN_TTL_MS = 3_599_000;

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A Google account with its first sign-in done, and the handle on it. */
export function createGoogleAccount(
  input: SandboxGoogleAccountInput,
  { clock, ids }: Deps,
): GoogleMember & { readonly handle: SandboxGoogleAccount } {
  const sessions = createSessions({
    clock,
    accessTokenTtlMs: input.accessTokenTtlMs ?? ACCESS_TOKEN_TTL_MS,
    rotates: false,
    mintAccess: () => opaqueToken(ids, "ya29.a0"),
    mintRefresh: () => opaqueToken(ids, "1//0"),
  });
  const day = createUsageWindow(clock, DAY_MS, input.usage);
  const owner = {
    email: input.email,
    accountId: opaqueToken(ids, "1"),
    projectId: input.projectId ?? opaqueToken(ids, "project-"),
    client: input.client ?? "gemini-cli",
  };
  const handle: SandboxGoogleAccount = {
    ...owner,
    ...sessions.controls,
    authFile: () => authFile(owner, sessions.latest(), clock.now()),
    setUsage: (change) => day.set(change),
  };
  return {
    handle,
    sessions,
    key: null,
    served: { count: 0 },
    projectId: owner.projectId,
    client: owner.client,
    tier: input.tier ?? "standard-tier",
    eligible: input.eligible ?? true,
    onboarding: { state: input.onboarded === false ? "none" : "done" },
    day,
  };
}

/** A key of the Gemini API, and the handle on it. */
export function createGeminiKey(
  input: SandboxGeminiKeyInput,
  { clock, ids }: Deps,
): GoogleMember & { readonly handle: SandboxGeminiKey } {
  const key = input.key ?? opaqueToken(ids, "AIzaSy");
  const projectId = opaqueToken(ids, "project-");
  const day = createUsageWindow(clock, DAY_MS, input.usage);
  const handle: SandboxGeminiKey = {
    email: input.email,
    accountId: projectId,
    key,
    configEntry: (baseUrl) => ({ "api-key": key, "base-url": baseUrl }),
    setUsage: (change) => day.set(change),
  };
  const onboarding = { state: "done" as const };
  const plain = { projectId, client: null, tier: "free-tier", eligible: true, onboarding, day };
  return { handle, sessions: null, key, served: { count: 0 }, ...plain };
}

/** ms until the day's requests are back; null while there are some left. */
export function usedUpForMs(member: GoogleMember, now: number): number | null {
  const window = member.day.now();
  return window !== null && window.usedPercent >= 100 ? window.resetsAt - now : null;
}

interface Owner {
  readonly email: string;
  readonly projectId: string;
  readonly client: GoogleClient;
}

function authFile({ email, projectId, client }: Owner, session: Session, now: number): Json {
  const expiry = rfc3339(session.expiresAt());
  const tokens = { access_token: session.accessToken(), refresh_token: session.refreshToken() };
  if (client === "antigravity") {
    return {
      type: "antigravity",
      ...tokens,
      expires_in: Math.floor((session.expiresAt() - session.refreshedAt()) / 1000),
      timestamp: Math.floor(now),
      expired: expiry,
      email,
      project_id: projectId,
    };
  }
  const token = {
    ...tokens,
    token_type: "Bearer",
    expiry,
    token_uri: "https://oauth2.googleapis.com/token",
    client_id: GOOGLE_CLIENT_IDS[client],
    client_secret: "sandbox-client-secret",
    scopes: GOOGLE_SCOPES.split(" "),
    universe_domain: "googleapis.com",
  };
  return { type: "gemini", token, project_id: projectId, email, auto: true, checked: true };
}
