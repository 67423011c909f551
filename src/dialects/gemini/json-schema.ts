// The other way round: Google's `Schema` as the JSON schema that every other API takes.

import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

/** int64 members, which Google's JSON carries as strings. */
const COUNTS: ReadonlySet<string> = new Set([
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
]);
/** Google's alone. */
const UNKNOWN_ELSEWHERE: ReadonlySet<string> = new Set([
  "nullable",
  "propertyOrdering",
  "property_ordering",
  "example",
]);

/** Types in lower case, `nullable` as a second type, counts as numbers; what JSON schema does not know is left out. Total. */
export function jsonSchemaOf(schema: JsonObject): JsonObject {
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!UNKNOWN_ELSEWHERE.has(key)) Object.assign(converted, convertMember(key, value));
  }
  return schema["nullable"] === true ? nullable(converted) : converted;
}

function convertMember(key: string, value: unknown): JsonObject {
  if (key === "type" && typeof value === "string") {
    return value === "TYPE_UNSPECIFIED" ? {} : { type: value.toLowerCase() };
  }
  if (key === "items" && isObject(value)) return { items: jsonSchemaOf(value) };
  if (key === "properties" && isObject(value)) {
    const entries = Object.entries(value).map(([name, inner]) => [name, isObject(inner) ? jsonSchemaOf(inner) : inner]);
    return { properties: Object.fromEntries(entries) as JsonObject };
  }
  if ((key === "anyOf" || key === "any_of") && Array.isArray(value)) {
    return { anyOf: value.map((inner: unknown) => (isObject(inner) ? jsonSchemaOf(inner) : inner)) };
  }
  if (COUNTS.has(key) && typeof value === "string" && Number.isFinite(Number(value))) return { [key]: Number(value) };
  // `format: enum` marks what the `enum` beside it says already.
  return key === "format" && value === "enum" ? {} : { [key]: value };
}

function nullable(schema: JsonObject): JsonObject {
  const { type, enum: values, anyOf } = schema;
  if (typeof type === "string") {
    return { ...schema, type: [type, "null"], ...(Array.isArray(values) ? { enum: [...values, null] } : {}) };
  }
  return Array.isArray(anyOf) ? { ...schema, anyOf: [...anyOf, { type: "null" }] } : schema;
}
