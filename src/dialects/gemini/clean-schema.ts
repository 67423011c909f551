// A JSON schema as the `Schema` of this API takes it: a subset of OpenAPI 3.0. An unknown keyword is refused there with
// `Unknown name "..." ... Cannot find field` (wire facts 4.1, trap 8). Properties may be called what they like.

import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { type Composition, composed, inlined, namedTypes, type Refs, refsOf } from "./schema-parts.ts";

/**
 * The schema with `$ref` inlined, `allOf` merged, `oneOf` as `anyOf`, `const` as `enum`, lists of types as `nullable` or
 * `anyOf`, and only the keywords that the API knows. A schema that contains itself ends in an object without members.
 * Total; the same schema twice cleaned is the schema once cleaned.
 */
export function cleanSchema(schema: JsonObject): JsonObject {
  return clean(schema, refsOf(schema));
}

const KEPT = ["description", "minItems", "maxItems", "minLength", "maxLength", "pattern"] as const;
const KEPT_NUMBERS = ["minimum", "maximum", "minProperties", "maxProperties"] as const;
const TYPES: ReadonlySet<string> = new Set(["string", "number", "integer", "boolean", "object", "array"]);
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  string: ["date-time", "enum"],
  number: ["float", "double"],
  integer: ["int32", "int64"],
};

function clean(value: unknown, refs: Refs): JsonObject {
  const found = inlined(value, refs);
  if (found === undefined) return { type: "object" };
  const { schema, refs: inner } = found;
  const parts = composed(schema, inner);
  return parts.alternatives.length > 0 ? cleanAlternatives(parts) : cleanPlain(parts);
}

function cleanAlternatives(parts: Composition): JsonObject {
  const anyOf = parts.alternatives.map((alternative) => clean(alternative, parts.refs));
  return { ...cleanPlain(parts), anyOf };
}

function cleanPlain({ schema, nullable, refs }: Composition): JsonObject {
  const type = typeOf(schema);
  const cleaned: Record<string, unknown> = {};
  if (type !== undefined) cleaned["type"] = type;
  for (const key of KEPT) if (isPlain(schema[key])) cleaned[key] = schema[key];
  for (const key of KEPT_NUMBERS) if (typeof schema[key] === "number") cleaned[key] = schema[key];
  if (nullable) cleaned["nullable"] = true;
  const { format } = schema;
  if (typeof format === "string" && FORMATS[type ?? ""]?.includes(format) === true) cleaned["format"] = format;
  addValues(cleaned, schema, type);
  if (type === "object") addProperties(cleaned, schema, refs);
  // `items: missing field` is what an array without them gets.
  if (type === "array") cleaned["items"] = itemsOf(schema, refs);
  return cleaned;
}

/** Allowed values must be non-empty strings; others are told in the description, where the model reads them. */
function addValues(cleaned: Record<string, unknown>, schema: JsonObject, type: string | undefined): void {
  const values = Object.hasOwn(schema, "const") ? [schema["const"]] : schema["enum"];
  if (!Array.isArray(values)) return;
  const told = values.filter((value) => value !== null && value !== "");
  if (told.length < values.length && values.includes(null)) cleaned["nullable"] = true;
  if (told.length === 0) return;
  if (type === "string" && told.every((value) => typeof value === "string")) {
    cleaned["enum"] = [...new Set(told)];
    return;
  }
  const list = `One of: ${told.map((value) => JSON.stringify(value)).join(", ")}`;
  const { description } = cleaned;
  cleaned["description"] = typeof description === "string" && description !== "" ? `${description} ${list}` : list;
}

function addProperties(cleaned: Record<string, unknown>, schema: JsonObject, refs: Refs): void {
  const { properties, required } = schema;
  if (!isObject(properties) || Object.keys(properties).length === 0) return;
  const names = Object.keys(properties);
  cleaned["properties"] = Object.fromEntries(names.map((name) => [name, clean(properties[name], refs)]));
  if (!Array.isArray(required)) return;
  // A required name that is no property is refused.
  const known = [...new Set(required)].filter((name) => typeof name === "string" && Object.hasOwn(properties, name));
  if (known.length > 0) cleaned["required"] = known;
}

/** A tuple has no word here: each element may be any of its kinds. */
function itemsOf(schema: JsonObject, refs: Refs): JsonObject {
  const tuple = schema["prefixItems"] ?? (Array.isArray(schema["items"]) ? schema["items"] : undefined);
  if (!Array.isArray(tuple)) return isObject(schema["items"]) ? clean(schema["items"], refs) : { type: "string" };
  const kinds = tuple.filter(isObject);
  if (kinds.length === 0) return { type: "string" };
  return clean(kinds.length === 1 ? kinds[0] : { anyOf: kinds }, refs);
}

/** The one type; guessed from what else is said where none is. */
function typeOf(schema: JsonObject): string | undefined {
  const named = namedTypes(schema).find((name) => TYPES.has(name));
  if (named !== undefined) return named;
  if (isObject(schema["properties"])) return "object";
  if (schema["items"] !== undefined || schema["prefixItems"] !== undefined) return "array";
  const values = Object.hasOwn(schema, "const") ? [schema["const"]] : schema["enum"];
  return Array.isArray(values) && values.some((value) => typeof value === "string") ? "string" : undefined;
}

const isPlain = (value: unknown): boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";
