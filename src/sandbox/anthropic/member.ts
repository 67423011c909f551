// Who Anthropic knows: Claude subscriptions, which sign in, and API keys, which do not.

import type { Clock, Ids } from "../../domain/ports.ts";
import { opaqueToken, uuid } from "../accounts/opaque-token.ts";
import type { Member } from "../accounts/realm.ts";
import { createSessions, type Session, type TokenControls } from "../accounts/sessions.ts";
import { HOUR_MS } from "../accounts/usage-window.ts";
import type { Json } from "../json.ts";
import { rfc3339 } from "../rfc3339.ts";
import { type ClaudeUsage, type ClaudeUsageChange, createClaudeUsage } from "./usage.ts";

export interface SandboxClaudeAccountInput {
  readonly email: string;
  /** Default `max`. */
  readonly plan?: "pro" | "max" | "team";
  readonly accountId?: string;
  readonly organizationId?: string;
  /** Default: nothing used, and no window for one family of models alone. */
  readonly usage?: ClaudeUsageChange;
  /** Default 8 h. */
  readonly accessTokenTtlMs?: number;
  /** Refuses requests that do not open as Claude Code's do. Default false. */
  readonly onlyClaudeCode?: boolean;
}

export interface SandboxClaudeAccount extends TokenControls {
  readonly email: string;
  readonly accountId: string;
  readonly organizationId: string;
  readonly plan: string;
  /** CLIProxyAPI's flat auth file. */
  authFile(): Json;
  /** Claude Code's `.credentials.json`, which names nobody. */
  credentialsFile(): Json;
  setUsage(change: ClaudeUsageChange): void;
}

export interface SandboxAnthropicKeyInput {
  readonly email: string;
  readonly key?: string;
}

export interface SandboxAnthropicKey {
  readonly email: string;
  /** Of the organization that the key belongs to. */
  readonly accountId: string;
  readonly key: string;
  /** An entry of CLIProxyAPI's `claude-api-key` list. */
  configEntry(baseUrl: string): Json;
}

export interface AnthropicMember extends Member {
  readonly organizationId: string;
  readonly plan: string;
  /** null for an API key, which has rates instead of windows. */
  readonly usage: ClaudeUsage | null;
  readonly onlyClaudeCode: boolean;
}

interface Deps {
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A Claude subscription with its first sign-in done, and the handle on it. */
export function createClaudeAccount(
  input: SandboxClaudeAccountInput,
  { clock, ids }: Deps,
): AnthropicMember & { readonly handle: SandboxClaudeAccount } {
  const sessions = createSessions({
    clock,
    accessTokenTtlMs: input.accessTokenTtlMs ?? 8 * HOUR_MS,
    rotates: true,
    mintAccess: () => opaqueToken(ids, "sk-ant-oat01-"),
    mintRefresh: () => opaqueToken(ids, "sk-ant-ort01-"),
  });
  const usage = createClaudeUsage(clock, input.usage ?? {});
  const owner = {
    email: input.email,
    accountId: input.accountId ?? uuid(ids),
    organizationId: input.organizationId ?? uuid(ids),
    plan: input.plan ?? "max",
  };
  const handle: SandboxClaudeAccount = {
    ...owner,
    ...sessions.controls,
    authFile: () => authFile(owner, sessions.latest()),
    credentialsFile: () => credentialsFile(owner.plan, sessions.latest()),
    setUsage: (change) => usage.set(change),
  };
  const { organizationId, plan } = owner;
  const onlyClaudeCode = input.onlyClaudeCode ?? false;
  return { handle, sessions, key: null, served: { count: 0 }, organizationId, plan, usage, onlyClaudeCode };
}

/** An API key, and the handle on it. */
export function createAnthropicKey(
  input: SandboxAnthropicKeyInput,
  { ids }: Deps,
): AnthropicMember & { readonly handle: SandboxAnthropicKey } {
  const key = input.key ?? opaqueToken(ids, "sk-ant-api03-");
  const organizationId = uuid(ids);
  const handle: SandboxAnthropicKey = {
    email: input.email,
    accountId: organizationId,
    key,
    configEntry: (baseUrl) => ({ "api-key": key, "base-url": baseUrl }),
  };
  const plan = "api";
  return {
    handle,
    sessions: null,
    key,
    served: { count: 0 },
    organizationId,
    plan,
    usage: null,
    onlyClaudeCode: false,
  };
}

/** What an organization is called. */
export function organizationName(email: string): string {
  return `${email}'s Organization`;
}

function credentialsFile(plan: string, session: Session): Json {
  return {
    claudeAiOauth: {
      accessToken: session.accessToken(),
      refreshToken: session.refreshToken(),
      expiresAt: session.expiresAt(),
      scopes: ["user:inference", "user:profile", "user:sessions:claude_code"],
      subscriptionType: plan,
      rateLimitTier: plan === "max" ? "default_claude_max_20x" : "default_claude_ai",
    },
  };
}

function authFile(
  owner: { readonly email: string; readonly accountId: string; readonly organizationId: string },
  session: Session,
): Json {
  return {
    type: "claude",
    access_token: session.accessToken(),
    refresh_token: session.refreshToken(),
    id_token: "",
    email: owner.email,
    last_refresh: rfc3339(session.refreshedAt()),
    expired: rfc3339(session.expiresAt()),
    account_uuid: owner.accountId,
    organization_uuid: owner.organizationId,
    organization_name: organizationName(owner.email),
  };
}
