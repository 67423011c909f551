// Antigravity's Google logins on Code Assist: Gemini and Claude models, both in the Gemini dialect.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { codeAssistCall, codeAssistEnvelope } from "../google-code-assist.ts";
import { classifyGoogleFailure, classifyGoogleStreamError } from "../google-failure.ts";
import { projectOfAccount, refreshingOf } from "../google-login.ts";
import { googleRefreshCall, isGoogleRefreshDue, readGoogleRefresh } from "../google-tokens.ts";
import type { Provider } from "../provider.ts";
import { antigravityAuthFile } from "./auth-file.ts";
import { readAvailableModels, readAvailableQuota } from "./available-models.ts";
import { buildCall } from "./build-call.ts";
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
    dialectsOf: () => ["gemini"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    envelope: codeAssistEnvelope,
    classifyFailure: classifyGoogleFailure,
    classifyStreamError: classifyGoogleStreamError,
    quotaFromHeaders: () => null,
    quotaFromEvent: () => null,
    quotaCall: availableModelsCall,
    readQuota: readAvailableQuota,
    modelsCall: availableModelsCall,
    readModels: readAvailableModels,
    refreshCall: (account) => googleRefreshCall(account, refreshingOf(account.proxyUrl, settings(), CLIENT_ID)),
    readRefresh: (answer) => readGoogleRefresh(answer, CLIENT_ADVICE),
    isRefreshDue: isGoogleRefreshDue,
  };
}
