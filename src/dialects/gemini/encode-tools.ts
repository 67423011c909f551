// Tools and tool choice. Functions share one list; each tool of Google's own is an entry of its own.

import type { ExchangeRequest, Tool } from "../../exchange/request.ts";
import { customParameters } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { objectSchema } from "../object-schema.ts";
import { leaveOut } from "../vendor-tools.ts";
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
          leaveOut(tool, `tools.${position}`);
          return;
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

function encodeFunction(tool: Extract<Tool, { kind: "function" | "custom" }>, features: ModelFeatures): JsonObject {
  const { name, description } = tool;
  const schema = tool.kind === "custom" ? customParameters(tool) : tool.parameters;
  return present({ name, description, ...schemaMember(schema, features) });
}

/**
 * JSON schema where the model takes it: nothing is lost there. Elsewhere the cleaned subset; a function without
 * parameters then has none ("should be non-empty for OBJECT type").
 */
function schemaMember(schema: JsonObject | undefined, features: ModelFeatures): JsonObject {
  if (schema === undefined) return {};
  if (features.takesJsonSchema) return { parametersJsonSchema: withoutDialect(objectSchema(schema)) };
  const parameters = cleanSchema(schema);
  return parameters["properties"] === undefined ? {} : { parameters };
}

/** `$schema` names the dialect of JSON schema and says nothing about the value. */
export function withoutDialect(schema: JsonObject): JsonObject {
  const { $schema: _, ...rest } = schema;
  return rest;
}
