// Notices that a file or a folder changed, however the change was made: written in place, renamed into place, removed and
// made anew. The system's events make it quick; a slow poll makes it certain where there are none (bind mounts, NFS).

import { type BigIntStats, type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { readdir, stat } from "node:fs/promises";
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
  const events = createFolderEvents((folder, name) => {
    const isOwn = name === null || (folder === path ? !name.startsWith(".") : name === basename(path));
    if (isOwn) settle();
    else glance();
  });

  /**
   * A neighbour changed: seldom a link that our path leads through, mostly the database beside config.yaml, which writes
   * without pause. Looked at now and then, because each of its events would put the end of the burst off again.
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
    const { print, folder } = await look(path);
    if (stopped) return;
    events.follow(folder);
    if (print !== known) whenChanged(print);
  }

  async function poll(): Promise<void> {
    if (polling) return;
    polling = true;
    await check(settle);
    polling = false;
  }

  events.follow(first.folder);
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
  /**
   * The folder whose events can tell: the path itself where it is one, else its parent, because a watch on a file goes
   * on with the old file after a rename. null where there is none yet.
   */
  readonly folder: Folder | null;
}

interface Folder {
  readonly path: string;
  /** Tells it from another that took its name. */
  readonly id: string;
}

/** Follows one folder at a time, anew where it was replaced. `name` is the entry's, null where the system does not tell. */
function createFolderEvents(onEvent: (folder: string, name: string | null) => void): {
  follow(folder: Folder | null): void;
  close(): void;
} {
  let current: { readonly id: string; readonly watcher: FSWatcher } | null = null;

  function close(): void {
    current?.watcher.close();
    current = null;
  }

  function follow(folder: Folder | null): void {
    if (folder?.id === current?.id) return;
    close();
    if (folder === null) return;
    try {
      const watcher = watch(folder.path, { persistent: false }, (_, name) => onEvent(folder.path, name));
      // The folder is gone, or the system has no more watches to give: the poll goes on.
      watcher.on("error", close);
      current = { id: folder.id, watcher };
    } catch {
      current = null;
    }
  }

  return { follow, close };
}

async function look(path: string): Promise<Look> {
  const found = await statOrNull(path);
  if (found?.isDirectory() !== true) return lookOfFile(path, found, await statOrNull(dirname(path)));
  const names = countedNames(await readdir(path).catch(() => []));
  return lookOfFolder(path, found, await Promise.all(names.map((name) => entryOf(name, statOrNull(join(path, name))))));
}

/** The same at once, for the first look: nothing that happens after `watchPath` has returned may be missed. */
function lookNow(path: string): Look {
  const found = statNow(path);
  if (found?.isDirectory() !== true) return lookOfFile(path, found, statNow(dirname(path)));
  return lookOfFolder(
    path,
    found,
    countedNames(readdirSync(path)).map((name) => printOf(name, statNow(join(path, name)))),
  );
}

function lookOfFile(path: string, found: BigIntStats | null, parent: BigIntStats | null): Look {
  return {
    print: printOf("file", found),
    folder: parent?.isDirectory() === true ? folderOf(dirname(path), parent) : null,
  };
}

function lookOfFolder(path: string, found: BigIntStats, entries: readonly string[]): Look {
  const folder = folderOf(path, found);
  return { print: [folder.id, ...entries].join("\n"), folder };
}

function folderOf(path: string, found: BigIntStats): Folder {
  return { path, id: `folder ${found.dev}:${found.ino} ${path}` };
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

async function statOrNull(path: string): Promise<BigIntStats | null> {
  return await stat(path, { bigint: true }).catch(() => null);
}

function statNow(path: string): BigIntStats | null {
  return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
}
