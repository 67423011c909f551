// Tools and tool choice in Responses' flat form.

import type { ExchangeTerms, Tool } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { objectSchema } from "../object-schema.ts";
import { leaveOut } from "../vendor-tools.ts";

/** Throws Fault `unsupported_parameter` for a tool that only another vendor knows. */
export function encodeTools(tools: readonly Tool[]): readonly JsonObject[] {
  return tools.flatMap((tool, position): readonly JsonObject[] => {
    if (tool.kind === "vendor" && tool.vendor !== "openai") leaveOut(tool, `tools.${position}`);
    const encoded = encodeTool(tool);
    return encoded === undefined ? [] : [encoded];
  });
}

/** Undefined for a tool that only another vendor knows. */
export function encodeTool(tool: Tool): JsonObject | undefined {
  switch (tool.kind) {
    case "function":
      return present({
        type: "function",
        name: tool.name,
        description: tool.description,
        parameters: objectSchema(tool.parameters),
        // Left out, the API takes `strict` for true and rewrites loose schemas.
        strict: tool.strict ?? false,
      });
    case "custom":
      return present({ type: "custom", name: tool.name, description: tool.description, format: tool.format });
    case "web-search":
      return { type: "web_search", ...tool.options };
    case "vendor":
      return tool.vendor === "openai" ? tool.raw : undefined;
  }
}

/** The `tool_choice` member; undefined where the client left the choice open or offered no tools to choose from. */
export function encodeToolChoice(request: ExchangeTerms): string | JsonObject | undefined {
  const { toolChoice, tools } = request;
  // "Tool choice ... only allowed when 'tools' are specified."
  if (toolChoice === undefined || tools.length === 0) return undefined;
  switch (toolChoice.kind) {
    case "auto":
    case "none":
    case "required":
      return toolChoice.kind;
    case "named":
      return { type: toolChoice.custom === true ? "custom" : "function", name: toolChoice.name };
    case "allowed":
      return {
        type: "allowed_tools",
        mode: toolChoice.required ? "required" : "auto",
        tools: toolChoice.names.map((name) => ({ type: isCustom(tools, name) ? "custom" : "function", name })),
      };
  }
}

const isCustom = (tools: readonly Tool[], name: string): boolean =>
  tools.some((tool) => tool.kind === "custom" && tool.name === name);
