// Upstreams with OpenAI's chat API and a name of their own: any number, each key at each of them an account.

import type { Account } from "../../domain/account.ts";
import { failure } from "../../domain/failure.ts";
import { type ChatUpstream, chatCall, modelListCall, readModelList } from "../shared/chat-call.ts";
import { createOpenAiFailures } from "../shared/openai-failure.ts";
import type { Provider } from "../provider.ts";
import { openAiCompatibilityAuthFile } from "./auth-file.ts";
import type { OpenAiCompatibilitySettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createOpenAiCompatibilityProvider(settings: () => OpenAiCompatibilitySettings): Provider {
  return {
    id: "openai-compatibility",
    authFile: openAiCompatibilityAuthFile,
    dialectsOf: () => ["openai-chat"],
    does: (_account, operation) => operation === "generate",
    buildCall: (input) => chatCall(input, upstreamOf(input.account), settings()),
    ...createOpenAiFailures(),
    modelsCall: (account) => modelListCall(account, upstreamOf(account), settings()),
    readModels: readModelList,
    refreshCall: () => null,
    readRefresh: ({ status }) => ({
      kind: "transient",
      failure: { ...failure("upstream_error", "nothing_to_refresh", "A key is not refreshed"), status },
    }),
    isRefreshDue: () => false,
  };
}

function upstreamOf({ credentials, baseUrl }: Account): ChatUpstream {
  if (baseUrl === null || credentials.kind !== "api-key") {
    throw new Error("an account of a compatible upstream has a key and an address");
  }
  return { baseUrl, token: credentials.key.reveal() };
}
