// The tools a request offers: functions, and what Google runs itself. And the choice it leaves the model.

import type { Tool, ToolChoice } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import {
  invalid,
  isObject,
  optional,
  present,
  readArray,
  readList,
  readName,
  readObject,
  readString,
} from "../members.ts";
import { camel, pick } from "./fields.ts";
import { jsonSchemaOf } from "./json-schema.ts";

/** Throws Fault `invalid_request`. A tool of Google's own stays as it came, for Google alone. */
export function decodeTools(value: unknown, path: string): readonly Tool[] {
  const entries = optional(value, path, readArray) ?? [];
  return entries.flatMap((entry, position) => {
    const at = `${path}.${position}`;
    const tool = readObject(entry, at);
    return Object.keys(tool).flatMap((key) => {
      const type = camel(key);
      if (tool[key] === null || tool[key] === undefined) return [];
      if (type === "functionDeclarations") return readList(decodeFunction)(tool[key], `${at}.${type}`);
      if (type === "googleSearch") return [webSearch(tool[key])];
      // The older word for the same, with other options.
      if (type === "googleSearchRetrieval") return [webSearch({})];
      return [{ kind: "vendor" as const, vendor: "gemini", type, raw: { [type]: tool[key] } }];
    });
  });
}

function webSearch(options: unknown): Tool {
  const isPlain = !isObject(options) || Object.keys(options).length === 0;
  return isPlain ? { kind: "web-search" } : { kind: "web-search", vendor: { gemini: options } };
}

function decodeFunction(value: unknown, path: string): Tool {
  const fields = readObject(value, path);
  const schema = optional(pick(fields, "parametersJsonSchema"), `${path}.parametersJsonSchema`, readObject);
  const subset = optional(fields["parameters"], `${path}.parameters`, readObject);
  return present({
    kind: "function" as const,
    name: readName(fields["name"], `${path}.name`),
    description: optional(fields["description"], `${path}.description`, readString),
    parameters: schema ?? (subset === undefined ? undefined : jsonSchemaOf(subset)),
  });
}

/** Reads `toolConfig`. Throws Fault `invalid_request`. */
export function decodeToolChoice(value: unknown, path: string): ToolChoice | undefined {
  const config = optional(value, path, readObject) ?? {};
  const at = `${path}.functionCallingConfig`;
  const calling: JsonObject = optional(pick(config, "functionCallingConfig"), at, readObject) ?? {};
  const mode = optional(calling["mode"], `${at}.mode`, readString)?.toUpperCase();
  const allowed = pick(calling, "allowedFunctionNames");
  const names = optional(allowed, `${at}.allowedFunctionNames`, readList(readName)) ?? [];
  const [first, ...others] = names;
  switch (mode) {
    case undefined:
    case "MODE_UNSPECIFIED":
      return undefined;
    case "AUTO":
      return { kind: "auto" };
    case "NONE":
      return { kind: "none" };
    case "ANY":
      if (first === undefined) return { kind: "required" };
      return others.length === 0 ? { kind: "named", name: first } : { kind: "allowed", names, required: true };
    // May call or not, but only what is allowed.
    case "VALIDATED":
      return first === undefined ? { kind: "auto" } : { kind: "allowed", names, required: false };
    default:
      throw invalid(`${at}.mode`, `Invalid value for '${at}.mode': expected AUTO, ANY, NONE or VALIDATED.`);
  }
}
