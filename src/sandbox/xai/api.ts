// api.x.ai: responses, their compaction, chat completions and models, for keys and access tokens alike.

import { compacted } from "../codex/responses.ts";
import { isForeign } from "../codex/validate-request.ts";
import { compose } from "../encode/compose.ts";
import type { StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { chatPrompt } from "../model/chat-prompt.ts";
import { answerChat } from "../openai/answer-chat.ts";
import { answer, stream } from "../serve/answer.ts";
import { bearer } from "../serve/caller.ts";
import type { Endpoint, Knock, Visit, World } from "../serve/world.ts";
import { BAD_CREDENTIALS, modelNotFound, SEALED, xaiError } from "./errors.ts";
import type { XaiMember } from "./member.ts";

const XAI_MODELS: readonly string[] = ["grok-4.6", "grok-4.5", "grok-4", "grok-code-fast-1"];

/** Epoch s. */
const MODEL_CREATED = 1_767_225_600;

/** The member a request's credentials name; also those whose token is out of date. */
export function callerOf(world: World, request: Knock): XaiMember | null {
  const given = bearer(request.headers) ?? asText(asObject(request.body)?.["refresh_token"]);
  return given === null ? null : world.realms.xai.holder(given);
}

const responses: Endpoint = (world, visit) => {
  const read = readRequest(world, visit);
  if (read.kind === "refused") return answer(world, visit, read.answer);
  const { request, member, input } = read;
  const owner = member.handle.accountId;
  const composed = compose({ request, input, owner, source: "public", signal: visit.signal }, world);
  member.served.count += 1;
  if (request["store"] !== false) world.memory.remember(owner, composed.id, [...input, ...composed.items]);
  const headers = { "x-request-id": world.ids.requestId() };
  if (request["stream"] === true) return stream(world, visit, { script: composed.script, headers });
  return answer(world, visit, { body: composed.whole(), headers });
};

const compact: Endpoint = (world, visit) => {
  const read = readRequest(world, visit);
  if (read.kind === "refused") return answer(world, visit, read.answer);
  const { request, input, member } = read;
  return answer(world, visit, { body: compacted(world, { request, input, owner: member.handle.accountId }) });
};

const chat: Endpoint = (world, visit) => {
  const member = admitted(world, visit);
  if ("kind" in member) return answer(world, visit, member);
  const request = asObject(visit.body) ?? {};
  const model = asText(request["model"]) ?? "";
  if (!isServed(model)) return answer(world, visit, modelNotFound(model));
  if (!Array.isArray(request["messages"])) return answer(world, visit, badArgument("messages is required"));
  member.served.count += 1;
  const headers = { "x-request-id": world.ids.requestId() };
  return answerChat(world, visit, { request, prompt: chatPrompt(request), headers });
};

const models: Endpoint = (world, visit) => {
  const member = admitted(world, visit);
  if ("kind" in member) return answer(world, visit, member);
  const data = XAI_MODELS.map((id) => ({ id, object: "model", created: MODEL_CREATED, owned_by: "xai" }));
  return answer(world, visit, { body: { object: "list", data } });
};

type ReadRequest =
  | {
      readonly kind: "read";
      readonly request: Json;
      readonly input: readonly unknown[];
      readonly member: XaiMember;
    }
  | { readonly kind: "refused"; readonly answer: StatusFault };

function readRequest(world: World, visit: Visit): ReadRequest {
  const member = admitted(world, visit);
  if ("kind" in member) return { kind: "refused", answer: member };
  const owner = member.handle.accountId;
  const request = asObject(visit.body);
  const refused = (why: StatusFault): ReadRequest => ({ kind: "refused", answer: why });
  if (request === null) return refused(badArgument("Failed to parse the request body as JSON"));
  const model = asText(request["model"]) ?? "";
  if (!isServed(model)) return refused(modelNotFound(model));
  const previous = asText(request["previous_response_id"]);
  const before = previous === null ? [] : world.memory.recall(owner, previous);
  if (before === null) return refused(xaiError(404, "not-found", `Response with id=${previous} not found.`));
  const input = inputList(request["input"]);
  if (input === null) return refused(badArgument("input is required"));
  const whole = [...before, ...input];
  if (whole.some((item) => isForeign(asObject(item) ?? {}, owner))) return refused(SEALED);
  return { kind: "read", request, input: whole, member };
}

function inputList(input: unknown): readonly unknown[] | null {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  return Array.isArray(input) ? input : null;
}

function isServed(model: string): boolean {
  return model.startsWith("grok-") || model.startsWith("sandbox-");
}

/** A wrong key is a 400 here, a token that has run out a 403. */
function admitted(world: World, visit: Visit): XaiMember | StatusFault {
  const given = bearer(visit.headers);
  const member = given === null ? null : world.realms.xai.holder(given);
  if (given === null) return xaiError(401, "unauthenticated", "No credentials provided.");
  if (member === null) {
    const message = `Incorrect API key provided: ${given.slice(0, 2)}***. You can obtain an API key from https://console.x.ai.`;
    return badArgument(message);
  }
  if (member.key === given) return member;
  return member.sessions?.of(given)?.judgeAccess(given) === "current" ? member : BAD_CREDENTIALS;
}

function badArgument(message: string): StatusFault {
  return xaiError(400, "invalid-argument", message);
}

export const API_ROUTES: Readonly<Record<string, Endpoint>> = {
  "POST /v1/responses": responses,
  "POST /v1/responses/compact": compact,
  "POST /v1/chat/completions": chat,
  "GET /v1/models": models,
};
