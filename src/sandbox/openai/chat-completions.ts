// POST /v1/chat/completions

import { asObject, asText } from "../json.ts";
import { chatPrompt } from "../model/chat-prompt.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";
import { answerChat } from "./answer-chat.ts";
import { admitKey, apiError } from "./check-key.ts";
import { modelNotFound } from "./read-responses.ts";
import { publicHeaders } from "./responses.ts";

const SERVED_MODEL = /^(gpt-|codex-|o\d|chatgpt-|sandbox-)/;

/** One completion: JSON, or chunks where `stream` is true. */
export const chatCompletions: Endpoint = (world, visit) => {
  const admission = admitKey(visit.caller);
  if (admission.kind === "refused") return answer(world, visit, admission.answer);
  const request = asObject(visit.body);
  if (request === null || !Array.isArray(request["messages"])) {
    const message = "Missing required parameter: 'messages'.";
    const missing = { status: 400, message, code: "missing_required_parameter", param: "messages" };
    return answer(world, visit, apiError(missing));
  }
  const model = asText(request["model"]) ?? "";
  if (!SERVED_MODEL.test(model)) return answer(world, visit, modelNotFound(model));
  return answerChat(world, visit, { request, prompt: chatPrompt(request), headers: publicHeaders(world) });
};
