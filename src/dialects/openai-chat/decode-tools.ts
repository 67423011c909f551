// The tools a chat request offers and the choice it leaves the model, today's members and the legacy `functions` alike.

import type { Tool, ToolChoice } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { latestTools } from "../latest-tools.ts";
import {
  invalid,
  isObject,
  optional,
  present,
  readArray,
  readBoolean,
  readName,
  readObject,
  readString,
} from "../members.ts";

/** Reads `tools`, `functions` and `web_search_options`. */
export function decodeTools(body: JsonObject): readonly Tool[] {
  const tools = optional(body["tools"], "tools", readArray) ?? [];
  const functions = optional(body["functions"], "functions", readArray) ?? [];
  const search = optional(body["web_search_options"], "web_search_options", readObject);
  return latestTools([
    ...tools.map((tool, position) => decodeTool(tool, `tools.${position}`)),
    ...functions.map((entry, position) =>
      functionTool(readObject(entry, `functions.${position}`), `functions.${position}`),
    ),
    ...(search === undefined ? [] : [webSearch(search)]),
  ]);
}

/** Reads `tool_choice`, or the legacy `function_call`. */
export function decodeToolChoice(body: JsonObject): ToolChoice | undefined {
  return (
    optional(body["tool_choice"], "tool_choice", readChoice) ??
    optional(body["function_call"], "function_call", (value, path) =>
      typeof value === "string" ? readChoice(value, path) : namedChoice(value, path),
    )
  );
}

function decodeTool(value: unknown, path: string): Tool {
  const tool = readObject(value, path);
  const type = readString(tool["type"], `${path}.type`);
  if (type === "function") return functionTool(readObject(tool["function"], `${path}.function`), `${path}.function`);
  if (type === "custom") return customTool(readObject(tool["custom"], `${path}.custom`), `${path}.custom`);
  if (type.startsWith("web_search")) {
    const { type: _, ...options } = tool;
    return webSearch(options);
  }
  return { kind: "vendor", vendor: "openai-chat", type, raw: tool };
}

function functionTool(fields: JsonObject, path: string): Tool {
  return present({
    kind: "function" as const,
    name: readName(fields["name"], `${path}.name`),
    description: optional(fields["description"], `${path}.description`, readString),
    parameters: optional(fields["parameters"], `${path}.parameters`, readObject),
    strict: optional(fields["strict"], `${path}.strict`, readBoolean),
  });
}

function customTool(fields: JsonObject, path: string): Tool {
  return present({
    kind: "custom" as const,
    name: readName(fields["name"], `${path}.name`),
    description: optional(fields["description"], `${path}.description`, readString),
    format: optional(fields["format"], `${path}.format`, readFormat),
  });
}

/** Chat nests a grammar one level deeper than Responses; the canonical form is the flat one. */
function readFormat(value: unknown, path: string): JsonObject {
  const format = readObject(value, path);
  const grammar = format["grammar"];
  return format["type"] === "grammar" && isObject(grammar) ? { type: "grammar", ...grammar } : format;
}

/** Chat says once more than Responses that the place is `approximate`; the canonical form is the flat one. */
function webSearch(said: JsonObject): Tool {
  const { user_location: location } = said;
  const place = isObject(location) ? location["approximate"] : undefined;
  const options = isObject(place) ? { ...said, user_location: { type: "approximate", ...place } } : said;
  return Object.keys(options).length === 0 ? { kind: "web-search" } : { kind: "web-search", options };
}

function readChoice(value: unknown, path: string): ToolChoice {
  if (value === "auto" || value === "none" || value === "required") return { kind: value };
  if (typeof value === "string") {
    throw invalid(path, `Invalid value for '${path}': '${value}', expected 'none', 'auto', 'required' or an object.`);
  }
  const choice = readObject(value, path);
  switch (choice["type"]) {
    case "function":
      return namedChoice(choice["function"], `${path}.function`);
    case "custom":
      return { ...namedChoice(choice["custom"], `${path}.custom`), custom: true };
    case "allowed_tools":
      return allowedChoice(readObject(choice["allowed_tools"], `${path}.allowed_tools`), `${path}.allowed_tools`);
    default:
      throw invalid(
        `${path}.type`,
        `Invalid value for '${path}.type': expected 'function', 'custom' or 'allowed_tools'.`,
      );
  }
}

function namedChoice(value: unknown, path: string): Extract<ToolChoice, { kind: "named" }> {
  return { kind: "named", name: readName(readObject(value, path)["name"], `${path}.name`) };
}

function allowedChoice(fields: JsonObject, path: string): ToolChoice {
  const names = readArray(fields["tools"], `${path}.tools`).map((value, position) => {
    const at = `${path}.tools.${position}`;
    const tool = readObject(value, at);
    const member = tool["type"] === "custom" ? "custom" : "function";
    return namedChoice(tool[member], `${at}.${member}`).name;
  });
  return { kind: "allowed", names, required: fields["mode"] === "required" };
}
