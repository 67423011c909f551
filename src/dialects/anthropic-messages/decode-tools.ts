// The tools a Messages request offers, the client's own and Anthropic's, and the choice it leaves the model.

import type { Tool, ToolChoice } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readArray, readBoolean, readName, readObject, readString } from "../members.ts";
import { cacheHint } from "./decode-content.ts";
import { readExtras, TOOL_EXTRAS } from "./vendor.ts";

/** Kinds that only Anthropic knows are kept as they came. Throws Fault `invalid_request`. */
export function decodeTools(value: unknown, path: string): readonly Tool[] {
  return readArray(value, path).map((entry, position) => {
    const at = `${path}.${position}`;
    return decodeTool(readObject(entry, at), at);
  });
}

/** Reads `tool_choice`; whether tools may run in parallel stands in it too. */
export function decodeToolChoice(value: unknown, path: string): ToolChoice {
  const choice = readObject(value, path);
  switch (choice["type"]) {
    case "auto":
    case "none":
      return { kind: choice["type"] };
    case "any":
      return { kind: "required" };
    case "tool":
      return { kind: "named", name: readName(choice["name"], `${path}.name`) };
    default:
      throw invalid(`${path}.type`, `${path}.type: expected one of: auto, any, tool, none.`);
  }
}

/** Web search has no name elsewhere; Claude Code forces it where it offers nothing else. */
export function searchAsAny(choice: ToolChoice | undefined, tools: readonly Tool[]): ToolChoice | undefined {
  if (choice?.kind !== "named" || choice.name !== "web_search") return choice;
  return tools.some((tool) => tool.kind === "web-search") ? { kind: "required" } : choice;
}

/** The inverse of `disable_parallel_tool_use`. */
export function decodeParallel(value: unknown, path: string): boolean | undefined {
  const at = `${path}.disable_parallel_tool_use`;
  const disabled = optional(readObject(value, path)["disable_parallel_tool_use"], at, readBoolean);
  return disabled === undefined ? undefined : !disabled;
}

function decodeTool(tool: JsonObject, path: string): Tool {
  const type = optional(tool["type"], `${path}.type`, readString) ?? "custom";
  if (type === "custom") {
    return present({
      kind: "function" as const,
      name: readName(tool["name"], `${path}.name`),
      description: optional(tool["description"], `${path}.description`, readString),
      parameters: readObject(tool["input_schema"], `${path}.input_schema`),
      strict: optional(tool["strict"], `${path}.strict`, readBoolean),
      cacheHint: cacheHint(tool),
      vendor: readExtras(tool, TOOL_EXTRAS),
    });
  }
  if (type.startsWith("web_search_")) return webSearch(tool, type);
  return { kind: "vendor", vendor: "anthropic", type, raw: tool };
}

/** What OpenAI's search knows as well goes by OpenAI's names; the rest stays Anthropic's. */
function webSearch(tool: JsonObject, type: string): Tool {
  const { allowed_domains: allowed, user_location: location } = tool;
  const options = present({
    filters: Array.isArray(allowed) && allowed.length > 0 ? { allowed_domains: allowed } : undefined,
    user_location: location ?? undefined,
  });
  return present({
    kind: "web-search" as const,
    options: Object.keys(options).length === 0 ? undefined : options,
    vendor: readExtras(tool, SEARCH_EXTRAS, { type }),
  });
}

export const SEARCH_EXTRAS = [
  "allowed_callers",
  "blocked_domains",
  "cache_control",
  "defer_loading",
  "max_uses",
  "strict",
] as const;
