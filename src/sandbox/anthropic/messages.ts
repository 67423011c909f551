// POST /v1/messages and /v1/messages/count_tokens.

import { measuredMessage, measuredMessageScript } from "../encode/measured-message.ts";
import { type MessageFrame, messageObject, messageTelling } from "../encode/message.ts";
import { messageScript } from "../encode/message-events.ts";
import type { Script } from "../encode/script.ts";
import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json, objectsIn } from "../json.ts";
import { measured } from "../model/measured.ts";
import { messagesPrompt } from "../model/messages-prompt.ts";
import { counted, reply } from "../model/reply.ts";
import { answer, stream } from "../serve/answer.ts";
import type { Endpoint, Visit, World } from "../serve/world.ts";
import { admit, hasBeta } from "./admit.ts";
import { anthropicError, usedUp } from "./errors.ts";
import type { AnthropicMember } from "./member.ts";
import { isServed } from "./models.ts";
import { rateHeaders } from "./rate-headers.ts";
import { usedUpWindow } from "./usage.ts";
import { problemWith, type Validation } from "./validate-request.ts";

const CONTEXT_BETA = "context-management-2025-06-27";

type ReadMessages =
  | { readonly kind: "read"; readonly request: Json; readonly member: AnthropicMember; readonly model: string }
  | { readonly kind: "refused"; readonly answer: StatusFault };

/** One message: JSON, or a stream where `stream` is true. */
export const messages: Endpoint = (world, visit) => {
  const read = readMessages(world, visit, "answer");
  if (read.kind === "refused") return answer(world, visit, read.answer);
  const { request, member, model } = read;
  const limited = member.usage === null ? null : usedUpWindow(member.usage, model);
  if (limited !== null) return answer(world, visit, usedUp(world, visit, limited.resetsAt - world.clock.now()));
  member.usage?.creep(model);
  member.served.count += 1;
  const frame = { id: world.ids.token("msg"), model, request, owner: member.organizationId };
  const headers = { ...rateHeaders(world, member, model), "request-id": world.ids.requestId() };
  if (request["stream"] === true)
    return stream(world, visit, { script: messageScriptFor(world, visit, frame), headers });
  return answer(world, visit, { body: body(world, frame), headers });
};

/** The input tokens of a request that is not answered. */
export const countTokens: Endpoint = (world, visit) => {
  const read = readMessages(world, visit, "count");
  if (read.kind === "refused") return answer(world, visit, read.answer);
  const { input } = counted(messagesPrompt(read.request), 0);
  const headers = { ...rateHeaders(world, read.member, read.model), "request-id": world.ids.requestId() };
  return answer(world, visit, { body: { input_tokens: input }, headers });
};

function readMessages(world: World, visit: Visit, purpose: Validation["purpose"]): ReadMessages {
  const admission = admit(world, visit);
  if (admission.kind === "refused") return admission;
  const { member, version } = admission;
  const refuse = (status: number, message: string): ReadMessages => ({
    kind: "refused",
    answer: anthropicError(world, { status, message, headers: rateHeaders(world, member, null) }),
  });
  const request = asObject(visit.body);
  if (request === null) return refuse(400, "The request body is not valid JSON.");
  if (request["context_management"] !== undefined && !hasBeta(visit, CONTEXT_BETA)) {
    return refuse(400, "context_management: Extra inputs are not permitted");
  }
  const problem = problemWith(request, { version, owner: member.organizationId, purpose });
  if (problem !== null) return refuse(400, problem);
  const model = asText(request["model"]) ?? "";
  if (!isServed(model)) return refuse(404, `model: ${model}`);
  if (member.onlyClaudeCode && !opensAsClaudeCode(request)) {
    return refuse(
      400,
      "This credential is only authorized for use with Claude Code and cannot be used for other API requests.",
    );
  }
  return { kind: "read", request, member, model };
}

function opensAsClaudeCode(request: Json): boolean {
  const blocks = objectsIn(request["system"]).map((block) => asText(block["text"]) ?? "");
  const texts = typeof request["system"] === "string" ? [request["system"]] : blocks;
  return texts.some((text) => text.startsWith("You are Claude Code") || text.startsWith("You are a Claude agent"));
}

/** What is streamed to a request, by whichever upstream speaks this API. */
export function messageScriptFor(world: World, visit: Visit, frame: MessageFrame): Script {
  const amount = measured(frame.model);
  if (amount?.kind === "stream") {
    return measuredMessageScript(frame, amount, { clock: world.clock, signal: visit.signal });
  }
  return messageScript(messageTelling(frame, reply(messagesPrompt(frame.request)), world.ids));
}

function body(world: World, frame: MessageFrame): Json | Uint8Array {
  const amount = measured(frame.model);
  if (amount?.kind !== "json") {
    return messageObject(messageTelling(frame, reply(messagesPrompt(frame.request)), world.ids));
  }
  const name = `messages:${amount.bytes}`;
  const known =
    world.encoded.get(name) ?? new TextEncoder().encode(JSON.stringify(measuredMessage(frame, amount.bytes)));
  world.encoded.set(name, known);
  return known;
}
