// Tools and tool choice in chat's nested form.

import type { ExchangeRequest, Tool } from "../../exchange/request.ts";
import { customParameters } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { objectSchema } from "../object-schema.ts";
import { leaveOut } from "../vendor-tools.ts";
import type { ModelFeatures } from "./model-features.ts";

/** All but web search, which chat asks for beside the tools. Throws Fault `unsupported_parameter` for another vendor's. */
export function encodeTools({ tools, toolChoice }: ExchangeRequest, features: ModelFeatures): readonly JsonObject[] {
  const isOffered = (tool: Tool): boolean =>
    features.isOpenAi || toolChoice?.kind !== "allowed" || !("name" in tool) || toolChoice.names.includes(tool.name);
  return tools.flatMap((tool, position): readonly JsonObject[] => {
    const said = isOffered(tool) ? encodeTool(tool, `tools.${position}`, features) : undefined;
    return said === undefined ? [] : [said];
  });
}

function encodeTool(tool: Tool, path: string, features: ModelFeatures): JsonObject | undefined {
  switch (tool.kind) {
    case "function": {
      const { name, description, strict } = tool;
      const parameters = tool.parameters === undefined ? undefined : objectSchema(tool.parameters);
      return { type: "function", function: present({ name, description, parameters, strict }) };
    }
    case "custom": {
      const { name, description, format } = tool;
      return features.customTools
        ? { type: "custom", custom: present({ name, description, format: nested(format) }) }
        : { type: "function", function: present({ name, description, parameters: customParameters(tool) }) };
    }
    case "web-search":
      return undefined;
    case "vendor":
      if (tool.vendor === "openai-chat") return tool.raw;
      leaveOut(tool, path);
      return undefined;
  }
}

/**
 * The `web_search_options` member. Only models that take no tools search here, and the others refuse it: beside functions,
 * where agents offer it with every request, it is left out.
 */
export function encodeWebSearch(tools: readonly Tool[]): JsonObject | undefined {
  const search = tools.find((tool) => tool.kind === "web-search");
  if (search === undefined || tools.some((tool) => tool.kind === "function" || tool.kind === "custom"))
    return undefined;
  const { search_context_size: size, user_location: location } = search.options ?? {};
  return present({ search_context_size: size, user_location: nestedLocation(location) });
}

/** Chat says once more than Responses that the place is `approximate`. */
function nestedLocation(location: unknown): unknown {
  if (!isObject(location)) return undefined;
  const { type, ...approximate } = location;
  return { type: type ?? "approximate", approximate };
}

/** The `tool_choice` member, undefined where the client left the choice open or nothing is offered to choose from. */
export function encodeToolChoice(request: ExchangeRequest, features: ModelFeatures): string | JsonObject | undefined {
  const { toolChoice, tools } = request;
  const isCustom = (name: string): boolean =>
    features.customTools && tools.some((tool) => tool.kind === "custom" && tool.name === name);
  switch (toolChoice?.kind) {
    case undefined:
      return undefined;
    case "auto":
    case "none":
    case "required":
      return toolChoice.kind;
    case "named":
      return named(toolChoice.name, isCustom(toolChoice.name));
    case "allowed": {
      const mode = toolChoice.required ? "required" : "auto";
      if (!features.isOpenAi) return mode;
      const offered = toolChoice.names.map((name) => named(name, isCustom(name)));
      return { type: "allowed_tools", allowed_tools: { mode, tools: offered } };
    }
  }
}

const named = (name: string, custom: boolean): JsonObject =>
  custom ? { type: "custom", custom: { name } } : { type: "function", function: { name } };

function nested(format: unknown): unknown {
  if (!isObject(format) || format["type"] !== "grammar") return format;
  const { type, ...grammar } = format;
  return { type, grammar };
}
