// Antigravity's Google logins on Code Assist: Gemini and Claude models, both in the Gemini dialect.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { codeAssistCall, codeAssistEnvelope } from "../shared/google-code-assist.ts";
import { classifyGoogleFailure, classifyGoogleStreamError } from "../shared/google-failure.ts";
import { projectOfAccount, refreshingOf } from "../shared/google-login.ts";
import { googleRefreshCall, readGoogleRefresh } from "../shared/google-tokens.ts";
import { isExpiring } from "../shared/token-refresh.ts";
import type { Provider } from "../provider.ts";
import { antigravityAuthFile } from "./auth-file.ts";
import { readAvailableModels, readAvailableQuota } from "./available-models.ts";
import { buildCall } from "./build-call.ts";
import { antigravityLogin } from "./login.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import type { AntigravitySettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createAntigravityProvider(settings: () => AntigravitySettings): Provider {
  const availableModelsCall = (account: Account): UpstreamCall => {
    const body = JSON.stringify({ project: projectOfAccount(account) });
    const { userAgent } = settings();
    return codeAssistCall({ account, method: "fetchAvailableModels", body, userAgent }, settings());
  };
  return {
    id: "antigravity",
    authFile: antigravityAuthFile(settings),
    login: antigravityLogin(settings),
    hasProjects: true,
    dialectsOf: () => ["gemini"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    envelope: codeAssistEnvelope,
    classifyFailure: classifyGoogleFailure,
    classifyStreamError: classifyGoogleStreamError,
    quotaCall: availableModelsCall,
    readQuota: readAvailableQuota,
    modelsCall: availableModelsCall,
    readModels: readAvailableModels,
    refreshCall: (account) => googleRefreshCall(account, refreshingOf(account.proxyUrl, settings(), CLIENT_ID)),
    readRefresh: (answer) => readGoogleRefresh(answer, CLIENT_ADVICE),
    isRefreshDue: isExpiring,
  };
}
