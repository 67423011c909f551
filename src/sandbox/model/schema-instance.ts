// The smallest JSON that satisfies a JSON Schema's required properties.

import { asList, asNumber, asObject, asText, type Json, objectsIn } from "../json.ts";

const DEEPEST = 16;

/** An instance of `schema`; knows the parts of JSON Schema that structured outputs allow. */
export function schemaInstance(schema: Json): unknown {
  return instance(schema, { root: schema, depth: 0 });
}

interface Place {
  readonly root: Json;
  /** A schema may refer to itself. */
  readonly depth: number;
}

function instance(schema: Json, place: Place): unknown {
  if (place.depth > DEEPEST) return null;
  const inner: Place = { ...place, depth: place.depth + 1 };
  if ("const" in schema) return schema["const"];
  if ("enum" in schema) return asList(schema["enum"])[0] ?? null;
  if ("default" in schema) return schema["default"];
  const reference = asText(schema["$ref"]);
  if (reference !== null) return instance(resolved(reference, place.root), inner);
  const choice = asObject(asList(schema["anyOf"])[0] ?? asList(schema["oneOf"])[0]);
  if (choice !== null) return instance(choice, inner);
  const parts = objectsIn(schema["allOf"]);
  if (parts.length > 0) return Object.assign({}, ...parts.map((part) => instance(part, inner)));
  return typed(schema, inner);
}

function typed(schema: Json, place: Place): unknown {
  const type = asText(schema["type"]) ?? asText(asList(schema["type"])[0]) ?? "object";
  switch (type) {
    case "object":
      return requiredProperties(schema, place);
    case "array":
      return Array.from({ length: asNumber(schema["minItems"]) ?? 0 }, () =>
        instance(asObject(schema["items"]) ?? { type: "string" }, place),
      );
    case "string":
      return textOf(schema);
    case "integer":
    case "number":
      return numberOf(schema);
    case "boolean":
      return true;
    default:
      return null;
  }
}

function requiredProperties(schema: Json, place: Place): Json {
  const properties = asObject(schema["properties"]) ?? {};
  const names = asList(schema["required"]).flatMap((name) => asText(name) ?? []);
  return Object.fromEntries(names.map((name) => [name, instance(asObject(properties[name]) ?? {}, place)]));
}

function textOf(schema: Json): string {
  switch (schema["format"]) {
    case "date-time":
      return "2026-01-01T00:00:00Z";
    case "date":
      return "2026-01-01";
    case "email":
      return "someone@example.com";
    case "uuid":
      return "00000000-0000-4000-8000-000000000000";
    default:
      return "text"
        .padEnd(asNumber(schema["minLength"]) ?? 0, "x")
        .slice(0, asNumber(schema["maxLength"]) ?? 1_000_000);
  }
}

function numberOf(schema: Json): number {
  const above = asNumber(schema["exclusiveMinimum"]);
  const least = asNumber(schema["minimum"]) ?? (above === null ? 0 : above + 1);
  const most = asNumber(schema["maximum"]) ?? Number.POSITIVE_INFINITY;
  return Math.max(least, Math.min(0, most));
}

function resolved(reference: string, root: Json): Json {
  const path = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  const target = path.reduce<unknown>((place, key) => asObject(place)?.[decodeURIComponent(key)], root);
  return asObject(target) ?? {};
}
