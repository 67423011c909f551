// Which endpoint answers which path: the ChatGPT backend, the public API, the token endpoint, all on one port, and the further
// upstreams beside them.

import { anthropic } from "../anthropic/upstream.ts";
import { accountsCheck, transcribe, whamUsage, workspaces } from "../codex/account-doors.ts";
import { codexModels } from "../codex/models.ts";
import { codexCompact, codexResponses } from "../codex/responses.ts";
import { compatible } from "../compatible/upstream.ts";
import { iflow } from "../compatible/iflow.ts";
import { kimi } from "../compatible/kimi.ts";
import { qwen } from "../compatible/qwen.ts";
import { google } from "../google/upstream.ts";
import { me, publicModels, publicTranscriptions } from "../openai/account-doors.ts";
import { chatCompletions } from "../openai/chat-completions.ts";
import { publicCompact, publicResponses } from "../openai/responses.ts";
import { authorize } from "../sign-in/browser-sign-in.ts";
import { devicePage, deviceToken, deviceUserCode } from "../sign-in/device-sign-in.ts";
import { revoke, token } from "../sign-in/token-endpoint.ts";
import { xai } from "../xai/upstream.ts";
import { answer } from "./answer.ts";
import type { Endpoint, Upstream } from "./world.ts";

const ROUTES: Readonly<Record<string, Endpoint>> = {
  "POST /backend-api/codex/responses": codexResponses,
  "POST /backend-api/codex/responses/compact": codexCompact,
  "GET /backend-api/codex/models": codexModels,
  "GET /backend-api/wham/usage": whamUsage,
  "GET /backend-api/wham/accounts/check": accountsCheck,
  "GET /backend-api/accounts": workspaces,
  "POST /backend-api/transcribe": transcribe,
  "GET /v1/me": me,
  "GET /v1/models": publicModels,
  "POST /v1/responses": publicResponses,
  "POST /v1/responses/compact": publicCompact,
  "POST /v1/chat/completions": chatCompletions,
  "POST /v1/audio/transcriptions": publicTranscriptions,
  "POST /oauth/token": token,
  "POST /oauth/revoke": revoke,
  "GET /oauth/authorize": authorize,
  "POST /api/accounts/deviceauth/usercode": deviceUserCode,
  "POST /api/accounts/deviceauth/token": deviceToken,
  "GET /codex/device": devicePage,
};

/** Each under its own prefix. */
const UPSTREAMS: readonly Upstream[] = [anthropic, google, compatible, qwen, iflow, kimi, xai];

/** The upstream a path belongs to; null for ChatGPT and OpenAI, which have no prefix. */
export function upstreamAt(path: string): Upstream | null {
  return UPSTREAMS.find(({ prefix }) => path.startsWith(`${prefix}/`)) ?? null;
}

/** The endpoint of a method and path; one that says 404 where there is none. */
export function route(method: string, path: string): Endpoint {
  const upstream = upstreamAt(path);
  const endpoint = upstream?.route(method, path.slice(upstream.prefix.length)) ?? ROUTES[`${method} ${path}`];
  return endpoint ?? nothingHere;
}

const nothingHere: Endpoint = (world, visit) => {
  const { pathname } = visit.url;
  const message = `Invalid URL (${visit.method} ${pathname})`;
  const isBackend = upstreamAt(pathname) === null && !pathname.startsWith("/v1/");
  const error = { message, type: "invalid_request_error", param: null, code: null };
  return answer(world, visit, { status: 404, body: isBackend ? { detail: "Not Found" } : { error } });
};
