// Notices that a file or a folder changed, however the change was made: written in place, renamed into place, removed and
// made anew. The system's events make it quick; a slow poll makes it certain where there are none (bind mounts, NFS).

import { type BigIntStats, type FSWatcher, lstatSync, readdirSync, statSync, watch } from "node:fs";
import { lstat, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import type { Cancel, Clock } from "../domain/ports.ts";

export interface WatchOptions {
  readonly clock: Clock;
  /** Quiet time after the last event before `onChange` is called; default 150. */
  readonly debounceMs?: number;
  /** How often to look without any event; default 2000. */
  readonly pollMs?: number;
}

/** A path that changes without pause is reported this often all the same. */
const LONGEST_DEBOUNCE_MS = 1000;

/**
 * Calls `onChange` after `path` (a file, a folder's entries, or something that does not exist yet) has changed. Entries
 * whose name begins with a dot do not count: they are temporary files. Never keeps the process alive.
 */
export function watchPath(path: string, onChange: () => void, options: WatchOptions): Cancel {
  const { clock, debounceMs = 150, pollMs = 2000 } = options;
  const first = lookNow(path);
  let known = first.print;
  let polling = false;
  let stopped = false;
  let pending: { readonly since: number; readonly cancel: Cancel } | null = null;
  let cancelGlance: Cancel | null = null;
  const events = createEvents({
    own: settle,
    neighbour: glance,
    // What writes to the next one is to be heard while the burst lasts.
    ended: () => void check(() => undefined),
  });

  /**
   * A neighbour changed: seldom a link that our path leads through, mostly something that has nothing to do with us and
   * may write without pause. Looked at now and then, because each of its events would put the end of the burst off again.
   */
  function glance(): void {
    cancelGlance ??= clock.after(debounceMs, () => {
      cancelGlance = null;
      void check(settle);
    });
  }

  /** Waits for the end of a burst, so that a half-written file is not read. */
  function settle(): void {
    if (stopped) return;
    const since = pending?.since ?? clock.now();
    if (pending !== null && clock.now() - since >= LONGEST_DEBOUNCE_MS) return;
    pending?.cancel();
    const cancel = clock.after(debounceMs, () => {
      pending = null;
      void check((print) => {
        known = print;
        onChange();
      });
    });
    pending = { since, cancel };
  }

  async function check(whenChanged: (print: string) => void): Promise<void> {
    const { print, source } = await look(path);
    if (stopped) return;
    // What happened after the look and before this told nobody.
    if (events.follow(source)) settle();
    if (print !== known) whenChanged(print);
  }

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    await check(settle);
    polling = false;
  }

  events.follow(first.source);
  const cancelPoll = clock.every(pollMs, () => void poll());
  return () => {
    stopped = true;
    pending?.cancel();
    cancelGlance?.();
    cancelPoll();
    events.close();
  };
}

interface Look {
  /** Changes whenever the file, or one of the folder's entries, does. */
  readonly print: string;
  /** Whose events can tell; null where nothing's can yet. */
  readonly source: Source | null;
}

/**
 * A file itself, where it is one: the folder of config.yaml has the database in it, whose every write would wake us. Its
 * parent while there is none, and where it is a link, which can be turned to another file at any time. A folder itself.
 */
interface Source {
  readonly kind: "file" | "parent" | "folder";
  readonly path: string;
  /** The entry of a parent that is ours. */
  readonly entry: string | null;
  /** Tells it from another that took its name. */
  readonly id: string;
}

interface Events {
  own(): void;
  /** Another entry of the parent. */
  neighbour(): void;
  /** The file was removed, moved away or replaced: it is not followed any more. */
  ended(): void;
}

/** Follows one source at a time, anew where it was replaced. */
function createEvents({ own, neighbour, ended }: Events): {
  /** True where it was not followed before. */
  follow(source: Source | null): boolean;
  close(): void;
} {
  let current: { readonly id: string; readonly watcher: FSWatcher } | null = null;

  function close(): void {
    current?.watcher.close();
    current = null;
  }

  /** `name` is the entry's, null where the system does not tell. */
  function onEvent({ kind, entry }: Source, type: string, name: string | null): void {
    const isTemporary = kind === "folder" && name?.startsWith(".") === true;
    const isAnother = kind === "parent" && name !== null && name !== entry;
    if (isTemporary || isAnother) return neighbour();
    own();
    if (kind !== "file" || type !== "rename") return;
    // The watch goes on with the old file, if it goes on at all.
    close();
    ended();
  }

  function follow(source: Source | null): boolean {
    if (source?.id === current?.id) return false;
    close();
    if (source === null) return false;
    try {
      const watcher = watch(source.path, { persistent: false }, (type, name) => {
        // What is left to tell of the one before it has been looked for.
        if (current?.watcher === watcher) onEvent(source, type, name);
      });
      // It is gone, or the system has no more watches to give: the poll goes on.
      watcher.on("error", close);
      current = { id: source.id, watcher };
      return true;
    } catch {
      return false;
    }
  }

  return { follow, close };
}

async function look(path: string): Promise<Look> {
  const found = await statOrNull(path);
  if (found?.isDirectory() !== true) {
    const [own, parent] = await Promise.all([lstat(path, BIG).catch(() => null), statOrNull(dirname(path))]);
    return { print: printOf("file", found), source: sourceOfFile(path, own, parent) };
  }
  const names = countedNames(await readdir(path).catch(() => []));
  return lookOfFolder(path, found, await Promise.all(names.map((name) => entryOf(name, statOrNull(join(path, name))))));
}

/** The same at once, for the first look: nothing that happens after `watchPath` has returned may be missed. */
function lookNow(path: string): Look {
  const found = statNow(path);
  if (found?.isDirectory() !== true) {
    const own = lstatSync(path, { ...BIG, throwIfNoEntry: false }) ?? null;
    return { print: printOf("file", found), source: sourceOfFile(path, own, statNow(dirname(path))) };
  }
  return lookOfFolder(
    path,
    found,
    countedNames(readdirSync(path)).map((name) => printOf(name, statNow(join(path, name)))),
  );
}

/** `own`: of the link, where it is one. */
function sourceOfFile(path: string, own: BigIntStats | null, parent: BigIntStats | null): Source | null {
  if (own?.isFile() === true) return { kind: "file", path, entry: null, id: idOf("file", path, own) };
  if (parent?.isDirectory() !== true) return null;
  const folder = dirname(path);
  return { kind: "parent", path: folder, entry: basename(path), id: idOf("folder", folder, parent) };
}

function lookOfFolder(path: string, found: BigIntStats, entries: readonly string[]): Look {
  const id = idOf("folder", path, found);
  return { print: [id, ...entries].join("\n"), source: { kind: "folder", path, entry: null, id } };
}

function idOf(kind: string, path: string, { dev, ino }: BigIntStats): string {
  return `${kind} ${dev}:${ino} ${path}`;
}

async function entryOf(name: string, found: Promise<BigIntStats | null>): Promise<string> {
  return printOf(name, await found);
}

function printOf(name: string, found: BigIntStats | null): string {
  return found === null ? `${name} missing` : `${name} ${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`;
}

function countedNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => !name.startsWith(".")).toSorted();
}

const BIG = { bigint: true } as const;

async function statOrNull(path: string): Promise<BigIntStats | null> {
  return await stat(path, BIG).catch(() => null);
}

function statNow(path: string): BigIntStats | null {
  return statSync(path, { ...BIG, throwIfNoEntry: false }) ?? null;
}
