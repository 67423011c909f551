// The configuration as the dashboard edits it: the file's text beside what is in force, key by key.

import type { ConfigDocument } from "../../config/config-document.ts";
import { ConfigInvalid, type ConfigProblem, problemAt } from "../../config/config-problem.ts";
import { diffConfig, keysNeedingRestart } from "../../config/diff-config.ts";
import { parseConfig } from "../../config/parse-config.ts";
import type { Config } from "../../config/schema.ts";
import { type ConfigKey, configKeyGroups, configValueKeys, valuesOf } from "../../config/schema-keys.ts";
import type { Sha256Hex } from "../../domain/ids.ts";
import { MASKED, masked, valueAt } from "./config-values.ts";
import { configView } from "./read-config.ts";

export interface WholeConfigDeps {
  readonly document: ConfigDocument;
  /** What the process started with: some keys count at a start alone. */
  readonly startConfig: Config;
  readonly sha256: Sha256Hex;
}

export interface WholeConfig {
  /** As it stands on disk. */
  readonly text: string;
  readonly revision: string;
  /** In force, by dotted key; secrets masked. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly keys: readonly (ConfigKey & { readonly group: string })[];
  /** Of the text on disk, where that is not what is in force. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  readonly needsRestart: readonly string[];
}

export type ConfigWritten =
  /** Dotted keys. */
  | { readonly kind: "written"; readonly changed: readonly string[] }
  | { readonly kind: "invalid"; readonly problems: readonly ConfigProblem[] }
  | { readonly kind: "changed_meanwhile" }
  | { readonly kind: "not_written"; readonly reason: string };

export interface ConfigCheck {
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
  readonly changed: readonly string[];
  readonly needsRestart: readonly string[];
}

const FILE_NAME = "config.yaml";
export async function readWholeConfig({ document, startConfig, sha256 }: WholeConfigDeps): Promise<WholeConfig> {
  const text = (await document.onDisk()) ?? "";
  const parsed = parseConfig(text, FILE_NAME);
  return {
    text,
    revision: sha256(text),
    values: valuesInForce(document.current()),
    keys: configKeyGroups().flatMap(({ title, keys }) =>
      keys.flatMap(valuesOf).map((key) => ({ ...key, group: title })),
    ),
    problems: parsed.kind === "invalid" ? parsed.problems : [],
    warnings: document.warnings(),
    needsRestart: keysNeedingRestart(diffConfig(startConfig, document.current())),
  };
}

export function checkConfigText(text: string, document: Pick<ConfigDocument, "current">): ConfigCheck {
  const parsed = parseConfig(text, FILE_NAME);
  if (parsed.kind === "invalid") return { problems: parsed.problems, warnings: [], changed: [], needsRestart: [] };
  const changed = diffConfig(document.current(), parsed.config);
  return { problems: [], warnings: parsed.warnings, changed, needsRestart: keysNeedingRestart(changed) };
}

/** `revision`: of the text that was edited; null puts the new one over whatever is there. */
export async function replaceWholeConfig(
  { text, revision }: { readonly text: string; readonly revision: string | null },
  { document, sha256 }: WholeConfigDeps,
): Promise<ConfigWritten> {
  let isMoved = false;
  const written = await attempt(document, async () => {
    const change = await document.replace(text, async (_next, _now, onDisk) => {
      isMoved = revision !== null && sha256(onDisk ?? "") !== revision;
      if (isMoved) throw new Error("the file has changed meanwhile");
      return [];
    });
    return change.config;
  });
  return isMoved ? { kind: "changed_meanwhile" } : written;
}

/** By dotted key; null takes a key back to its default. All or nothing. */
export async function changeConfigKeys(
  values: Readonly<Record<string, unknown>>,
  { document }: WholeConfigDeps,
): Promise<ConfigWritten> {
  const problems = Object.entries(values).flatMap(([key, value]) => problemsWith(key, value));
  if (problems.length > 0) return { kind: "invalid", problems };
  const mutations = Object.entries(values).map(([key, value]) => ({ path: key.split("."), value: value ?? undefined }));
  let isPlanned = false;
  const written = await attempt(document, () =>
    document.edit(() => {
      isPlanned = true;
      return mutations;
    }),
  );
  // Before the plan it is the file on disk that is broken, by another hand.
  if (isPlanned || written.kind !== "invalid") return written;
  return { kind: "not_written", reason: written.problems.map(({ message }) => message).join("; ") };
}

async function attempt(document: ConfigDocument, write: () => Promise<Config>): Promise<ConfigWritten> {
  const before = document.current();
  try {
    return { kind: "written", changed: diffConfig(before, await write()) };
  } catch (error) {
    if (error instanceof ConfigInvalid) return { kind: "invalid", problems: error.problems };
    return { kind: "not_written", reason: error instanceof Error ? error.message : String(error) };
  }
}

function problemsWith(key: string, value: unknown): readonly ConfigProblem[] {
  const known = configValueKeys().find(({ path }) => path === key);
  const at = { line: 0, column: 0 };
  if (known === undefined) return [problemAt(FILE_NAME, at, { key, text: "is no key of the configuration" })];
  if (!known.secret || value !== MASKED) return [];
  return [problemAt(FILE_NAME, at, { key, text: `${MASKED} only stands for the secret that is there` })];
}

function valuesInForce(config: Config): Readonly<Record<string, unknown>> {
  const view = configView(config);
  return Object.fromEntries(configValueKeys().map((key) => [key.path, masked(key, valueAt(view, key.path))]));
}
