import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { cleanSchema } from "./clean-schema.ts";
import { jsonSchemaOf } from "./json-schema.ts";

describe("cleaning", () => {
  test("takes out unknown keywords and keeps properties that are called the same", () => {
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      title: "T",
      additionalProperties: false,
      properties: { title: { type: "string", default: "x" }, $ref: { type: "integer", exclusiveMinimum: 0 } },
      required: ["title", "missing"],
    };
    expect(cleanSchema(schema)).toStrictEqual({
      type: "object",
      properties: { title: { type: "string" }, $ref: { type: "integer" } },
      required: ["title"],
    });
  });

  test("puts definitions in the place of references, with what stands beside them", () => {
    const schema = {
      type: "object",
      $defs: { Place: { type: "object", properties: { name: { type: "string" } } } },
      properties: { at: { $ref: "#/$defs/Place", description: "Where" } },
    };
    expect(cleanSchema(schema)).toStrictEqual({
      type: "object",
      properties: { at: { type: "object", description: "Where", properties: { name: { type: "string" } } } },
    });
  });

  test("ends a schema that contains itself", () => {
    const schema = {
      $ref: "#/$defs/Tree",
      $defs: { Tree: { type: "object", properties: { left: { $ref: "#/$defs/Tree" } } } },
    };
    expect(cleanSchema(schema)).toStrictEqual({ type: "object", properties: { left: { type: "object" } } });
  });

  test("ends a schema that is merged with itself", () => {
    const part = { allOf: [{ $ref: "#/$defs/D" }], properties: { a: { allOf: [{ $ref: "#/$defs/D" }] } } };
    expect(cleanSchema({ $ref: "#/$defs/D", $defs: { D: part } })).toStrictEqual({
      type: "object",
      properties: { a: {} },
    });
  });

  test("ends definitions that double with every level", () => {
    const levels = Array.from({ length: 60 }, (_, level) => {
      const next = { $ref: `#/$defs/L${level + 1}` };
      return [`L${level}`, { type: "object", properties: { a: next, b: next } }];
    });
    const schema = { $ref: "#/$defs/L0", $defs: Object.fromEntries(levels) as JsonObject };
    expect(JSON.stringify(cleanSchema(schema)).length).toBeLessThan(2_000_000);
  });

  test("says const as enum, and values that are no strings in the description", () => {
    expect(cleanSchema({ const: "a" })).toStrictEqual({ type: "string", enum: ["a"] });
    expect(cleanSchema({ type: "integer", enum: [1, 2], description: "How many." })).toStrictEqual({
      type: "integer",
      description: "How many. One of: 1, 2",
    });
    expect(cleanSchema({ type: ["string", "null"], enum: ["a", "", null] })).toStrictEqual({
      type: "string",
      nullable: true,
      enum: ["a"],
    });
  });

  test("says what may be null as nullable, and several types as anyOf", () => {
    expect(cleanSchema({ type: ["string", "null"] })).toStrictEqual({ type: "string", nullable: true });
    expect(cleanSchema({ anyOf: [{ type: "string" }, { type: "null" }] })).toStrictEqual({
      type: "string",
      nullable: true,
    });
    expect(cleanSchema({ type: ["string", "integer"], description: "d" })).toStrictEqual({
      description: "d",
      anyOf: [{ type: "string" }, { type: "integer" }],
    });
    expect(cleanSchema({ oneOf: [{ type: "string" }, { type: "boolean" }] })).toStrictEqual({
      anyOf: [{ type: "string" }, { type: "boolean" }],
    });
  });

  test("merges allOf, gives arrays items, and turns tuples into lists", () => {
    const part = (name: string) => ({ properties: { [name]: { type: "string" } }, required: [name] });
    expect(cleanSchema({ allOf: [part("a"), part("b")] })).toStrictEqual({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      required: ["a", "b"],
    });
    expect(cleanSchema({ type: "array" })).toStrictEqual({ type: "array", items: { type: "string" } });
    expect(cleanSchema({ prefixItems: [{ type: "string" }, { type: "number" }] })).toStrictEqual({
      type: "array",
      items: { anyOf: [{ type: "string" }, { type: "number" }] },
    });
  });
});

