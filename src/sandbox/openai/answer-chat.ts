// A chat completion that is well asked for: JSON, or chunks where `stream` is true. OpenAI's own, and its imitators'.

import { chatCompletion, type ChatFrame, chatScript } from "../encode/chat-completion.ts";
import { measuredChatScript, measuredCompletion } from "../encode/measured-chat.ts";
import type { Script } from "../encode/script.ts";
import type { Json } from "../json.ts";
import { measured } from "../model/measured.ts";
import type { Prompt } from "../model/prompt.ts";
import { reply } from "../model/reply.ts";
import { answer, stream } from "../serve/answer.ts";
import type { Visit, World } from "../serve/world.ts";

export interface Chat {
  readonly request: Json;
  /** With `wantsSummary`, the answer shows its thoughts as `reasoning_content`. */
  readonly prompt: Prompt;
  readonly headers: Readonly<Record<string, string>>;
}

/** The answer to a chat. */
export function answerChat(world: World, visit: Visit, { request, prompt, headers }: Chat): Response {
  const createdAt = Math.floor(world.clock.now() / 1000);
  const id = world.ids.token("chatcmpl").replace("_", "-");
  const frame: ChatFrame = { id, model: prompt.model, createdAt, request };
  if (request["stream"] === true) {
    return stream(world, visit, { script: script(world, visit, { frame, prompt }), headers });
  }
  return answer(world, visit, { body: body(world, frame, prompt), headers });
}

function script(
  world: World,
  visit: Visit,
  { frame, prompt }: { readonly frame: ChatFrame; readonly prompt: Prompt },
): Script {
  const amount = measured(frame.model);
  if (amount?.kind === "stream") return measuredChatScript(frame, amount, { clock: world.clock, signal: visit.signal });
  return chatScript(frame, reply(prompt), world.ids);
}

function body(world: World, frame: ChatFrame, prompt: Prompt): Json | Uint8Array {
  const amount = measured(frame.model);
  if (amount?.kind !== "json") return chatCompletion(frame, reply(prompt), world.ids);
  const name = `chat:${amount.bytes}`;
  const known =
    world.encoded.get(name) ??
    new TextEncoder().encode(JSON.stringify(measuredCompletion(frame, amount.bytes, world.ids)));
  world.encoded.set(name, known);
  return known;
}
