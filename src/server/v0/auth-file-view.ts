// One auth file as the management API lists it: the contract's five fields, and beside them what today's panels read.

import type { Account } from "../../domain/account.ts";
import type { Quota, QuotaWindow } from "../../domain/quota.ts";
import { conditionOf } from "../../management/auth-files/auth-file-condition.ts";
import type { AuthFileRow } from "../../management/auth-files/list-auth-files.ts";

export function authFileView(row: AuthFileRow, now: number): object {
  const { file, live } = row;
  const { account, said } = file;
  const condition = conditionOf(row, now);
  const modified = isoOf(file.modifiedAt);
  return {
    id: file.fileName,
    name: file.fileName,
    size: file.sizeBytes,
    modtime: modified,
    type: said["type"] ?? account?.provider ?? "unknown",
    email: account?.email ?? said["email"] ?? "",
    ...switchesIn(said),
    auth_index: account?.authIndex ?? "",
    provider: account?.provider ?? said["type"] ?? "unknown",
    label: said["label"] ?? live?.label ?? account?.email ?? "",
    status: condition.status,
    status_message: condition.message,
    disabled: account?.paused ?? false,
    unavailable: condition.unavailable,
    runtime_only: false,
    source: "file",
    priority: account?.priority ?? 0,
    note: said["note"] ?? "",
    prefix: account?.models.prefix ?? "",
    proxy_url: account?.proxyUrl ?? "",
    excluded_models: account?.models.excluded ?? [],
    updated_at: modified,
    next_retry_after: isoOrNull(condition.nextRetryAt),
    success: row.success,
    failed: row.failed,
    ...(account === null ? { project_id: said["project_id"] ?? "", last_refresh: null } : accountView(account)),
    quota: live === null || live.quota === null ? null : quotaView(live.quota),
  };
}

/** Fields that this gateway keeps for other tools: shown where the file has them. */
function switchesIn(said: AuthFileRow["file"]["said"]): object {
  return Object.fromEntries(SWITCHES.flatMap((name) => (name in said ? [[name, said[name]]] : [])));
}

const SWITCHES = ["weight", "websockets", "using_api", "disable_cooling", "request_retry"] as const;

function accountView(account: Account): object {
  const { credentials, provider, plan } = account;
  const isLogin = credentials.kind === "oauth";
  const billed = isLogin ? credentials.upstreamAccountId : null;
  const isProject = billed !== null && PROJECT_PROVIDERS.has(provider);
  return {
    account_type: isLogin ? "oauth" : "api_key",
    account: account.email ?? "",
    plan_type: plan ?? "",
    project_id: isProject ? billed : "",
    last_refresh: isoOrNull(isLogin ? credentials.refreshedAt : null),
    expired: isoOrNull(isLogin ? credentials.expiresAt : null),
    // Panels take the header of their quota questions from here.
    ...(provider === "codex" && billed !== null
      ? { id_token: { chatgpt_account_id: billed, plan_type: plan ?? "" } }
      : {}),
  };
}

const PROJECT_PROVIDERS: ReadonlySet<string> = new Set(["gemini-cli", "antigravity", "vertex"]);

function quotaView(quota: Quota): object {
  return {
    plan: quota.plan,
    allowed: quota.allowed,
    observed_at: isoOf(quota.observedAt),
    primary: windowView(quota.primary),
    secondary: windowView(quota.secondary),
    models: (quota.models ?? []).map(({ model, window }) => ({ model, ...windowView(window) })),
  };
}

function windowView(window: QuotaWindow | null): object | null {
  if (window === null) return null;
  return {
    used_percent: window.usedPercent,
    window_seconds: window.windowMs / 1000,
    resets_at: isoOrNull(window.resetsAt),
  };
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoOf(at);
}

/** Total: an upstream's number may be no date. */
function isoOf(at: number): string {
  return Number.isFinite(at) && Math.abs(at) <= LATEST_INSTANT ? new Date(at).toISOString() : new Date(0).toISOString();
}

/** Beyond this a number is no date (ECMA-262 21.4.1.1). */
const LATEST_INSTANT = 8.64e15;
