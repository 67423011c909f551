// Tools and tool choice in chat's nested form.

import type { ExchangeRequest, Tool } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present, unsupported } from "../members.ts";

/** All but web search, which chat asks for beside the tools. Throws Fault `unsupported_parameter` for another vendor's. */
export function encodeTools(tools: readonly Tool[]): readonly JsonObject[] {
  return tools.flatMap((tool, position) => {
    switch (tool.kind) {
      case "function": {
        const { name, description, parameters, strict } = tool;
        return [{ type: "function", function: present({ name, description, parameters, strict }) }];
      }
      case "custom": {
        const { name, description, format } = tool;
        return [{ type: "custom", custom: present({ name, description, format: nested(format) }) }];
      }
      case "web-search":
        return [];
      case "vendor":
        if (tool.vendor === "openai-chat") return [tool.raw];
        throw unsupported(`tools.${position}`, `The tool '${tool.type}' cannot be used with this model's upstream.`);
    }
  });
}

/** The `web_search_options` member, undefined where no search was offered. */
export function encodeWebSearch(tools: readonly Tool[]): JsonObject | undefined {
  const search = tools.find((tool) => tool.kind === "web-search");
  return search === undefined ? undefined : (search.options ?? {});
}

/** The `tool_choice` member, undefined where the client left the choice open. */
export function encodeToolChoice(request: ExchangeRequest): string | JsonObject | undefined {
  const { toolChoice, tools } = request;
  if (toolChoice === undefined) return undefined;
  switch (toolChoice.kind) {
    case "auto":
    case "none":
    case "required":
      return toolChoice.kind;
    case "named":
      return named(toolChoice.name, toolChoice.custom === true);
    case "allowed": {
      const isCustom = (name: string) => tools.some((tool) => tool.kind === "custom" && tool.name === name);
      const mode = toolChoice.required ? "required" : "auto";
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
