// The config.yaml in force: read once, edited by programs and by hand, followed while it changes. What is broken never
// comes into force.

import { basename, dirname } from "node:path";

import type { ConfigFiles } from "./config-files.ts";
import { ConfigInvalid, type ConfigProblem, problemAt } from "./config-problem.ts";
import { defaultConfigText } from "./default-config.ts";
import { type ReadText, readConfigText, type TextJob, type TextRead } from "./config-text.ts";
import { diffConfig, keysNeedingRestart } from "./diff-config.ts";
import type { ConfigMutation } from "./edit-config.ts";
import { configOf } from "./parse-config.ts";
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
  /**
   * Puts a whole new text in place, also of a file that is broken now. `amend` says what of it is to be said differently,
   * given what is in force at its turn and what stands on disk; where it throws nothing is written. Throws ConfigInvalid, nothing written.
   */
  replace(text: string, amend?: ConfigAmendment): Promise<ConfigChange>;
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

export type ConfigAmendment = (next: Config, now: Config, onDisk: string | null) => Promise<readonly ConfigMutation[]>;

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
  /** How texts are read once the file is open; default: at once, while everything else waits. */
  readonly readText?: ReadText;
}

interface InForce extends ConfigInForce {
  readonly text: string;
  readonly warnings: readonly ConfigProblem[];
}

/** Opens the config, writing the default file where there is none. Throws ConfigInvalid where it is broken. */
export async function openConfigDocument(options: ConfigDocumentOptions): Promise<ConfigDocument> {
  const { path, files, readText = readConfigText } = options;
  const name = basename(path);
  const changes = createListeners<ConfigChange>();
  const oddities = createListeners<readonly ConfigProblem[]>();
  const reloadProblems = createListeners<readonly ConfigProblem[]>();
  const inTurn = createQueue();
  const opened = (await files.read(path)) ?? (await writeDefault(path, files));
  let inForce = understood(readConfigText({ text: opened, mutations: [], fileName: name }));

  const read = async (text: string, mutations: TextJob["mutations"] = []): Promise<InForce> =>
    understood(await readText({ text, mutations, fileName: name }));

  function adopt(next: InForce): ConfigChange {
    const { config: previous, warnings: said } = inForce;
    inForce = next;
    const odd = next.warnings.filter(({ key }) => !said.some((known) => known.key === key));
    if (odd.length > 0) oddities.tell(odd);
    const changed = diffConfig(previous, next.config);
    const change = { config: next.config, previous, changed, needsRestart: keysNeedingRestart(changed) };
    if (changed.length > 0) changes.tell(change);
    return change;
  }

  /** Takes over what stands on disk, and gives that text. Throws ConfigInvalid where it cannot be used. */
  async function catchUp(): Promise<string | null> {
    const text = await files.read(path);
    // Editors empty or remove the file for a moment before they write it.
    const isForAMoment = text === null || (text.trim() === "" && inForce.text.trim() !== "");
    if (!isForAMoment && text !== inForce.text) adopt(await read(text));
    return text;
  }

  const desk: Desk = {
    inForce: () => inForce,
    catchUp,
    read,
    onDisk: () => files.read(path),
    put: async (next, inPlaceOf) => ((await files.write(path, next.text, { inPlaceOf })) ? adopt(next) : null),
  };

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
    onDisk: desk.onDisk,
    edit: (mutations) => inTurn(() => edit(desk, mutations)),
    replace: (text, amend = async () => []) => inTurn(() => replace(desk, text, amend)),
    subscribe: changes.listen,
    onWarnings: oddities.listen,
    onReloadProblem: reloadProblems.listen,
    reload: () => inTurn(reload),
    close: stopWatching,
  };
}

/** What a change is made with. */
interface Desk {
  inForce(): InForce;
  catchUp(): Promise<string | null>;
  onDisk(): Promise<string | null>;
  read(text: string, mutations?: TextJob["mutations"]): Promise<InForce>;
  /** null, nothing written, where something else than `inPlaceOf` stands on disk by then. */
  put(next: InForce, inPlaceOf: string | null): Promise<ConfigChange | null>;
}

/** As often as a hand writes meanwhile. */
async function edit(desk: Desk, mutations: ConfigEdit): Promise<Config> {
  for (;;) {
    // A hand's edit that the watch has not seen yet must not be lost; a broken one is the hand's to finish.
    const onDisk = await desk.catchUp();
    const now = desk.inForce();
    const wanted = typeof mutations === "function" ? mutations(now) : mutations;
    if (wanted.length === 0) return now.config;
    const next = await desk.read(now.text, wanted);
    if (next.text === now.text) return now.config;
    const change = await desk.put(next, onDisk);
    if (change !== null) return change.config;
  }
}

async function replace(desk: Desk, text: string, amend: ConfigAmendment): Promise<ConfigChange> {
  for (;;) {
    const onDisk = await desk.catchUp().catch(desk.onDisk);
    const next = await desk.read(text);
    const amendments = await amend(next.config, desk.inForce().config, onDisk);
    const change = await desk.put(amendments.length === 0 ? next : await desk.read(text, amendments), onDisk);
    if (change !== null) return change;
  }
}

/** Throws ConfigInvalid. */
function understood(read: TextRead): InForce {
  if (read.kind === "invalid") throw new ConfigInvalid(read.problems);
  const { text, values, warnings } = read;
  return { text, config: configOf(values), values, warnings };
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
