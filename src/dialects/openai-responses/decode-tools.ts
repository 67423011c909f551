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
import { flatName, LOCAL_SHELL, rememberedAs } from "./client-tools.ts";

/**
 * Reads a list of tools, those in namespaces under one flat name each; kinds that only OpenAI knows are kept as they came.
 * Throws Fault `invalid_request`.
 */
export function decodeTools(value: unknown, path: string): readonly Tool[] {
  const tools = optional(value, path, readArray) ?? [];
  return tools.flatMap((tool, position) => decodeTool(readObject(tool, `${path}.${position}`), `${path}.${position}`));
}

function decodeTool(tool: JsonObject, path: string): readonly Tool[] {
  const type = readString(tool["type"], `${path}.type`);
  switch (type) {
    case "function":
    case "custom":
      return [named(tool, path)];
    case "namespace":
      return decodeNamespace(tool, path);
    case "local_shell":
      return [LOCAL_SHELL];
    case "tool_search":
      return [decodeSearch(tool, path)];
    default:
      // web_search_preview and the dated names are older spellings of the same tool.
      return [type.startsWith("web_search") ? webSearch(tool) : { kind: "vendor", vendor: "openai", type, raw: tool }];
  }
}

function decodeNamespace(group: JsonObject, path: string): readonly Tool[] {
  const namespace = readName(group["name"], `${path}.name`);
  const about = optional(group["description"], `${path}.description`, readString) ?? "";
  const tools = readArray(group["tools"], `${path}.tools`).map((entry, position) => {
    const at = `${path}.tools.${position}`;
    return named(readObject(entry, at), at, namespace);
  });
  const [first, ...others] = tools;
  // What is said of the group is said of its first tool: nobody else would hear it.
  if (first === undefined || about === "") return tools;
  const description = first.description === undefined ? about : `${about}\n\n${first.description}`;
  return [{ ...first, description }, ...others];
}

function named(tool: JsonObject, path: string, namespace?: string): Extract<Tool, { kind: "function" | "custom" }> {
  const name = readName(tool["name"], `${path}.name`);
  const common = {
    name: flatName(namespace, name),
    description: optional(tool["description"], `${path}.description`, readString),
    vendor: namespace === undefined ? undefined : rememberedAs({ name, namespace }),
  };
  if (tool["type"] === "custom") {
    const format = optional(tool["format"], `${path}.format`, readObject);
    return present({ kind: "custom" as const, ...common, format });
  }
  if (tool["type"] !== "function") {
    throw invalid(`${path}.type`, `Invalid value for '${path}.type': expected 'function' or 'custom'.`);
  }
  return present({
    kind: "function" as const,
    ...common,
    parameters: optional(tool["parameters"], `${path}.parameters`, readObject),
    strict: optional(tool["strict"], `${path}.strict`, readBoolean),
  });
}

/** The client searches its own tools: that is a function like any other. What OpenAI searches stays OpenAI's. */
function decodeSearch(tool: JsonObject, path: string): Tool {
  if (tool["execution"] !== "client") return { kind: "vendor", vendor: "openai", type: "tool_search", raw: tool };
  return present({
    kind: "function" as const,
    name: "tool_search",
    description: optional(tool["description"], `${path}.description`, readString),
    parameters: optional(tool["parameters"], `${path}.parameters`, readObject),
    vendor: rememberedAs({ name: "tool_search", item: "tool_search_call" }),
  });
}

function webSearch(tool: JsonObject): Tool {
  const { type: _, ...options } = tool;
  return Object.keys(options).length === 0 ? { kind: "web-search" } : { kind: "web-search", options };
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
      return { kind: "named", name: readFlatName(choice, path) };
    case "custom":
      return { kind: "named", name: readFlatName(choice, path), custom: true };
    case "allowed_tools":
      return {
        kind: "allowed",
        names: readAllowed(choice["tools"], `${path}.tools`),
        required: choice["mode"] === "required",
      };
    default:
      if (String(choice["type"]).startsWith("web_search")) return { kind: "required" };
      throw unsupported(
        `${path}.type`,
        `The tool '${String(choice["type"])}' cannot be forced: use 'auto' or 'required'.`,
      );
  }
}

/** What OpenAI runs itself has no name to allow it by, and stays offered. */
function readAllowed(value: unknown, path: string): readonly string[] {
  return readArray(value, path).flatMap((entry, position) => {
    const at = `${path}.${position}`;
    const tool = readObject(entry, at);
    const isNamed = tool["type"] === undefined || tool["type"] === "function" || tool["type"] === "custom";
    return isNamed ? [readFlatName(tool, at)] : [];
  });
}

/** The one name of a tool or call that may stand in a namespace. */
export function readFlatName(fields: JsonObject, path: string): string {
  const namespace = optional(fields["namespace"], `${path}.namespace`, readString);
  return flatName(namespace, readName(fields["name"], `${path}.name`));
}
