// Kimi Code: device logins and API keys, on an upstream that speaks OpenAI's chat and Anthropic's messages alike.

import { readModelList } from "../shared/chat-call.ts";
import type { Provider } from "../provider.ts";
import { isExpiring } from "../shared/token-refresh.ts";
import { kimiAuthFile } from "./auth-file.ts";
import { askCall, buildCall } from "./build-call.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { quotaCall, readQuota } from "./quota.ts";
import { kimiLogin } from "./login.ts";
import { readRefresh, refreshCall } from "./refresh.ts";
import type { KimiSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createKimiProvider(settings: () => KimiSettings): Provider {
  return {
    id: "kimi",
    authFile: kimiAuthFile,
    dialectsOf: () => ["openai-chat", "anthropic-messages"],
    does: (_account, operation) => operation === "generate",
    buildCall: (input) => buildCall(input, settings()),
    classifyFailure,
    classifyStreamError,
    quotaCall: (account) => quotaCall(account, settings()),
    readQuota,
    modelsCall: (account) => askCall(account, "/v1/models", settings()),
    readModels: readModelList,
    refreshCall: (account) => refreshCall(account, settings()),
    readRefresh,
    isRefreshDue: isExpiring,
    login: kimiLogin(settings),
  };
}
