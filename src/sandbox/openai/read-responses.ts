// Reads a public Responses request: either what is wrong with it, or the whole conversation it stands for.

import { isForeign } from "../codex/validate-request.ts";
import { invalidEncryptedContent, type StatusFault } from "../faults/fault.ts";
import { asObject, asText, type Json } from "../json.ts";
import { apiError } from "./check-key.ts";

export type ReadRequest =
  | { readonly kind: "read"; readonly request: Json; readonly input: readonly unknown[] }
  | { readonly kind: "refused"; readonly answer: StatusFault };

const SERVED_MODEL = /^(gpt-|codex-|o\d|chatgpt-|sandbox-)/;

/** `recall` finds the conversation of a `previous_response_id`. */
export function readResponses(
  body: unknown,
  owner: string,
  recall: (id: string) => readonly unknown[] | null,
): ReadRequest {
  const request = asObject(body);
  if (request === null) return refused("We could not parse the JSON body of your request.", null);
  const model = asText(request["model"]);
  if (model === null) return refused("Missing required parameter: 'model'.", "missing_required_parameter", "model");
  if (!SERVED_MODEL.test(model)) return { kind: "refused", answer: modelNotFound(model) };
  const previous = asText(request["previous_response_id"]);
  const before = previous === null ? [] : recall(previous);
  if (before === null) {
    const message = `Previous response with id '${previous}' not found.`;
    return refused(message, "previous_response_not_found", "previous_response_id");
  }
  const input = inputList(request["input"]);
  if (input === null) return refused("Missing required parameter: 'input'.", "missing_required_parameter", "input");
  const whole = [...before, ...input];
  if (!whole.some((item) => isForeign(asObject(item) ?? {}, owner))) return { kind: "read", request, input: whole };
  const fault = invalidEncryptedContent();
  return fault.kind === "status" ? { kind: "refused", answer: fault } : refused("Bad request", null);
}

/** 404 model_not_found. */
export function modelNotFound(model: string): StatusFault {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`;
  return apiError({ status: 404, message, code: "model_not_found" });
}

function inputList(input: unknown): readonly unknown[] | null {
  if (typeof input === "string") return [{ type: "message", role: "user", content: input }];
  return Array.isArray(input) ? input : null;
}

function refused(message: string, code: string | null, param?: string): ReadRequest {
  return {
    kind: "refused",
    answer: apiError({ status: 400, message, code, ...(param === undefined ? {} : { param }) }),
  };
}
