// An account in JSON, the same in every command's document. Instants are ISO 8601 in UTC. `account_key` is the stable handle;
// `number` counts for this one document.

import { problemOf, statusOf } from "../domain/account-status.ts";
import { HEALTHY } from "../domain/account-health.ts";
import type { QuotaWindow } from "../domain/quota.ts";
import type { QuotaAnswer } from "../management/accounts/refresh-quotas.ts";
import type { KnownAccount } from "./hands.ts";
import type { NumberedAccount } from "./select-accounts.ts";
import { remainingPercent } from "./usage-cell.ts";

/** What came of asking the upstream; absent where nobody was to be asked. */
export interface Asked {
  readonly answer: QuotaAnswer | null;
}

export function accountDocument(numbered: NumberedAccount, asked: Asked | null, now: number): Record<string, unknown> {
  const { number, account: known } = numbered;
  const { account, state } = known;
  const { credentials } = account;
  const condition = (state?.health ?? HEALTHY).condition;
  const problem = problemOf(condition, now);
  return {
    number,
    account_key: known.identityKey,
    account_id: known.id,
    auth_index: known.authIndex,
    provider: known.provider,
    file_name: account.fileName,
    email: known.email,
    alias: known.alias,
    account_name: known.workspace ?? known.keyMask,
    plan: known.plan,
    auth_mode: authModeOf(known),
    auth_expires_at: credentials.kind === "oauth" ? instant(credentials.expiresAt) : null,
    active: known.isActive,
    status: statusOf({ paused: account.paused, condition }, now),
    problem: problem === null ? null : { code: problem.code, reason: problem.reason, until: instant(problem.until) },
    last_used_at: instant(state?.lastUsedAt ?? null),
    usage: usageDocument(known, asked?.answer ?? null, now),
    refresh: refreshDocument(asked),
  };
}

function authModeOf({ keyMask, provider }: KnownAccount): "apikey" | "chatgpt" | "oauth" {
  if (keyMask !== null) return "apikey";
  return provider === "codex" ? "chatgpt" : "oauth";
}

/** What is known stays when a refresh fails. */
function usageDocument({ keyMask, state }: KnownAccount, answer: QuotaAnswer | null, now: number): object {
  const quota = keyMask === null ? (state?.quota ?? null) : null;
  return {
    source: quota === null ? "none" : answer?.kind === "observed" ? "api" : "cache",
    updated_at: instant(quota?.observedAt ?? null),
    primary: windowDocument(quota?.primary ?? null, now),
    secondary: windowDocument(quota?.secondary ?? null, now),
    models: (quota?.models ?? []).map(({ model, window }) => ({ model, ...windowDocument(window, now) })),
  };
}

function windowDocument(window: QuotaWindow | null, now: number): Record<string, unknown> | null {
  if (window === null) return null;
  return {
    used_percent: window.usedPercent,
    remaining_percent: remainingPercent(window, now),
    window_minutes: window.windowMs / 60_000,
    resets_at: instant(window.resetsAt),
  };
}

function refreshDocument(asked: Asked | null): Record<string, unknown> {
  const answer = asked?.answer ?? null;
  const requested = answer !== null && answer.kind !== "not_asked";
  const told = { requested, http_status: null, error_code: null, error_message: null };
  switch (answer?.kind) {
    case undefined:
    case "not_asked":
      return { ...told, status: "not_requested" };
    case "observed":
      return { ...told, status: "ok" };
    case "no_data":
      return { ...told, status: "no_data" };
    case "failed": {
      const { status, code, message } = answer.failure;
      const kind = status === null ? "error" : "http_error";
      return { ...told, status: kind, http_status: status, error_code: code, error_message: message };
    }
  }
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
