// The schema as a tree of keys, for those who talk about it: the default file, the docs, warnings, reload.

import { z } from "zod";

import { CONFIG_GROUPS } from "./schema.ts";
import { KEY_NOTES } from "./schema-section.ts";

export interface ConfigKey {
  readonly name: string;
  /** Dotted, e.g. `routing.strategy`. */
  readonly path: string;
  readonly description: string;
  /** As YAML would say it; undefined for a section. */
  readonly defaultValue: unknown;
  readonly restart: boolean;
  readonly secret: boolean;
  /** Keys of a section; empty for a value. */
  readonly children: readonly ConfigKey[];
}

export interface ConfigKeyGroup {
  readonly title: string;
  readonly keys: readonly ConfigKey[];
}

export function configKeyGroups(): readonly ConfigKeyGroup[] {
  return CONFIG_GROUPS.map(({ title, shape }) => ({ title, keys: keysOf(shape, null) }));
}

/** Every key that holds a value, sections opened. */
export function configValueKeys(): readonly ConfigKey[] {
  return configKeyGroups().flatMap(({ keys }) => keys.flatMap(valuesOf));
}

export function valuesOf(key: ConfigKey): readonly ConfigKey[] {
  return key.children.length === 0 ? [key] : key.children.flatMap(valuesOf);
}

/** The schema that decides about a value, without the defaults and transformations around it. */
export function coreOf(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodNullable) {
    return coreOf(schema.def.innerType);
  }
  if (schema instanceof z.ZodPipe) {
    return coreOf(schema.def.in instanceof z.ZodTransform ? schema.def.out : schema.def.in);
  }
  return schema;
}

function keysOf(shape: Readonly<z.ZodRawShape>, parent: ConfigKey | null): readonly ConfigKey[] {
  return Object.entries(shape).map(([name, schema]) => keyOf(name, schema, parent));
}

function keyOf(name: string, schema: z.core.$ZodType, parent: ConfigKey | null): ConfigKey {
  const core = coreOf(schema);
  const note = KEY_NOTES.get(schema);
  const key: ConfigKey = {
    name,
    path: parent === null ? name : `${parent.path}.${name}`,
    description: z.globalRegistry.get(schema)?.description ?? "",
    defaultValue: core instanceof z.ZodObject ? undefined : defaultOf(schema),
    restart: note?.restart ?? parent?.restart ?? false,
    secret: note?.secret ?? parent?.secret ?? false,
    children: [],
  };
  return core instanceof z.ZodObject ? { ...key, children: keysOf(core.shape, key) } : key;
}

function defaultOf(schema: z.core.$ZodType): unknown {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? schema.def.defaultValue : undefined;
}
