// The ChatGPT backend's validator: what it refuses, in its own words (FastAPI's `detail`).

import { sealOwner } from "../accounts/sealed-content.ts";
import { invalidEncryptedContent, modelNotSupported, type StatusFault } from "../faults/fault.ts";
import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";

const REFUSED: readonly string[] = [
  ...["max_output_tokens", "temperature", "top_p", "truncation", "metadata", "user", "safety_identifier"],
  ...["prompt_cache_retention", "prompt_cache_options", "context_management", "max_tool_calls", "background"],
  // Parameters of Chat Completions.
  ...["messages", "max_tokens", "max_completion_tokens", "stop", "n", "seed", "logprobs", "top_logprobs", "logit_bias"],
  ...["frequency_penalty", "presence_penalty", "response_format", "stream_options", "reasoning_effort"],
];

const SERVED_MODEL = /^(gpt-|codex-|o\d|sandbox-)/;

export interface Validation {
  readonly accountId: string;
  /** `previous_response_id` works on WebSockets alone, `stream` is asked for on HTTP alone. */
  readonly transport: "http" | "websocket";
}

/** The refusal of a request; null where it is well formed. */
export function refusal(body: unknown, how: Validation): StatusFault | null {
  const request = asObject(body);
  if (request === null) return detail("Invalid JSON body");
  const shape = shapeProblem(request, how.transport);
  if (shape !== null) return detail(shape);
  const input = objectsIn(request["input"]);
  const content = input.map(itemProblem).find((problem) => problem !== null) ?? null;
  if (content !== null) return detail(content);
  const model = asText(request["model"]) ?? "";
  if (!SERVED_MODEL.test(model)) return asStatus(modelNotSupported(model));
  return input.some((item) => isForeign(item, how.accountId)) ? asStatus(invalidEncryptedContent()) : null;
}

/** True for reasoning that somebody else sealed. */
export function isForeign(item: Json, owner: string): boolean {
  const sealed = asText(item["encrypted_content"]);
  return sealed !== null && sealOwner(sealed) !== owner;
}

function shapeProblem(request: Json, transport: Validation["transport"]): string | null {
  if (request["store"] !== false) return "Store must be set to false";
  if (transport === "http" && request["stream"] !== true) return "Stream must be set to true";
  const refused = REFUSED.find((name) => request[name] !== undefined);
  if (refused !== undefined) return `Unsupported parameter: ${refused}`;
  if (transport === "http" && request["previous_response_id"] != null)
    return "Unsupported parameter: previous_response_id";
  return Array.isArray(request["input"]) ? null : "Input must be a list";
}

function itemProblem(item: Json): string | null {
  if (item["role"] === "system") return "System messages are not allowed";
  for (const part of asList(item["content"])) {
    const fields = asObject(part);
    if (fields?.["prompt_cache_breakpoint"] !== undefined) return "Unsupported parameter: prompt_cache_breakpoint";
    if (fields?.["type"] === "input_image" && asText(fields["image_url"])?.startsWith("data:") !== true) {
      return "Only data: URLs are supported for input_image";
    }
  }
  return null;
}

function detail(text: string): StatusFault {
  return { kind: "status", status: 400, body: { detail: text } };
}

function asStatus(fault: ReturnType<typeof modelNotSupported>): StatusFault {
  return fault.kind === "status" ? fault : detail("Bad request");
}
