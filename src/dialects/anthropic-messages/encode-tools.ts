// Tools and tool choice as Messages says them.

import type { ExchangeRequest, Tool, ToolChoice } from "../../exchange/request.ts";
import { customParameters } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { objectSchema } from "../object-schema.ts";
import { leaveOut } from "../vendor-tools.ts";
import { SEARCH_EXTRAS } from "./decode-tools.ts";
import { cacheControl } from "./encode-content.ts";
import type { ModelTraits } from "./model-traits.ts";
import { forces } from "./thinking.ts";
import { anthropicExtras, TOOL_EXTRAS, writeExtras } from "./vendor.ts";

/** Only the allowed tools, where the client names them. Throws Fault `unsupported_parameter` for another vendor's tool. */
export function encodeTools(request: ExchangeRequest, traits: ModelTraits): readonly JsonObject[] {
  const { tools, toolChoice } = request;
  const isAllowed = (tool: Tool): boolean =>
    toolChoice?.kind !== "allowed" || !("name" in tool) || toolChoice.names.includes(tool.name);
  const encoded = tools.flatMap((tool, position): readonly JsonObject[] => {
    const said = isAllowed(tool) ? encodeTool(tool, `tools.${position}`, traits) : undefined;
    return said === undefined ? [] : [said];
  });
  return tools.length === 0 ? toolsOfHistory(request) : encoded;
}

function encodeTool(tool: Tool, path: string, traits: ModelTraits): JsonObject | undefined {
  switch (tool.kind) {
    case "function":
      return present({
        name: tool.name,
        description: tool.description,
        input_schema: objectSchema(tool.parameters),
        strict: traits.formats && tool.strict === true ? true : undefined,
        ...writeExtras(tool.vendor, TOOL_EXTRAS),
        cache_control: cacheControl(tool.cacheHint),
      });
    case "custom":
      return present({ name: tool.name, description: tool.description, input_schema: customParameters(tool) });
    case "web-search":
      return webSearch(tool);
    case "vendor":
      if (tool.vendor === "anthropic") return { ...tool.raw };
      leaveOut(tool, path);
      return undefined;
  }
}

function webSearch({ options = {}, vendor }: Extract<Tool, { kind: "web-search" }>): JsonObject {
  const { type } = anthropicExtras(vendor);
  const { filters, user_location: location } = options;
  return present({
    type: typeof type === "string" ? type : "web_search_20250305",
    name: "web_search",
    allowed_domains: isObject(filters) ? filters["allowed_domains"] : undefined,
    user_location: location,
    ...writeExtras(vendor, SEARCH_EXTRAS),
  });
}

/** A history with calls in it needs tools to have called, even where no more are offered (a compaction, for one). */
function toolsOfHistory({ messages }: ExchangeRequest): readonly JsonObject[] {
  const calls = messages.flatMap((message) =>
    message.role === "assistant" ? message.content.filter((part) => part.kind === "tool-call") : [],
  );
  const names = new Set(calls.map((call) => call.name));
  return [...names].map((name) => ({ name, input_schema: { type: "object", properties: {} } }));
}

/** The `tool_choice` member; `canForce`: the model lets itself be forced. Undefined where there is nothing to choose or say. */
export function encodeToolChoice(request: ExchangeRequest, canForce: boolean): JsonObject | undefined {
  const { tools, toolChoice, parallelToolCalls } = request;
  if (tools.length === 0) return toolsOfHistory(request).length === 0 ? undefined : { type: "none" };
  if (toolChoice?.kind === "none") return { type: "none" };
  const choice = writeChoice(canForce || !forces(toolChoice) ? toolChoice : { kind: "auto" });
  if (parallelToolCalls === undefined || (choice === undefined && parallelToolCalls)) return choice;
  return { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: !parallelToolCalls };
}

function writeChoice(choice: ToolChoice | undefined): JsonObject | undefined {
  switch (choice?.kind) {
    case undefined:
      return undefined;
    case "auto":
    case "none":
      return { type: choice.kind };
    case "required":
      return { type: "any" };
    case "named":
      return { type: "tool", name: choice.name };
    case "allowed":
      return { type: choice.required ? "any" : "auto" };
  }
}
