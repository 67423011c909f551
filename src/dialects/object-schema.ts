// The arguments of a function are one object, and OpenAI and Anthropic refuse a schema that does not say so plainly:
// "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level".

import type { JsonObject } from "./dialect.ts";
import { isObject } from "./members.ts";

const REFUSED = ["oneOf", "anyOf", "allOf", "enum", "not", "const"] as const;

/** The schema where it is plain already; else an object of all that its alternatives name, required where all require it. */
export function objectSchema(schema: JsonObject | undefined): JsonObject {
  if (schema?.["type"] === "object" && isObject(schema["properties"]) && !REFUSED.some((word) => word in schema)) {
    return schema;
  }
  const said = Object.entries(schema ?? {}).filter(([word]) => !(REFUSED as readonly string[]).includes(word));
  const whole = partsOf(schema, "allOf");
  const alternatives = [...partsOf(schema, "oneOf"), ...partsOf(schema, "anyOf")];
  const properties = Object.assign({}, ...[...alternatives, ...whole, schema ?? {}].map(propertiesOf)) as JsonObject;
  const always = [schema ?? {}, ...whole].flatMap(requiredOf);
  const [first = [], ...others] = alternatives.map(requiredOf);
  const required = new Set([...always, ...first.filter((name) => others.every((names) => names.includes(name)))]);
  return {
    ...Object.fromEntries(said),
    type: "object",
    properties,
    ...(required.size === 0 ? {} : { required: [...required] }),
  };
}

function partsOf(schema: JsonObject | undefined, word: string): readonly JsonObject[] {
  const parts = schema?.[word];
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

const propertiesOf = ({ properties }: JsonObject): JsonObject => (isObject(properties) ? properties : {});

const requiredOf = ({ required }: JsonObject): readonly string[] =>
  Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
