// Code Assist's envelope (`cloudcode-pa.googleapis.com/v1internal:*`): gemini-cli and Antigravity reach the same models in
// the same dialect, wrapped: `{model, project, request: {...}}` there, `{response: {...}, traceId}` back.

import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";

export interface CodeAssistRequest {
  readonly model: string;
  /** Absent where the account has none yet. */
  readonly project?: string;
  readonly userPromptId?: string;
  readonly sessionId?: string;
  /** The body as the public API takes it. */
  readonly request: JsonObject;
}

export interface AntigravityRequest {
  readonly model: string;
  readonly project: string;
  /** `agent-...` */
  readonly requestId: string;
  readonly requestType: "agent" | "image_gen" | "web_search";
  readonly sessionId?: string;
  readonly request: JsonObject;
}

/** gemini-cli's form. `model` and `stream`, should the body still hold them, do not go into the inner request. */
export function wrapRequest({ model, project, userPromptId, sessionId, request }: CodeAssistRequest): JsonObject {
  return present({
    model,
    project,
    user_prompt_id: userPromptId,
    request: present({ ...innerBody(request), session_id: sessionId }),
  });
}

/** Antigravity's form, which takes no safety settings. */
export function wrapAntigravityRequest({ request, sessionId, ...outer }: AntigravityRequest): JsonObject {
  const { safetySettings: _, ...body } = innerBody(request);
  return { ...outer, userAgent: "antigravity", request: present({ ...body, sessionId }) };
}

/** What a client of the envelope asked; null where it is none. The inner body has no `model`: the envelope says it. */
export function unwrapRequest(body: JsonObject): CodeAssistRequest | null {
  const { model, project, user_prompt_id: userPromptId, request } = body;
  if (typeof model !== "string" || !isObject(request)) return null;
  const { session_id: sessionId, ...inner } = request;
  return present({
    model,
    project: textOf(project),
    userPromptId: textOf(userPromptId),
    sessionId: textOf(sessionId),
    request: inner,
  });
}

/** An answer, or one chunk of a stream, without its envelope; the same object where it has none (an error has none). */
export function unwrapAnswer(answer: JsonObject): JsonObject {
  const { response } = answer;
  return isObject(response) && answer["candidates"] === undefined ? response : answer;
}

/** An answer or a chunk in the envelope; an error is not wrapped. */
export function wrapAnswer(answer: JsonObject, traceId?: string): JsonObject {
  return answer["error"] === undefined ? present({ response: answer, traceId }) : answer;
}

/** The data of one SSE frame without the envelope; the same text where it is none. */
export function unwrapFrameData(data: string): string {
  try {
    const chunk: unknown = JSON.parse(data);
    if (!isObject(chunk)) return data;
    const inner = unwrapAnswer(chunk);
    return inner === chunk ? data : JSON.stringify(inner);
  } catch {
    return data;
  }
}

const OUTER: ReadonlySet<string> = new Set(["model", "stream"]);

function innerBody(request: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(request).filter(([name]) => !OUTER.has(name)));
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
