// The configuration key by key, as somebody at a terminal reads and changes it. Secrets are shown to who asks for them by name.

import { isDeepStrictEqual } from "node:util";

import { parse } from "yaml";

import type { ConfigDocument } from "../../config/config-document.ts";
import { ConfigInvalid, type ConfigProblem } from "../../config/config-problem.ts";
import { diffConfig, keysNeedingRestart } from "../../config/diff-config.ts";
import { parseConfig } from "../../config/parse-config.ts";
import type { Config } from "../../config/schema.ts";
import { configValueKeys } from "../../config/schema-keys.ts";
import { masked, valueAt } from "./config-values.ts";
import { configView } from "./read-config.ts";

export interface KeyValue {
  /** Dotted, e.g. `routing.strategy`. */
  readonly key: string;
  /** As YAML would say it; a secret is masked. */
  readonly value: unknown;
  readonly isDefault: boolean;
}

export type KeyChanged =
  /** Dotted keys of `needsRestart` count after a restart alone. */
  | { readonly kind: "changed"; readonly isNews: boolean; readonly needsRestart: readonly string[] }
  | { readonly kind: "unknown_key"; readonly near: readonly string[] }
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

export interface CheckedConfig {
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

/** Every key below `section` ("" for all), in the order of the schema; null where there is no such key or section. */
export function readKeys(
  config: Config,
  section: string,
  { reveal }: { readonly reveal: boolean },
): readonly KeyValue[] | null {
  const keys = configValueKeys().filter(
    ({ path }) => section === "" || path === section || path.startsWith(`${section}.`),
  );
  const view = configView(config);
  const values = keys.map((key) => {
    const value = valueAt(view, key.path);
    // A default is published, and no secret.
    const isDefault = isDeepStrictEqual(value, key.defaultValue) || value === null;
    return { key: key.path, value: reveal || isDefault ? value : masked(key, value), isDefault };
  });
  return values.length === 0 ? null : values;
}

/** Keys that somebody may have meant. */
export function keysLike(wanted: string): readonly string[] {
  const last = wanted.toLowerCase().replaceAll("_", "-").split(".").at(-1) ?? "";
  return configValueKeys()
    .map(({ path }) => path)
    .filter((path) => last !== "" && path.includes(last))
    .slice(0, 5);
}

/**
 * `text`: what was typed, YAML or plain text; null takes the key back to its default. Nothing is written where the outcome
 * would be invalid.
 */
export async function changeKey(
  document: Pick<ConfigDocument, "current" | "edit">,
  key: string,
  text: string | null,
): Promise<KeyChanged> {
  if (!configValueKeys().some(({ path }) => path === key)) return { kind: "unknown_key", near: keysLike(key) };
  const value = text === null ? undefined : typedValue(text);
  const outcome = await write(document, key, value);
  if (outcome.kind !== "invalid" || text === null || typeof value === "string") return outcome;
  // A password of digits is text all the same.
  const asText = await write(document, key, text);
  return asText.kind === "invalid" ? outcome : asText;
}

function typedValue(text: string): unknown {
  try {
    const value: unknown = parse(text);
    return value ?? text;
  } catch {
    return text;
  }
}

async function write(
  document: Pick<ConfigDocument, "current" | "edit">,
  key: string,
  value: unknown,
): Promise<Exclude<KeyChanged, { kind: "unknown_key" }>> {
  const before = document.current();
  try {
    const after = await document.edit([{ path: key.split("."), value }]);
    const changed = diffConfig(before, after);
    return { kind: "changed", isNews: changed.length > 0, needsRestart: keysNeedingRestart(changed) };
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    return { kind: "invalid", problems: error.problems.map(({ message }) => message) };
  }
}

/** `fileName`: what problems call it. */
export function checkConfig(text: string, fileName: string): CheckedConfig {
  const parsed = parseConfig(text, fileName);
  return parsed.kind === "invalid"
    ? { problems: parsed.problems, warnings: [] }
    : { problems: [], warnings: parsed.warnings };
}