const KEYWORDS = new Set(
  "type description nullable enum items minItems maxItems properties required minimum maximum minLength maxLength pattern anyOf minProperties maxProperties format".split(
    " ",
  ),
);

/** Every schema inside, itself first. */
function schemasIn(schema: JsonObject): readonly JsonObject[] {
  const { items, properties, anyOf } = schema;
  return [
    schema,
    ...[items, ...Object.values(isObject(properties) ? properties : {}), ...(Array.isArray(anyOf) ? anyOf : [])]
      .filter(isObject)
      .flatMap(schemasIn),
  ];
}

const names = fc.constantFrom("title", "$ref", "default", "const", "type", "items", "a");
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const types = fc.constantFrom("string", "object", "array", "integer", "null", "any");
const leaf = {
  type: optional(fc.oneof(types, fc.array(types, { maxLength: 3 }), fc.integer())),
  $ref: optional(fc.constantFrom("#", "#/properties/a", "#/$defs/D", "http://x", "#/items")),
  required: optional(fc.array(fc.oneof(names, fc.integer()), { maxLength: 3 })),
  enum: optional(fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { maxLength: 3 })),
  const: optional(fc.jsonValue({ maxDepth: 1 })),
  format: optional(fc.constantFrom("date-time", "uri", "int32")),
  minimum: optional(fc.jsonValue({ maxDepth: 1 })),
  exclusiveMinimum: optional(fc.integer()),
};

function schemaOf(depth: number): fc.Arbitrary<JsonObject> {
  const plain = (value: unknown): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
  if (depth === 0) return fc.record(leaf).map(plain);
  const inner = schemaOf(depth - 1);
  const some = optional(fc.array(inner, { maxLength: 2 }));
  const nested = {
    properties: optional(fc.dictionary(names, inner, { maxKeys: 2 })),
    items: optional(fc.oneof(inner, fc.array(inner, { maxLength: 2 }), fc.boolean())),
    anyOf: some,
    oneOf: some,
    allOf: some,
    $defs: optional(fc.record({ D: inner })),
    additionalProperties: optional(fc.oneof(fc.boolean(), inner)),
    if: optional(inner),
  };
  return fc.record({ ...leaf, ...nested }).map(plain);
}
const anySchema = schemaOf(2);

describe("whatever the schema", () => {
  test("only known keywords are left, and required names are properties", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        for (const inner of schemasIn(cleanSchema(schema))) {
          expect(Object.keys(inner).filter((key) => !KEYWORDS.has(key))).toEqual([]);
          const { properties, required, type } = inner;
          if (Array.isArray(required))
            expect(required.every((name) => isObject(properties) && name in properties)).toBe(true);
          if (type === "array") expect(isObject(inner["items"])).toBe(true);
        }
      }),
    );
  });

  test("no property is lost", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anySchema, { minKeys: 1 }), (properties) => {
        const cleaned = cleanSchema({ type: "object", properties });
        expect(Object.keys(cleaned["properties"] as JsonObject)).toEqual(Object.keys(properties));
      }),
    );
  });

  test("cleaning twice is cleaning once", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        const once = cleanSchema(schema);
        expect(cleanSchema(once)).toEqual(once);
      }),
    );
  });
});

test("Google's schema becomes JSON schema, its properties' names untouched", () => {
  const schema = {
    type: "OBJECT",
    propertyOrdering: ["nullable"],
    properties: {
      nullable: { type: "STRING", nullable: true, enum: ["a"], format: "enum" },
      list: { type: "ARRAY", items: { type: "INTEGER" }, minItems: "1" },
    },
  };
  expect(jsonSchemaOf(schema)).toStrictEqual({
    type: "object",
    properties: {
      nullable: { type: ["string", "null"], enum: ["a", null] },
      list: { type: "array", items: { type: "integer" }, minItems: 1 },
    },
  });
});
