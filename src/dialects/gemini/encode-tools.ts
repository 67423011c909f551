// Tools and tool choice. Functions share one list; each tool of Google's own is an entry of its own.

import type { ExchangeRequest, Tool } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present, unsupported } from "../members.ts";
import { CUSTOM_INPUT } from "./call-input.ts";
import { cleanSchema } from "./clean-schema.ts";
import type { ModelFeatures } from "./model-features.ts";

/**
 * The `tools` member. Web search is left out where functions are offered: together they are refused ("Tool use with
 * function calling is unsupported"), and agents offer search with every request. Throws Fault `unsupported_parameter`
 * for another vendor's tool.
 */
export function encodeTools(tools: readonly Tool[], features: ModelFeatures): readonly JsonObject[] {
  const functions: JsonObject[] = [];
  const others: JsonObject[] = [];
  let search: JsonObject | undefined;
  tools.forEach((tool, position) => {
    switch (tool.kind) {
      case "function":
      case "custom":
        functions.push(encodeFunction(tool, features));
        return;
      case "web-search":
        search = { googleSearch: tool.vendor?.["gemini"] ?? {} };
        return;
      case "vendor":
        if (tool.vendor !== "gemini") {
          throw unsupported(`tools.${position}`, `The tool '${tool.type}' cannot be used with this model's upstream.`);
        }
        others.push(tool.raw);
    }
  });
  return [
    ...(functions.length === 0 ? [] : [{ functionDeclarations: functions }]),
    ...(search === undefined || functions.length > 0 ? [] : [search]),
    ...others,
  ];
}

/** The `toolConfig` member; undefined where the choice was left open, or where there is no function to choose. */
export function encodeToolChoice({ toolChoice, tools }: ExchangeRequest): JsonObject | undefined {
  const callable = tools.some((tool) => tool.kind === "function" || tool.kind === "custom");
  if (toolChoice === undefined || !callable) return undefined;
  return { functionCallingConfig: callingConfig(toolChoice) };
}

function callingConfig(choice: NonNullable<ExchangeRequest["toolChoice"]>): JsonObject {
  switch (choice.kind) {
    case "auto":
      return { mode: "AUTO" };
    case "none":
      return { mode: "NONE" };
    case "required":
      return { mode: "ANY" };
    case "named":
      return { mode: "ANY", allowedFunctionNames: [choice.name] };
    case "allowed":
      return { mode: choice.required ? "ANY" : "VALIDATED", allowedFunctionNames: choice.names };
  }
}

/** A custom tool is a function of one text; a grammar, where it has one, is told in words. */
function encodeFunction(tool: Extract<Tool, { kind: "function" | "custom" }>, features: ModelFeatures): JsonObject {
  const { name } = tool;
  if (tool.kind === "custom") {
    const properties = { [CUSTOM_INPUT]: { type: "string", description: "The whole input, as plain text." } };
    const parameters = { type: "object", properties, required: [CUSTOM_INPUT] };
    return present({ name, description: customDescription(tool), ...schemaMember(parameters, features) });
  }
  return present({ name, description: tool.description, ...schemaMember(tool.parameters, features) });
}

/**
 * JSON schema where the model takes it: nothing is lost there. Elsewhere the cleaned subset; a function without
 * parameters then has none ("should be non-empty for OBJECT type").
 */
function schemaMember(schema: JsonObject | undefined, features: ModelFeatures): JsonObject {
  if (schema === undefined) return {};
  if (features.takesJsonSchema) return { parametersJsonSchema: withoutDialect(schema) };
  const parameters = cleanSchema(schema);
  return parameters["properties"] === undefined ? {} : { parameters };
}

/** `$schema` names the dialect of JSON schema and says nothing about the value. */
export function withoutDialect(schema: JsonObject): JsonObject {
  const { $schema: _, ...rest } = schema;
  return rest;
}

function customDescription({ description, format }: Extract<Tool, { kind: "custom" }>): string | undefined {
  const grammar = isObject(format) && typeof format["definition"] === "string" ? format : undefined;
  if (grammar === undefined) return description;
  const told = `The input must match this ${String(grammar["syntax"])} grammar:\n${String(grammar["definition"])}`;
  return description === undefined ? told : `${description}\n\n${told}`;
}
