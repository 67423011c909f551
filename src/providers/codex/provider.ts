// Codex: ChatGPT logins on the ChatGPT backend, API keys on the public OpenAI API.

import { proxyOf } from "../shared/call-settings.ts";
import type { Provider } from "../provider.ts";
import { codexAuthFile } from "./auth-file.ts";
import { buildCall, socketTarget } from "./build-call.ts";
import { callHeaders } from "./call-headers.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { codexLogin } from "./login.ts";
import { prepareSocketTurn } from "./prepare-body.ts";
import { modelsCall, readModels } from "./models.ts";
import { quotaFromEvent, quotaFromHeaders, readUsage } from "./quota.ts";
import { isRefreshDue, readRefresh, refreshCall } from "./refresh.ts";
import type { CodexSettings } from "./settings.ts";
import { readWorkspaces, workspacesCall } from "./workspaces.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createCodexProvider(settings: () => CodexSettings): Provider {
  return {
    id: "codex",
    authFile: codexAuthFile(settings),
    login: codexLogin(settings),
    dialectsOf: (account) =>
      account.credentials.kind === "oauth" ? ["openai-responses"] : ["openai-responses", "openai-chat"],
    does(account, operation) {
      if (operation === "models") return account.credentials.kind === "oauth";
      return operation !== "count-tokens";
    },
    buildCall: (input) => buildCall(input, settings()),
    sockets: {
      target: (input) => socketTarget(input, settings()),
      prepareTurn: (account, turn) => (account.credentials.kind === "oauth" ? prepareSocketTurn(turn) : turn.bytes),
    },
    classifyFailure,
    classifyStreamError,
    quotaFromHeaders,
    quotaFromEvent,
    quotaCall(account) {
      if (account.credentials.kind !== "oauth") return null;
      const headers = { ...callHeaders(account, new Headers(), settings()), accept: "application/json" };
      const url = `${settings().chatgptBaseUrl}/wham/usage`;
      return { method: "GET", url, headers, body: null, proxyUrl: proxyOf(account.proxyUrl, settings()) };
    },
    readQuota: readUsage,
    modelsCall: (account) => modelsCall(account, settings()),
    readModels,
    workspacesCall: (account) => workspacesCall(account, settings()),
    readWorkspaces,
    refreshCall: (account) => refreshCall(account, settings()),
    readRefresh,
    isRefreshDue,
  };
}
