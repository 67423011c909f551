// A call's arguments: an object here, JSON text in the exchange, free text for a custom tool.

import type { ToolCallPart } from "../../exchange/request.ts";
import { CUSTOM_INPUT } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

/**
 * The `args` of a call. Text that is no JSON object (a custom tool's, or one that was cut by a token limit) is carried
 * whole under `input`, so that the model sees what was said.
 */
export function argsOf(call: Pick<ToolCallPart, "input" | "custom">): JsonObject {
  if (call.custom === true) return { [CUSTOM_INPUT]: call.input };
  if (call.input.trim() === "") return {};
  const parsed = parse(call.input);
  return isObject(parsed) ? parsed : { [CUSTOM_INPUT]: call.input };
}

/** The same as JSON text: the client's own where it stands on one line, so that large numbers keep their digits. */
export function argsText(call: Pick<ToolCallPart, "input" | "custom">): string {
  const isOneObject = call.custom !== true && !/[\r\n]/.test(call.input) && isObject(parse(call.input));
  return isOneObject ? call.input.trim() : JSON.stringify(argsOf(call));
}

/** JSON text for the `args` that a call came with; servers that send a text send JSON in it. */
export function inputText(args: unknown): string {
  return typeof args === "string" ? args : JSON.stringify(args ?? {});
}

/** What a custom tool was called with: the one parameter, or all of it where the model wrote something else. */
export function customText(args: unknown): string {
  return isObject(args) && typeof args[CUSTOM_INPUT] === "string" ? args[CUSTOM_INPUT] : inputText(args);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
