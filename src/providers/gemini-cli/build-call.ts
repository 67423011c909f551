// The call that serves an exchange: the client's request in Code Assist's envelope.

import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { callerName, GEMINI_CLI } from "../shared/google-caller.ts";
import { bareModel, codeAssistCall, codeAssistMethod, countBody, wrapped } from "../shared/google-code-assist.ts";
import { projectOfAccount } from "../shared/google-login.ts";
import type { CallInput } from "../provider.ts";
import type { GeminiCliSettings } from "./settings.ts";

export function buildCall(input: CallInput, settings: GeminiCliSettings): UpstreamCall {
  const { account, clientHeaders } = input;
  const method = codeAssistMethod(input);
  const userAgent = callerName(clientHeaders, GEMINI_CLI, settings);
  return codeAssistCall({ account, method, body: bodyOf(input), userAgent }, settings);
}

/** `user_prompt_id` only serves the vendor's statistics and is left out: there is no prompt of Gemini CLI to name. */
function bodyOf({ account, operation, model, body }: CallInput): Uint8Array | string {
  if (body.kind !== "json") throw new Error("Code Assist takes JSON alone");
  if (operation === "count-tokens") return countBody(model, body.text);
  return wrapped({ model: bareModel(model), project: projectOfAccount(account) }, body.text);
}
