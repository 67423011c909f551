// POST /v1/chat/completions

import { chatCompletion, type ChatFrame, chatScript } from "../encode/chat-completion.ts";
import { measuredChatScript, measuredCompletion } from "../encode/measured-chat.ts";
import type { Script } from "../encode/script.ts";
import { asObject, asText, type Json } from "../json.ts";
import { chatPrompt } from "../model/chat-prompt.ts";
import { measured } from "../model/measured.ts";
import { reply } from "../model/reply.ts";
import { answer, stream } from "../serve/answer.ts";
import type { Endpoint, Visit, World } from "../serve/world.ts";
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
  const createdAt = Math.floor(world.clock.now() / 1000);
  const frame: ChatFrame = { id: world.ids.token("chatcmpl").replace("_", "-"), model, createdAt, request };
  const headers = publicHeaders(world);
  if (request["stream"] === true) return stream(world, visit, { script: script(world, visit, frame), headers });
  return answer(world, visit, { body: body(world, frame), headers });
};

function script(world: World, visit: Visit, frame: ChatFrame): Script {
  const amount = measured(frame.model);
  if (amount?.kind === "stream") return measuredChatScript(frame, amount, { clock: world.clock, signal: visit.signal });
  return chatScript(frame, reply(chatPrompt(frame.request)), world.ids);
}

function body(world: World, frame: ChatFrame): Json | Uint8Array {
  const amount = measured(frame.model);
  if (amount?.kind !== "json") return chatCompletion(frame, reply(chatPrompt(frame.request)), world.ids);
  const name = `chat:${amount.bytes}`;
  const known =
    world.encoded.get(name) ??
    new TextEncoder().encode(JSON.stringify(measuredCompletion(frame, amount.bytes, world.ids)));
  world.encoded.set(name, known);
  return known;
}
