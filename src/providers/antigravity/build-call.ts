// The call that serves an exchange: the client's request in Antigravity's form of Code Assist's envelope (wire facts 2.3).

import { createHash } from "node:crypto";

import type { JsonText } from "../../exchange/json-text.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { bareModel, codeAssistCall, codeAssistMethod, countBody, wrapped } from "../shared/google-code-assist.ts";
import { projectOfAccount } from "../shared/google-login.ts";
import type { CallInput } from "../provider.ts";
import type { AntigravitySettings } from "./settings.ts";

export function buildCall(input: CallInput, settings: AntigravitySettings): UpstreamCall {
  const { account } = input;
  const { userAgent } = settings;
  return codeAssistCall(
    { account, method: codeAssistMethod(input), body: bodyOf(input, userAgent), userAgent },
    settings,
  );
}

/** Antigravity takes no safety settings; a session that a client names is told in another member. */
const LEFT_OUT = ["safetySettings", "safety_settings", "session_id"];

function bodyOf({ account, operation, model, body }: CallInput, userAgent: string): Uint8Array | string {
  if (body.kind !== "json") throw new Error("Code Assist takes JSON alone");
  if (operation === "count-tokens") return countBody(model, body.text);
  const outer = {
    model: bareModel(model),
    project: projectOfAccount(account),
    requestId: `agent-${digest(body.text.bytes).toString("hex", 0, 16)}`,
    requestType: model.includes("image") ? "image_gen" : "agent",
    userAgent,
  };
  return wrapped(outer, body.text, { remove: LEFT_OUT, set: { sessionId: sessionOf(body.text) } });
}

/** The same for all turns of a conversation, which begin alike: the upstream keeps what it has read of one. */
function sessionOf(request: JsonText): string {
  const [opening] = request.elements("contents", 1);
  return (digest(opening ?? new Uint8Array()).readBigUInt64BE() >> 1n).toString();
}

/** Ids that follow from what is sent: building a call draws no chance, and the same request is the same. */
function digest(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
