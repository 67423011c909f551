// xAI: logins and API keys on the official API. (The chat proxy of the vendor's own shell serves nobody but that shell, so
// it is not called.)

import { readModelList } from "../shared/chat-call.ts";
import type { Provider } from "../provider.ts";
import { isExpiring } from "../shared/token-refresh.ts";
import { xaiAuthFile } from "./auth-file.ts";
import { buildCall, modelsCall } from "./build-call.ts";
import { classifyFailure, classifyStreamError } from "./classify-failure.ts";
import { xaiLogin } from "./login.ts";
import { readRefresh, refreshCall } from "./refresh.ts";
import type { XaiSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createXaiProvider(settings: () => XaiSettings): Provider {
  return {
    id: "xai",
    authFile: xaiAuthFile,
    dialectsOf: () => ["openai-responses", "openai-chat"],
    does: (_account, operation) => operation === "generate" || operation === "compact",
    buildCall: (input) => buildCall(input, settings()),
    classifyFailure,
    classifyStreamError,
    modelsCall: (account) => modelsCall(account, settings()),
    readModels: readModelList,
    refreshCall: (account) => refreshCall(account, settings()),
    readRefresh,
    isRefreshDue: isExpiring,
    login: xaiLogin(settings),
  };
}
