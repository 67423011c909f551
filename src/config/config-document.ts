// The config.yaml in force: read once, edited by programs and by hand, followed while it changes. What is broken never
// comes into force.

import { basename, dirname } from "node:path";

import type { ConfigFiles } from "./config-files.ts";
import { ConfigInvalid, type ConfigProblem, problemAt } from "./config-problem.ts";
import { defaultConfigText } from "./default-config.ts";
import { diffConfig, keysNeedingRestart } from "./diff-config.ts";
import { type ConfigMutation, editConfigText } from "./edit-config.ts";
import { parseConfig } from "./parse-config.ts";
import type { Config } from "./schema.ts";

export interface ConfigDocument {
  current(): Config;
  /** What is odd in the file in force, e.g. misspelt keys. */
  warnings(): readonly ConfigProblem[];
  /** The file's text in force. */
  text(): string;
  inForce(): ConfigInForce;
  /** The file as it stands on disk now, also where it is broken; null where it is gone. */
  onDisk(): Promise<string | null>;
  /** Changes keys, keeps comments and order. Throws ConfigInvalid, nothing written, where the outcome would be invalid. */
  edit(mutations: ConfigEdit): Promise<Config>;
  /** Puts a whole new text in place, also of a file that is broken now. Throws ConfigInvalid, nothing written. */
  replace(text: string): Promise<Config>;
  /** Called after each change of a value, however it was made; must not throw. Returns the way to stop it. */
  subscribe(listener: (change: ConfigChange) => void): () => void;
  /** Called with what has become odd in the file since it was last read; must not throw. */
  onWarnings(listener: (warnings: readonly ConfigProblem[]) => void): () => void;
  /** Called when the file on disk has become unusable and the old config stays in force; must not throw. */
  onReloadProblem(listener: (problems: readonly ConfigProblem[]) => void): () => void;
  /** Reads the file again now. The watch does so by itself. */
  reload(): Promise<void>;
  close(): void;
}

/** What to change, or how that follows from what is in force at its turn: of two edits at once, the second sees the first. */
export type ConfigEdit = readonly ConfigMutation[] | ((now: ConfigInForce) => readonly ConfigMutation[]);

export interface ConfigInForce {
  readonly config: Config;
  /** As the file has it: only what it says, unknown keys and all. */
  readonly values: unknown;
}

export interface ConfigChange {
  readonly config: Config;
  readonly previous: Config;
  /** Dotted keys as the YAML spells them. */
  readonly changed: readonly string[];
  /** Those of `changed` that work only after a restart. */
  readonly needsRestart: readonly string[];
}

export interface ConfigDocumentOptions {
  readonly path: string;
  readonly files: ConfigFiles;
  /** Follow changes made by others; default true. One-shot commands need not. */
  readonly watch?: boolean;
}

interface InForce extends ConfigInForce {
  readonly text: string;
  readonly warnings: readonly ConfigProblem[];
}

/** Opens the config, writing the default file where there is none. Throws ConfigInvalid where it is broken. */
export async function openConfigDocument(options: ConfigDocumentOptions): Promise<ConfigDocument> {
  const { path, files } = options;
  const name = basename(path);
  const changes = createListeners<ConfigChange>();
  const oddities = createListeners<readonly ConfigProblem[]>();
  const reloadProblems = createListeners<readonly ConfigProblem[]>();
  const inTurn = createQueue();
  let inForce = understood((await files.read(path)) ?? (await writeDefault(path, files)), name);

  function adopt(next: InForce): Config {
    const { config: previous, warnings: said } = inForce;
    inForce = next;
    const odd = next.warnings.filter(({ key }) => !said.some((known) => known.key === key));
    if (odd.length > 0) oddities.tell(odd);
    const changed = diffConfig(previous, next.config);
    if (changed.length === 0) return next.config;
    changes.tell({ config: next.config, previous, changed, needsRestart: keysNeedingRestart(changed) });
    return next.config;
  }

  async function write(text: string): Promise<Config> {
    const next = understood(text, name);
    await files.write(path, text);
    return adopt(next);
  }

  /** Takes over what stands on disk. Throws ConfigInvalid where it cannot be used. */
  async function catchUp(): Promise<void> {
    const text = await files.read(path);
    // Editors empty or remove the file for a moment before they write it.
    if (text === null || (text.trim() === "" && inForce.text.trim() !== "")) return;
    if (text !== inForce.text) adopt(understood(text, name));
  }

  async function reload(): Promise<void> {
    try {
      await catchUp();
    } catch (error) {
      reloadProblems.tell(error instanceof ConfigInvalid ? error.problems : [unreadable(error, name)]);
    }
  }

  const stopWatching = options.watch === false ? () => undefined : files.watch(path, () => void inTurn(reload));
  // What changed between the first read and the watch.
  await inTurn(reload);

  return {
    current: () => inForce.config,
    warnings: () => inForce.warnings,
    text: () => inForce.text,
    inForce: () => inForce,
    onDisk: () => files.read(path),
    edit: (mutations) =>
      inTurn(async () => {
        // A hand's edit that the watch has not seen yet must not be lost; a broken one is the hand's to finish.
        await catchUp();
        const text = edited(inForce, mutations, name);
        return text === inForce.text ? inForce.config : await write(text);
      }),
    replace: (text) => inTurn(() => write(text)),
    subscribe: changes.listen,
    onWarnings: oddities.listen,
    onReloadProblem: reloadProblems.listen,
    reload: () => inTurn(reload),
    close: stopWatching,
  };
}

function understood(text: string, name: string): InForce {
  const result = parseConfig(text, name);
  if (result.kind === "invalid") throw new ConfigInvalid(result.problems);
  return { text, config: result.config, values: result.values, warnings: result.warnings };
}

function edited(inForce: InForce, edit: ConfigEdit, name: string): string {
  return editConfigText(inForce.text, typeof edit === "function" ? edit(inForce) : edit, name);
}

async function writeDefault(path: string, files: ConfigFiles): Promise<string> {
  const text = defaultConfigText();
  await files.ensureFolder(dirname(path));
  await files.write(path, text);
  return text;
}

function unreadable(error: unknown, name: string): ConfigProblem {
  const reason = error instanceof Error ? error.message : String(error);
  return problemAt(name, { line: 0, column: 0 }, { key: "", text: `cannot be read: ${reason}` });
}

/** Runs tasks one after the other; one that fails does not stop the next. */
function createQueue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

function createListeners<Event>() {
  const listeners = new Set<(event: Event) => void>();
  return {
    tell(event: Event): void {
      for (const listener of listeners) listener(event);
    },
    listen(listener: (event: Event) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
