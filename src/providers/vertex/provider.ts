// Vertex AI: Gemini models in a Google Cloud project, by its service account or by key.

import { classifyGoogleFailure, classifyGoogleStreamError } from "../shared/google-failure.ts";
import type { Provider } from "../provider.ts";
import { vertexAuthFile } from "./auth-file.ts";
import { buildCall } from "./build-call.ts";
import { isRefreshDue, readRefresh, refreshCall } from "./refresh.ts";
import type { VertexSettings } from "./settings.ts";

/** `settings` is asked at each call, so that a changed configuration counts at once. */
export function createVertexProvider(settings: () => VertexSettings): Provider {
  return {
    id: "vertex",
    authFile: vertexAuthFile,
    dialectsOf: () => ["gemini"],
    does: (_account, operation) => operation === "generate" || operation === "count-tokens",
    buildCall: (input) => buildCall(input, settings()),
    classifyFailure: classifyGoogleFailure,
    classifyStreamError: classifyGoogleStreamError,
    refreshCall: (account, now) => refreshCall(account, now, settings()),
    readRefresh,
    isRefreshDue,
  };
}
