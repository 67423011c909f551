// What an operator may change in an auth file without touching its login, and what each field takes.

import { z } from "zod";

import { baseUrl, proxyUrl, weight } from "../../config/schema-values.ts";
import type { AuthFileJson } from "../../domain/auth-file-shelf.ts";

/** null takes the field out of the file. */
export type FieldChanges = ReadonlyMap<string, unknown>;

export type ReadFields =
  | { readonly kind: "changes"; readonly changes: FieldChanges; readonly wantsRefresh: boolean }
  | { readonly kind: "refused"; readonly reason: string };

const text = z
  .string()
  .max(2000)
  .transform((value) => orNull(value.trim()));
const flag = z.boolean().nullable();
const count = z.number().int().min(0).max(1_000_000).nullable();

/** Empty text, an empty list and, where it means "none", 0 take the field out. */
const FIELDS: Readonly<Record<string, z.ZodType>> = {
  prefix: text
    .transform((value) => orNull(value?.replace(/^\/+|\/+$/g, "") ?? ""))
    .refine((value) => value === null || !/[\s/]/.test(value)),
  proxy_url: proxyUrl.transform(orNull),
  base_url: z.union([z.literal(""), baseUrl]).transform(orNull),
  priority: z
    .number()
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .nullable()
    .transform((value) => (value === 0 ? null : value)),
  concurrency: count.transform((value) => (value === 0 ? null : value)),
  note: text,
  label: text,
  project_id: text,
  disabled: z.boolean(),
  headers: z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/), z.string().regex(/^[^\r\n\0]*$/)),
  excluded_models: z
    .array(z.string())
    .transform((names) => listOrNull([...new Set(names.map((name) => name.trim()))].filter((name) => name !== ""))),
  model_aliases: z
    .array(z.object({ name: z.string().min(1), alias: z.string().min(1), fork: z.boolean().exactOptional() }))
    .transform(listOrNull),
  weight: weight.nullable(),
  websockets: flag,
  disable_cooling: flag,
  request_retry: z.number().int().min(0).max(10).nullable(),
  // Logins of xAI call the official API in any case; the other door is for the vendor's own tool alone.
  using_api: z.literal(true).nullable(),
};

/** Panels set these to a time in the past when they want new tokens; the dates themselves are not theirs to say. */
const REFRESH_FIELDS: ReadonlySet<string> = new Set(["expired", "last_refresh"]);

/** Say which file is meant; not fields of it. */
const ADDRESS_FIELDS = /^(name|id|auth_?index|cpamp_.*)$/;

/** All or nothing: one field that cannot be taken refuses them all. `body` in either spelling, `proxy_url` or `proxy-url`. */
export function readFieldChanges(body: AuthFileJson): ReadFields {
  const changes = new Map<string, unknown>();
  let wantsRefresh = false;
  for (const [given, value] of Object.entries(body)) {
    const name = given.toLowerCase().replaceAll("-", "_");
    if (ADDRESS_FIELDS.test(name)) continue;
    if (REFRESH_FIELDS.has(name)) {
      wantsRefresh = true;
      continue;
    }
    const field = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (field === undefined) return { kind: "refused", reason: `unknown field: ${given}` };
    const read = field.safeParse(value);
    if (!read.success) return { kind: "refused", reason: `invalid ${name}` };
    changes.set(name, read.data);
  }
  if (changes.size === 0 && !wantsRefresh) return { kind: "refused", reason: "no fields to update" };
  return { kind: "changes", changes, wantsRefresh };
}

/** The file with the changes in it. Headers are joined with those it has; an empty value takes one out. */
export function withChanges(json: AuthFileJson, changes: FieldChanges): AuthFileJson {
  const changed: Record<string, unknown> = { ...json };
  for (const [name, value] of changes) {
    // One spelling is left: of two the reader would take the wrong one.
    delete changed[name.replaceAll("_", "-")];
    if (name === "headers") changed[name] = joinedHeaders(json["headers"], value);
    else if (value === null) delete changed[name];
    else changed[name] = value;
  }
  return changed;
}

function joinedHeaders(before: unknown, changes: unknown): AuthFileJson {
  const headers = new Map<string, unknown>(Object.entries(isObject(before) ? before : {}));
  for (const [name, value] of Object.entries(isObject(changes) ? changes : {})) {
    for (const known of headers.keys()) if (known.toLowerCase() === name.toLowerCase()) headers.delete(known);
    if (value !== "") headers.set(name, value);
  }
  return Object.fromEntries(headers);
}

function isObject(value: unknown): value is AuthFileJson {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function orNull(value: string): string | null {
  return value === "" ? null : value;
}

function listOrNull<Item>(items: readonly Item[]): readonly Item[] | null {
  return items.length === 0 ? null : items;
}
