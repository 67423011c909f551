// What Codex asks of its backend beside exchanges, answered from the pool: totals and fixed answers, never one account's
// identity. Its list as observed with codex 0.169 (wire facts 1.0, 2026-11-21).

import type { PoolUsage, PoolWindow } from "../../pool/pool-usage.ts";

/** `GET /wham/usage` and `/api/codex/usage`: the pool's quota in the upstream's form. */
export function usageView(usage: PoolUsage, now: number): object {
  const { primary, secondary, allowed, plan } = usage;
  const known = primary !== null || secondary !== null;
  return {
    plan_type: plan ?? (known ? "unknown" : "guest"),
    rate_limit: known
      ? {
          allowed,
          limit_reached: !allowed,
          primary_window: windowView(primary, now),
          secondary_window: windowView(secondary, now),
        }
      : null,
    credits: null,
    additional_rate_limits: [],
  };
}

function windowView(window: PoolWindow | null, now: number): object | null {
  if (window === null) return null;
  const resetsInMs = window.resetsAt === null ? 0 : Math.max(0, window.resetsAt - now);
  return {
    used_percent: Math.round(window.usedPercent),
    limit_window_seconds: Math.round(window.windowMs / 1000),
    reset_after_seconds: Math.round(resetsInMs / 1000),
    reset_at: window.resetsAt === null ? 0 : Math.round(window.resetsAt / 1000),
  };
}

/**
 * `GET /wham/accounts/check`: Codex will not start without it. The account is the one that Codex itself is signed in
 * with (it wants to see the id that its own token names), the origin is ours, so that its exchanges come here.
 */
export function accountsCheckView(request: Request, plan: string | null): object {
  const id = request.headers.get("chatgpt-account-id") ?? claimedAccountId(request.headers) ?? "";
  const host = request.headers.get("host") ?? "localhost";
  return {
    accounts: [
      {
        id,
        plan_type: plan ?? "unknown",
        name: null,
        structure: "personal",
        profile_picture_url: null,
        // Codex takes nothing but https here.
        workspace_backend_origin: `https://${host}`,
        account_routing_override: "NO_CONSTRAINT",
      },
    ],
    account_ordering: [id],
    default_account_id: id,
  };
}

/** Whose token the client holds; null for a key or a broken token. Nothing depends on it but this client's own view. */
function claimedAccountId(headers: Headers): string | null {
  const [, claims] = (headers.get("authorization") ?? "").split(".");
  try {
    const payload = JSON.parse(Buffer.from(claims ?? "", "base64url").toString()) as Readonly<Record<string, unknown>>;
    const auth = payload["https://api.openai.com/auth"] as Readonly<Record<string, unknown>> | undefined;
    const id = auth?.["chatgpt_account_id"];
    return typeof id === "string" ? id : null;
  } catch {
    return null;
  }
}

const NO_PLUGINS = { plugins: [], pagination: { next_page_token: null } };

/** Asked for at start and content with an empty answer. Telemetry among them ends here: nothing is sent on. */
export const EMPTY_ANSWERS: ReadonlyMap<string, object> = new Map<string, object>([
  ["GET /backend-api/ps/plugins/installed", NO_PLUGINS],
  ["GET /backend-api/ps/plugins/list", NO_PLUGINS],
  ["GET /backend-api/ps/plugins/suggested/codex", { enabled: false, plugins: [] }],
  ["GET /backend-api/plugins/featured", []],
  ["GET /backend-api/wham/settings/user", {}],
  ["GET /backend-api/wham/rate-limit-reset-credits", { credits: [], available_count: 0 }],
  ["GET /backend-api/wham/workspace-messages", { messages: [] }],
  ["POST /backend-api/codex/analytics-events/events", {}],
]);
