// The Gemini API by key (generativelanguage.googleapis.com, AI Studio's keys).

import { classifyGoogleFailure, classifyGoogleStreamError } from "../shared/google-failure.ts";
import { readGoogleRefresh } from "../shared/google-tokens.ts";
import type { Provider } from "../provider.ts";
import { geminiAuthFile } from "./auth-file.ts";
import { buildCall, modelsCall } from "./build-call.ts";
import { readModels } from "./models.ts";
import type { GeminiSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createGeminiProvider(settings: () => GeminiSettings): Provider {
  return {
    id: "gemini",
    authFile: geminiAuthFile,
    dialectsOf: () => ["gemini"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    classifyFailure: classifyGoogleFailure,
    classifyStreamError: classifyGoogleStreamError,
    modelsCall: (account) => modelsCall(account, settings()),
    readModels,
    refreshCall: () => null,
    readRefresh: readGoogleRefresh,
    isRefreshDue: () => false,
  };
}
