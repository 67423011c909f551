// A path that one task at a time has to itself, among all tasks of this process and all processes of this computer.

import { randomBytes } from "node:crypto";
import { link, open, readFile, rename, stat, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

import type { Clock } from "../domain/ports.ts";
import { ensurePrivateDir } from "./atomic-file.ts";

export interface PathLock {
  /** Runs the task once the path is free. Tasks should take milliseconds; see STALE_MS. */
  exclusively<Result>(path: string, task: () => Promise<Result>): Promise<Result>;
}

/** A lock this old was left by a process that died: no task takes so long. */
const STALE_MS = 10_000;
const POLL_MS = 10;

export function createPathLock({ clock }: { readonly clock: Clock }): PathLock {
  /** The last task in line for each path; within one process nobody polls. */
  const lines = new Map<string, Promise<unknown>>();

  async function acquire(lockPath: string): Promise<void> {
    for (;;) {
      if (await createLock(lockPath)) return;
      await removeStale(lockPath, clock.now() - STALE_MS);
      await new Promise<void>((resolve) => clock.after(POLL_MS, resolve));
    }
  }

  async function runLocked<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
    const folder = dirname(path);
    const lockPath = join(folder, `.${basename(path)}.lock`);
    await ensurePrivateDir(folder);
    await acquire(lockPath);
    try {
      return await task();
    } finally {
      await unlink(lockPath).catch(() => undefined);
    }
  }

  return {
    async exclusively(path, task) {
      const before = lines.get(path) ?? Promise.resolve();
      const mine = before.catch(() => undefined).then(() => runLocked(path, task));
      lines.set(path, mine);
      try {
        return await mine;
      } finally {
        if (lines.get(path) === mine) lines.delete(path);
      }
    },
  };
}

/** False where the lock exists already. */
async function createLock(lockPath: string): Promise<boolean> {
  try {
    const file = await open(lockPath, "wx", 0o600);
    try {
      await file.writeFile(`${hostname()} ${process.pid}`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Moved aside first and looked at once more: between two looks another process may have taken the lock anew. */
async function removeStale(lockPath: string, before: number): Promise<void> {
  const seen = await stat(lockPath).catch(() => null);
  if (seen === null || (seen.mtimeMs >= before && !(await isLeftBehind(lockPath)))) return;
  const aside = `${lockPath}.${randomBytes(6).toString("hex")}`;
  try {
    await rename(lockPath, aside);
  } catch {
    return;
  }
  const taken = await stat(aside).catch(() => null);
  if (taken !== null && taken.ino !== seen.ino) await link(aside, lockPath).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
}

/** Its process, of this very computer, is no more: whoever starts again after a crash does not wait. */
async function isLeftBehind(lockPath: string): Promise<boolean> {
  const text = await readFile(lockPath, "utf8").catch(() => "");
  const pid = Number(/ ([1-9]\d*)$/.exec(text)?.[1] ?? 0);
  // Another host, which may be a container beside this one, has numbers of its own.
  if (pid === 0 || text !== `${hostname()} ${pid}`) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
