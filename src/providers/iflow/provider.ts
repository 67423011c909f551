// iFlow: accounts of iflow.cn, whose login gives a key, and calls by that key. The service shut down on 2026-04-17 (wire
// facts 0).

import type { Account } from "../../domain/account.ts";
import { type ChatUpstream, chatCall } from "../shared/chat-call.ts";
import { createOpenAiFailures } from "../shared/openai-failure.ts";
import type { Provider } from "../provider.ts";
import { iflowAuthFile } from "./auth-file.ts";
import { iflowLogin } from "./login.ts";
import { readRefresh, refreshCall } from "./refresh.ts";
import type { IflowSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createIflowProvider(settings: () => IflowSettings): Provider {
  return {
    id: "iflow",
    authFile: iflowAuthFile(settings),
    login: iflowLogin(settings),
    dialectsOf: () => ["openai-chat"],
    does: (_account, operation) => operation === "generate",
    buildCall: (input) => chatCall(input, upstreamOf(input.account, settings()), settings()),
    ...createOpenAiFailures(),
    refreshCall: (account) => refreshCall(account, settings()),
    readRefresh,
    // A token that no call needs holds no call up, and its end takes no account out whose key serves.
    isRefreshDue: () => false,
  };
}

function upstreamOf({ credentials, baseUrl }: Account, settings: IflowSettings): ChatUpstream {
  const token = credentials.kind === "oauth" ? (credentials.apiKey ?? credentials.accessToken) : credentials.key;
  return { baseUrl: baseUrl ?? settings.baseUrl, token: token.reveal(), vendorTool: /^iFlow-Cli/i };
}
