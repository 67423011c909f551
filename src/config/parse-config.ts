// From the text of config.yaml to a Config, or to everything that is wrong with it, at once and by line.

import { isCollection, isMap, isNode, isScalar } from "yaml";
import type { z } from "zod";

import { type ConfigPlace, type ConfigProblem, dottedKey, isShowableName, problemAt } from "./config-problem.ts";
import { readYaml, type YamlResult } from "./read-yaml.ts";
import { type Config, configSchema, toConfig } from "./schema.ts";
import { configValueKeys } from "./schema-keys.ts";
import { type UnknownKey, unknownKeys } from "./unknown-keys.ts";

export type ConfigResult =
  | {
      readonly kind: "ok";
      readonly config: Config;
      /** As the text has it: only what it says, unknown keys and all. */
      readonly values: unknown;
      readonly warnings: readonly ConfigProblem[];
    }
  | { readonly kind: "invalid"; readonly problems: readonly ConfigProblem[] };

const LONGEST_SHOWN = 60;

/** A configuration is read seldom: code that zod would write for each of its objects never earns the megabyte it takes. */
const PARSING = { jitless: true };

/** `fileName` stands in the messages. Empty text is all defaults, and so is a key without a value. */
export function parseConfig(text: string, fileName: string): ConfigResult {
  const yaml = readYaml(text, fileName);
  if (yaml.kind === "invalid") return yaml;
  const values = withoutNulls(yaml.values ?? {});
  const parsed = configSchema.safeParse(values, PARSING);
  if (!parsed.success)
    return { kind: "invalid", problems: problemsOf(parsed.error.issues, { yaml, values, fileName }) };
  const warnings = unknownKeys(yaml.document.contents).map((unknown) =>
    warningOf(unknown, yaml.placeOf(unknown.offset)),
  );
  return { kind: "ok", config: toConfig(parsed.data), values: yaml.values, warnings };
}

/** The Config that valid values of a file say. Throws where they are not valid. */
export function configOf(values: unknown): Config {
  return toConfig(configSchema.parse(withoutNulls(values ?? {}), PARSING));
}

interface Source {
  readonly yaml: Extract<YamlResult, { kind: "ok" }>;
  readonly values: unknown;
  readonly fileName: string;
}

/** One problem a place: the first thing that is wrong there. */
function problemsOf(issues: readonly z.core.$ZodIssue[], source: Source): readonly ConfigProblem[] {
  const byKey = new Map<string, ConfigProblem>();
  for (const { path, message } of issues) {
    const key = dottedKey(path);
    if (byKey.has(key)) continue;
    const text = `expected ${message}, found ${found(valueAt(source.values, path), mayShow(path))}`;
    byKey.set(key, problemAt(source.fileName, placeAt(source.yaml, path), { key, text }));
  }
  return [...byKey.values()].toSorted((a, b) => a.line - b.line);
}

function warningOf({ path, suggestion }: UnknownKey, place: ConfigPlace): ConfigProblem {
  const name = String(path.at(-1) ?? "");
  const isName = isShowableName(name);
  const key = dottedKey(isName ? path : path.slice(0, -1));
  const shown = isName ? `unknown key '${key}' (line ${place.line})` : `unknown key (line ${place.line})`;
  return { ...place, key, message: suggestion === null ? shown : `${shown}: did you mean '${suggestion}'?` };
}

/** A section whose keys are all commented out is a null to YAML, and means nothing at all. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let value = values;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, part)?.value;
  }
  return value;
}

/** Only values of known keys that cannot be a secret. */
function mayShow(path: readonly PropertyKey[]): boolean {
  const dotted = path.filter((part) => typeof part === "string").join(".");
  return configValueKeys().some((key) => key.path === dotted && !key.secret);
}

function found(value: unknown, show: boolean): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return show ? JSON.stringify(value.slice(0, LONGEST_SHOWN)) : "text";
  const kind = typeof value;
  return show && (typeof value === "number" || typeof value === "boolean") ? String(value) : `a ${kind}`;
}

/** Where the last part of the path stands that is in the file. */
function placeAt({ document, placeOf }: Source["yaml"], path: readonly PropertyKey[]): ConfigPlace {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const part of path) {
    if (!isCollection(node)) break;
    const key = isMap(node) ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === part)?.key : null;
    node = node.get(part, true);
    const here = isScalar(key) ? key : node;
    if (!isNode(here)) break;
    offset = here.range?.[0] ?? offset;
  }
  return placeOf(offset);
}
