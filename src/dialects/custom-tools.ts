// A custom tool takes free text, which most APIs have no word for: it is offered as a function of one text, and its calls
// come back as that text. Nothing holds the model to a grammar then: it is told, and usually follows.

import type { Tool } from "../exchange/request.ts";
import type { JsonObject } from "./dialect.ts";
import { isObject } from "./members.ts";

type CustomTool = Extract<Tool, { kind: "custom" }>;

/** The one parameter of the function. */
export const CUSTOM_INPUT = "input";

/** JSON schema of the function's parameters. */
export function customParameters({ format }: CustomTool): JsonObject {
  const parameter = { type: "string", description: inputHelp(format) };
  return { type: "object", properties: { [CUSTOM_INPUT]: parameter }, required: [CUSTOM_INPUT] };
}

function inputHelp(format: unknown): string {
  const free = "The whole input of the tool, as free text.";
  if (!isObject(format) || typeof format["definition"] !== "string") return free;
  const syntax = typeof format["syntax"] === "string" ? `${format["syntax"]} ` : "";
  return `${free} It must follow this ${syntax}grammar:\n${format["definition"]}`;
}

/** What stands under the one parameter in the JSON text of a call; all of it where the model wrote something else. */
export function customText(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    if (isObject(value) && typeof value[CUSTOM_INPUT] === "string") return value[CUSTOM_INPUT];
  } catch {
    // Cut by a limit: it is given as it is.
  }
  return json;
}

/** The names of the tools whose calls come back as free text. */
export const customNames = (tools: readonly Tool[]): ReadonlySet<string> =>
  new Set(tools.flatMap((tool) => (tool.kind === "custom" ? [tool.name] : [])));
