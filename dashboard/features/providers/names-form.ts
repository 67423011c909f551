// The names of models between config.yaml and the form. Pure.

import { z } from "zod";

export interface NamesForm {
  readonly aliases: readonly { readonly alias: string; readonly model: string }[];
  /** One row a line: `a -> b`. */
  readonly fallbacks: string;
  readonly exclusions: readonly { readonly provider: string; readonly patterns: string }[];
  readonly loginAliases: readonly {
    readonly provider: string;
    readonly model: string;
    readonly alias: string;
    readonly keepOwn: boolean;
  }[];
  readonly prefixOnly: boolean;
}

export const LOGIN_PROVIDERS = [
  "codex",
  "claude",
  "gemini-cli",
  "antigravity",
  "kimi",
  "xai",
  "qwen",
  "iflow",
  "vertex",
] as const;

/** What is in force, by dotted key. */
const values = z.object({
  "model-aliases": z.record(z.string(), z.string()).catch({}),
  "model-fallbacks": z.array(z.array(z.string())).catch([]),
  "oauth-excluded-models": z.record(z.string(), z.array(z.string())).catch({}),
  "oauth-model-alias": z
    .record(z.string(), z.array(z.object({ name: z.string(), alias: z.string(), fork: z.boolean() })))
    .catch({}),
  "force-model-prefix": z.boolean().catch(false),
});

export function namesOf(inForce: Readonly<Record<string, unknown>>): NamesForm {
  const said = values.parse(inForce);
  return {
    aliases: Object.entries(said["model-aliases"]).map(([alias, model]) => ({ alias, model })),
    fallbacks: said["model-fallbacks"].map((row) => row.join(" -> ")).join("\n"),
    exclusions: Object.entries(said["oauth-excluded-models"]).map(([provider, patterns]) => ({
      provider,
      patterns: patterns.join(", "),
    })),
    loginAliases: Object.entries(said["oauth-model-alias"]).flatMap(([provider, rows]) =>
      rows.map(({ name, alias, fork }) => ({ provider, model: name, alias, keepOwn: fork })),
    ),
    prefixOnly: said["force-model-prefix"],
  };
}

/** The changed keys alone; null where nothing has changed. What is empty goes back to its default. */
export function namesChange(before: NamesForm, after: NamesForm): Record<string, unknown> | null {
  const was = configOf(before);
  const changed = Object.entries(configOf(after)).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key]),
  );
  return changed.length === 0 ? null : Object.fromEntries(changed);
}

function configOf(form: NamesForm): Record<string, unknown> {
  const exclusions = Map.groupBy(form.exclusions, ({ provider }) => provider);
  const loginAliases = Map.groupBy(form.loginAliases, ({ provider }) => provider);
  return {
    "model-aliases": orNull(form.aliases.map(({ alias, model }) => [alias.trim(), model.trim()])),
    "model-fallbacks": fallbackRows(form.fallbacks).length === 0 ? null : fallbackRows(form.fallbacks),
    "oauth-excluded-models": orNull(
      [...exclusions].map(([provider, rows]) => [provider, rows.flatMap(({ patterns }) => listOf(patterns, ","))]),
    ),
    "oauth-model-alias": orNull(
      [...loginAliases].map(([provider, rows]) => [
        provider,
        rows.map(({ model, alias, keepOwn }) => ({
          name: model.trim(),
          alias: alias.trim(),
          ...(keepOwn ? { fork: true } : {}),
        })),
      ]),
    ),
    "force-model-prefix": form.prefixOnly ? true : null,
  };
}

/** The first line, from 1, that is no row of at least two models; null where all are. */
export function wrongFallback(text: string): number | null {
  const index = text.split("\n").findIndex((line) => line.trim() !== "" && listOf(line, /->|→/).length < 2);
  return index === -1 ? null : index + 1;
}

function fallbackRows(text: string): readonly string[] {
  return listOf(text, "\n").map((line) => listOf(line, /->|→/).join(" -> "));
}

function listOf(text: string, between: string | RegExp): readonly string[] {
  return text
    .split(between)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function orNull(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> | null {
  return entries.length === 0 ? null : Object.fromEntries(entries);
}
