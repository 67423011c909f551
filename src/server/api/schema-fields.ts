// A JSON schema as people read it: a row a field, and an example.

import type { OpenapiDocument, Schema } from "./openapi-document.ts";

export interface Field {
  /** e.g. `accounts[].usage.primary` */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

export interface SchemaReader {
  /** Fields within fields come after them. */
  fields(schema: Schema): readonly Field[];
  typeOf(schema: Schema): string;
  example(schema: Schema): unknown;
}

/** Deeper than this nobody reads, and a schema that holds itself ends here. */
const DEEPEST = 5;

type Resolve = (schema: Schema) => Schema;

export function createSchemaReader({ components }: OpenapiDocument): SchemaReader {
  const resolved: Resolve = (schema) => {
    const name = schema.$ref?.split("/").at(-1);
    const target = name === undefined ? undefined : components?.schemas?.[name];
    const own = target === undefined ? schema : { ...resolved(target), ...withoutRef(schema) };
    return own.allOf === undefined ? own : joined(own, own.allOf.map(resolved));
  };
  const typeOf = createTypeWords(resolved);

  const fieldsIn = (given: Schema, prefix: string, depth: number): readonly Field[] => {
    if (depth > DEEPEST) return [];
    const schema = resolved(given);
    const own = Object.entries(schema.properties ?? {}).flatMap(([key, member]) => {
      const name = prefix === "" ? key : `${prefix}.${key}`;
      const isRequired = schema.required?.includes(key) ?? false;
      const field = { name, type: typeOf(member), isRequired, description: resolved(member).description ?? "" };
      return [field, ...fieldsIn(member, name, depth + 1)];
    });
    const items = schema.items === undefined ? [] : fieldsIn(schema.items, `${prefix}[]`, depth + 1);
    const entries =
      typeof schema.additionalProperties === "object"
        ? fieldsIn(schema.additionalProperties, `${prefix}.*`, depth + 1)
        : [];
    const choices = choicesOf(schema).flatMap((choice) => fieldsIn(choice, prefix, depth + 1));
    return [...own, ...items, ...entries, ...choices];
  };

  return { fields: (schema) => withoutRepeats(fieldsIn(schema, "", 0)), typeOf, example: createExamples(resolved) };
}

function createTypeWords(resolved: Resolve): (schema: Schema) => string {
  const typeOf = (given: Schema): string => {
    const schema = resolved(given);
    if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    if (schema.const !== undefined) return JSON.stringify(schema.const);
    const choices = choicesOf(schema);
    if (choices.length > 0) return [...new Set(choices.map(typeOf))].join(" or ");
    const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["any"]);
    return types.map((type) => wordOf(type, schema)).join(" or ");
  };
  const wordOf = (type: string, { items, format, minimum, maximum }: Schema): string => {
    if (type === "array") return `list of ${items === undefined ? "anything" : typeOf(items)}`;
    if (type === "string") return format === "date-time" ? "instant" : "text";
    if (type !== "integer" && type !== "number") return type;
    const range = [minimum, maximum].map((bound) => (bound === undefined || Math.abs(bound) > 1e15 ? "" : bound));
    return `${type === "integer" ? "whole number" : "number"}${range.join("") === "" ? "" : ` ${range.join("..")}`}`;
  };
  return typeOf;
}

function createExamples(resolved: Resolve): (schema: Schema) => unknown {
  const exampleAt = (given: Schema, depth: number): unknown => {
    const schema = resolved(given);
    if (schema.example !== undefined) return schema.example;
    if (schema.enum !== undefined) return schema.enum[0];
    if (schema.const !== undefined) return schema.const;
    const [choice] = choicesOf(schema);
    if (choice !== undefined) return exampleAt(choice, depth);
    const type = typeof schema.type === "string" ? schema.type : schema.type?.[0];
    if (type === "object") return objectAt(schema, depth);
    if (type !== "array") return PLAIN_EXAMPLES[type ?? ""] ?? null;
    return schema.items === undefined || depth > DEEPEST ? [] : [exampleAt(schema.items, depth + 1)];
  };
  /** What has to be said; where nothing has to, the first that can be. */
  const objectAt = ({ properties = {}, required = [] }: Schema, depth: number): unknown => {
    if (depth > DEEPEST) return {};
    const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
    return Object.fromEntries(names.map((name) => [name, exampleAt(properties[name] ?? {}, depth + 1)]));
  };
  return (schema) => exampleAt(schema, 0);
}

/** All of several schemas at once is one with what each says. */
function joined({ allOf: _allOf, ...own }: Schema, parts: readonly Schema[]): Schema {
  const all = [...parts, own];
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map(({ properties }) => properties)),
    required: all.flatMap(({ required = [] }) => required),
  };
}

function choicesOf({ anyOf, oneOf }: Schema): readonly Schema[] {
  return anyOf ?? oneOf ?? [];
}

const PLAIN_EXAMPLES: Readonly<Record<string, unknown>> = { string: "text", integer: 1, number: 1, boolean: true };

function withoutRef({ $ref: _ref, ...rest }: Schema): Schema {
  return rest;
}

/** The members of a union often share fields. */
function withoutRepeats(fields: readonly Field[]): readonly Field[] {
  return [...new Map(fields.map((field) => [`${field.name} ${field.type}`, field])).values()];
}
