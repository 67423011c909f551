// Claude: subscriptions that sign in, and API keys, on Anthropic's API or one that speaks like it.

import type { Provider } from "../provider.ts";
import { isExpiring } from "../shared/token-refresh.ts";
import { claudeAuthFile } from "./auth-file.ts";
import { buildCall } from "./build-call.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { claudeLogin } from "./login.ts";
import { modelsCall, readModels } from "./models.ts";
import { quotaCall, quotaFromHeaders, readUsage } from "./quota.ts";
import { readRefresh, refreshCall } from "./refresh.ts";
import type { ClaudeSettings } from "./settings.ts";

/** Callers of other names than the vendor's are throttled soon and for long (wire facts 2.2); answers tell the same numbers. */
const QUOTA_REST_MS = 10 * 60_000;

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createClaudeProvider(settings: () => ClaudeSettings): Provider {
  return {
    id: "claude",
    authFile: claudeAuthFile(settings),
    login: claudeLogin(settings),
    dialectsOf: () => ["anthropic-messages"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    classifyFailure,
    classifyStreamError,
    quotaFromHeaders,
    quotaCall: (account) => quotaCall(account, settings()),
    quotaRestMs: QUOTA_REST_MS,
    readQuota: readUsage,
    modelsCall: (account) => modelsCall(account, settings()),
    readModels,
    refreshCall: (account) => refreshCall(account, settings()),
    readRefresh,
    isRefreshDue: isExpiring,
  };
}
