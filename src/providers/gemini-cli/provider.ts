// Gemini CLI's Google logins on Code Assist. Google has ended them for individuals (June 2026); Standard and Enterprise serve.

import { codeAssistCall, codeAssistEnvelope } from "../google-code-assist.ts";
import { classifyGoogleFailure, classifyGoogleStreamError } from "../google-failure.ts";
import { projectOfAccount, refreshingOf } from "../google-login.ts";
import { googleRefreshCall, isGoogleRefreshDue, readGoogleRefresh } from "../google-tokens.ts";
import type { Provider } from "../provider.ts";
import { geminiCliAuthFile } from "./auth-file.ts";
import { buildCall } from "./build-call.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import { readUserQuota } from "./quota.ts";
import type { GeminiCliSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createGeminiCliProvider(settings: () => GeminiCliSettings): Provider {
  return {
    id: "gemini-cli",
    authFile: geminiCliAuthFile(settings),
    dialectsOf: () => ["gemini"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    envelope: codeAssistEnvelope,
    classifyFailure: classifyGoogleFailure,
    classifyStreamError: classifyGoogleStreamError,
    quotaFromHeaders: () => null,
    quotaFromEvent: () => null,
    quotaCall(account) {
      const body = JSON.stringify({ project: projectOfAccount(account) });
      const { userAgent } = settings();
      return codeAssistCall({ account, method: "retrieveUserQuota", body, userAgent }, settings());
    },
    readQuota: readUserQuota,
    // Code Assist keeps no list of models.
    modelsCall: () => null,
    readModels: () => null,
    refreshCall: (account) => googleRefreshCall(account, refreshingOf(account.proxyUrl, settings(), CLIENT_ID)),
    readRefresh: (answer) => readGoogleRefresh(answer, CLIENT_ADVICE),
    isRefreshDue: isGoogleRefreshDue,
  };
}
