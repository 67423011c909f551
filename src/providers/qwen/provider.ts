// Qwen: accounts of chat.qwen.ai, signed in by device. Their free tier ended on 2026-04-15: the login still succeeds, and
// each call is then refused with 401 `invalid access token or token expired` (wire facts 0).

import type { Account } from "../../domain/account.ts";
import { type ChatUpstream, chatCall } from "../shared/chat-call.ts";
import { createOpenAiFailures } from "../shared/openai-failure.ts";
import type { Provider } from "../provider.ts";
import { isExpiring } from "../shared/token-refresh.ts";
import { qwenAuthFile } from "./auth-file.ts";
import { qwenLogin } from "./login.ts";
import { readRefresh, refreshCall } from "./refresh.ts";
import type { QwenSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createQwenProvider(settings: () => QwenSettings): Provider {
  return {
    id: "qwen",
    authFile: qwenAuthFile,
    dialectsOf: () => ["openai-chat"],
    does: (_account, operation) => operation === "generate",
    buildCall: (input) => chatCall(input, upstreamOf(input.account, settings()), settings()),
    ...createOpenAiFailures(),
    refreshCall: (account) => refreshCall(account, settings()),
    readRefresh,
    isRefreshDue: isExpiring,
    login: qwenLogin(settings),
  };
}

function upstreamOf({ credentials, baseUrl }: Account, settings: QwenSettings): ChatUpstream {
  const token = credentials.kind === "oauth" ? credentials.accessToken : credentials.key;
  return { baseUrl: baseUrl ?? settings.baseUrl, token: token.reveal(), vendorTool: /^QwenCode\//i };
}
