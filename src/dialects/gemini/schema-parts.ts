// The parts of a JSON schema that point elsewhere or are made of others: `$ref`, `allOf`, `anyOf`, `oneOf`, lists of types.

import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

/** Where references point, which of them are being followed, and how much may yet be written. */
export interface Refs {
  readonly root: JsonObject;
  readonly following: readonly string[];
  readonly budget: { left: number };
}

export interface Composition {
  /** What all alternatives share. */
  readonly schema: JsonObject;
  readonly alternatives: readonly JsonObject[];
  readonly nullable: boolean;
  /** With what was followed to find the parts: a part must not lead back to its whole. */
  readonly refs: Refs;
}

/** Definitions that name each other twice double with every level: beyond this the rest is left open. */
const MOST_SCHEMAS = 20_000;
const DEEPEST_REFERENCE = 64;

export function refsOf(root: JsonObject): Refs {
  return { root, following: [], budget: { left: MOST_SCHEMAS } };
}

/** The schema with its reference replaced by what it names; undefined where it names itself or nothing. */
export function inlined(value: unknown, refs: Refs): Found | undefined {
  refs.budget.left -= 1;
  if (refs.budget.left < 0) return undefined;
  if (!isObject(value)) return { schema: {}, refs };
  const { $ref: pointer, ...own } = value;
  if (typeof pointer !== "string") return { schema: value, refs };
  if (refs.following.includes(pointer) || refs.following.length >= DEEPEST_REFERENCE) return undefined;
  const target = pointedAt(refs.root, pointer);
  if (target === undefined) return Object.keys(own).length > 0 ? { schema: own, refs } : undefined;
  const inner = { ...refs, following: [...refs.following, pointer] };
  const resolved = inlined(target, inner);
  return resolved && { schema: { ...resolved.schema, ...own }, refs: resolved.refs };
}

/** Takes apart what is merged (`allOf`), what may be chosen from (`anyOf`, `oneOf`) and what may be null. */
export function composed(schema: JsonObject, refs: Refs): Composition {
  const { schema: merged, refs: inner } = withAllOf(schema, refs);
  const { anyOf, oneOf, ...shared } = merged;
  const choices = Array.isArray(anyOf) ? anyOf : Array.isArray(oneOf) ? oneOf : [];
  const offered = choices.filter(isObject).filter((choice) => !isNull(choice));
  const types = namedTypes(merged);
  const named = types.filter((type) => type !== "null");
  const nullable = merged["nullable"] === true || types.includes("null") || choices.some(isNull);
  const single = withType(shared, named.length === 1 ? named[0] : undefined);
  const [only, ...others] = offered;
  if (only !== undefined && others.length === 0) return composed({ ...single, nullable, allOf: [only] }, inner);
  const { description, nullable: _, ...rest } = single;
  const apart = description === undefined ? {} : { description };
  // Beside `anyOf` the API takes no other constraint ("it must be the only field set"): each alternative says them all.
  if (only !== undefined) {
    const alternatives = offered.map((choice) =>
      Object.keys(rest).length === 0 ? choice : { ...rest, allOf: [choice] },
    );
    return { schema: apart, alternatives, nullable, refs: inner };
  }
  if (named.length < 2) return { schema: single, alternatives: [], nullable, refs: inner };
  return { schema: apart, alternatives: named.map((type) => ({ ...rest, type })), nullable, refs: inner };
}

/** The types a schema names, in lower case: Google's own are upper case, JSON schema's may be a list. */
export function namedTypes(schema: JsonObject): readonly string[] {
  const { type } = schema;
  const names: readonly unknown[] = Array.isArray(type) ? type : [type];
  return [...new Set(names.flatMap((name) => (typeof name === "string" ? [name.toLowerCase()] : [])))];
}

function withType(schema: JsonObject, type: string | undefined): JsonObject {
  const { type: _, ...rest } = schema;
  return type === undefined ? rest : { ...rest, type };
}

interface Found {
  readonly schema: JsonObject;
  readonly refs: Refs;
}

function withAllOf(schema: JsonObject, refs: Refs): Found {
  const { allOf, ...own } = schema;
  if (!Array.isArray(allOf)) return { schema, refs };
  const parts = allOf.flatMap((part): readonly Found[] => {
    const found = inlined(part, refs);
    return found === undefined ? [] : [withAllOf(found.schema, found.refs)];
  });
  const all = [...parts.map((part) => part.schema), own];
  const properties = Object.assign({}, ...all.map((part) => objectAt(part, "properties"))) as JsonObject;
  const required = all.flatMap((part) => listAt(part, "required"));
  return {
    schema: {
      ...(Object.assign({}, ...all) as JsonObject),
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
    },
    refs: { ...refs, following: [...new Set([...refs.following, ...parts.flatMap((part) => part.refs.following)])] },
  };
}

/** RFC 6901, as far as `#/$defs/Name` and its like go. */
function pointedAt(root: JsonObject, pointer: string): unknown {
  if (!pointer.startsWith("#")) return undefined;
  let at: unknown = root;
  for (const step of pointer.slice(1).split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isObject(at) || !Object.hasOwn(at, name)) return undefined;
    at = at[name];
  }
  return at;
}

const isNull = (value: unknown): boolean => isObject(value) && value["type"] === "null";
const objectAt = (schema: JsonObject, name: string): JsonObject => {
  const value = schema[name];
  return isObject(value) ? value : {};
};
const listAt = (schema: JsonObject, name: string): readonly unknown[] => {
  const value = schema[name];
  return Array.isArray(value) ? value : [];
};
