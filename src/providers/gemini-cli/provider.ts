// Gemini CLI's Google logins on Code Assist. Google has ended them for individuals (June 2026); Standard and Enterprise serve.

import { codeAssistCall, codeAssistEnvelope } from "../shared/google-code-assist.ts";
import { classifyGoogleFailure, classifyGoogleStreamError } from "../shared/google-failure.ts";
import { projectOfAccount, refreshingOf } from "../shared/google-login.ts";
import { googleRefreshCall, readGoogleRefresh } from "../shared/google-tokens.ts";
import { isExpiring } from "../shared/token-refresh.ts";
import type { Provider } from "../provider.ts";
import { geminiCliAuthFile } from "./auth-file.ts";
import { buildCall } from "./build-call.ts";
import { geminiCliLogin } from "./login.ts";
import { CLIENT_ADVICE, CLIENT_ID } from "./oauth-client.ts";
import { readUserQuota } from "./quota.ts";
import type { GeminiCliSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createGeminiCliProvider(settings: () => GeminiCliSettings): Provider {
  return {
    id: "gemini-cli",
    authFile: geminiCliAuthFile(settings),
    login: geminiCliLogin(settings),
    hasProjects: true,
    dialectsOf: () => ["gemini"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    envelope: codeAssistEnvelope,
    classifyFailure: classifyGoogleFailure,
    classifyStreamError: classifyGoogleStreamError,
    quotaCall(account) {
      const body = JSON.stringify({ project: projectOfAccount(account) });
      const { userAgent } = settings();
      return codeAssistCall({ account, method: "retrieveUserQuota", body, userAgent }, settings());
    },
    readQuota: readUserQuota,
    refreshCall: (account) => googleRefreshCall(account, refreshingOf(account.proxyUrl, settings(), CLIENT_ID)),
    readRefresh: (answer) => readGoogleRefresh(answer, CLIENT_ADVICE),
    isRefreshDue: isExpiring,
  };
}
