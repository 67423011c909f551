// Google's schemas are a part of OpenAPI's: a keyword outside it is a field that cannot be found.

import { asObject, type Json, objectsIn } from "../json.ts";
import { camel } from "./read-field.ts";

const KEYWORDS: ReadonlySet<string> = new Set([
  ...["type", "format", "title", "description", "nullable", "default", "items", "minItems", "maxItems", "enum"],
  ...["properties", "propertyOrdering", "required", "minProperties", "maxProperties", "minimum", "maximum"],
  ...["minLength", "maxLength", "pattern", "example", "anyOf"],
]);

/** What is wrong with a schema that stands at `at`; null where all its keywords are known. */
export function schemaProblem(schema: Json, at: string): string | null {
  const unknown = Object.keys(schema).find((name) => !KEYWORDS.has(camel(name)));
  if (unknown !== undefined) return unknownName(unknown, at);
  if (Array.isArray(schema["type"])) {
    return `Invalid JSON payload received. Unknown name "type" at '${at}': Proto field is not repeating, cannot start list.`;
  }
  const inner: readonly (readonly [Json, string])[] = [
    ...Object.entries(asObject(schema["properties"]) ?? {}).flatMap(([name, value]) =>
      nested(value, `${at}.properties[${quotedIndex(schema, name)}].value`),
    ),
    ...nested(schema["items"], `${at}.items`),
    ...objectsIn(schema["anyOf"]).flatMap((choice, index) => nested(choice, `${at}.any_of[${index}]`)),
  ];
  for (const [part, place] of inner) {
    const problem = schemaProblem(part, place);
    if (problem !== null) return problem;
  }
  return null;
}

/** Google's sentence about a field it does not know. */
export function unknownName(name: string, at: string): string {
  const place = at === "" ? "" : ` at '${at}'`;
  return `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`;
}

function nested(value: unknown, at: string): readonly (readonly [Json, string])[] {
  const schema = asObject(value);
  return schema === null ? [] : [[schema, at]];
}

/** Properties are a map on the wire: a place in it is a number. */
function quotedIndex(schema: Json, name: string): number {
  return Object.keys(asObject(schema["properties"]) ?? {}).indexOf(name);
}
