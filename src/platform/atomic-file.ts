// Files that are either the old text or the new one, whatever happens in between: a crash, a full disk, a reader at the
// wrong moment.

import { randomBytes } from "node:crypto";
import { chmod, mkdir, open, readFile, readlink, realpath, rename, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";

import { unlessMissing } from "./unless-missing.ts";

export interface WriteOptions {
  /** Permission bits of the written file; default 0600. */
  readonly mode?: number;
  /** Where the file holds another text by then (null: there is none), nothing is written. Default: whatever it holds. */
  readonly inPlaceOf?: string | null;
}

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Replaces the file's text as a whole: temporary file in the same folder, fsync, rename, fsync of the folder. On failure
 * the old file stands and no temporary file is left. A symlink stays one: the file it points to is replaced. False where
 * `inPlaceOf` forbids it.
 */
export async function writeFileAtomic(path: string, text: string, options: WriteOptions = {}): Promise<boolean> {
  const { mode = PRIVATE_FILE, inPlaceOf } = options;
  const target = await targetOf(path);
  const folder = dirname(target);
  // A leading dot and another ending: nobody who lists `*.json` or `*.yaml` takes it for one of theirs.
  const temporary = join(folder, `.${basename(target)}.${randomBytes(6).toString("hex")}.tmp`);
  try {
    await writeSynced(temporary, text, mode);
    // As late as can be: between this look and the rename nobody has time for more than a rename of their own.
    if (inPlaceOf !== undefined && (await unlessMissing(readFile(target, "utf8"))) !== inPlaceOf) {
      await unlink(temporary);
      return false;
    }
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    // A single file bind-mounted into a container is a mount point: nothing can be renamed onto it.
    if (errorCode(error) !== "EBUSY") throw error;
    await writeFile(target, text);
    await chmod(target, mode);
  }
  await syncFolder(folder);
  return true;
}

/** Makes the folder, and the parents it lacks, readable by its owner alone. One that exists keeps its mode: it may be shared. */
export async function ensurePrivateDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER });
}

async function writeSynced(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(text);
    // The umask may have taken bits from the mode that was asked for.
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Where the bytes belong: the end of the symlinks, also where the last one points to nothing yet. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
  const link = await readlink(path).catch(() => null);
  return link === null ? path : await targetOf(resolve(dirname(path), link));
}

/** Makes the rename itself durable. Some file systems know no fsync of a folder; there the rename is as safe as it gets. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch {
    // See above.
  } finally {
    await handle.close();
  }
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
