// The tools a Responses request offers, flat, and the choice it leaves the model.

import type { Tool, ToolChoice } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  invalid,
  optional,
  present,
  readArray,
  readBoolean,
  readName,
  readObject,
  readString,
  unsupported,
} from "../members.ts";

/** Reads a list of tools; kinds that only OpenAI knows are kept as they came. Throws Fault `invalid_request`. */
export function decodeTools(value: unknown, path: string): readonly Tool[] {
  const tools = optional(value, path, readArray) ?? [];
  return tools.map((tool, position) => decodeTool(readObject(tool, `${path}.${position}`), `${path}.${position}`));
}

function decodeTool(tool: JsonObject, path: string): Tool {
  const type = readString(tool["type"], `${path}.type`);
  const description = optional(tool["description"], `${path}.description`, readString);
  if (type === "function") {
    return present({
      kind: "function" as const,
      name: readName(tool["name"], `${path}.name`),
      description,
      parameters: optional(tool["parameters"], `${path}.parameters`, readObject),
      strict: optional(tool["strict"], `${path}.strict`, readBoolean),
    });
  }
  if (type === "custom") {
    const format = optional(tool["format"], `${path}.format`, readObject);
    return present({ kind: "custom" as const, name: readName(tool["name"], `${path}.name`), description, format });
  }
  // web_search_preview and the dated names are older spellings of the same tool.
  if (type.startsWith("web_search")) {
    const { type: _, ...options } = tool;
    return Object.keys(options).length === 0 ? { kind: "web-search" } : { kind: "web-search", options };
  }
  return { kind: "vendor", vendor: "openai", type, raw: tool };
}

/** Throws Fault `unsupported_parameter` for a forced hosted tool, which has no canonical word. */
export function decodeToolChoice(value: unknown, path: string): ToolChoice {
  if (value === "auto" || value === "none" || value === "required") return { kind: value };
  if (typeof value === "string") {
    throw invalid(path, `Invalid value for '${path}': '${value}', expected 'none', 'auto', 'required' or an object.`);
  }
  const choice = readObject(value, path);
  switch (choice["type"]) {
    case "function":
      return { kind: "named", name: readName(choice["name"], `${path}.name`) };
    case "custom":
      return { kind: "named", name: readName(choice["name"], `${path}.name`), custom: true };
    case "allowed_tools":
      return {
        kind: "allowed",
        names: readAllowed(choice["tools"], `${path}.tools`),
        required: choice["mode"] === "required",
      };
    default:
      throw unsupported(
        `${path}.type`,
        `The tool '${String(choice["type"])}' cannot be forced: use 'auto' or 'required'.`,
      );
  }
}

function readAllowed(value: unknown, path: string): readonly string[] {
  return readArray(value, path).map((entry, position) => {
    const at = `${path}.${position}`;
    return readName(readObject(entry, at)["name"], `${at}.name`);
  });
}
