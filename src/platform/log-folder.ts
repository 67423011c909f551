// The folder of log files on disk: the folder 0700, its files 0600, no name that leads out of it.

import { open, readdir, rename, stat, truncate, unlink } from "node:fs/promises";
import { join } from "node:path";

import type { LogFileStat, LogFolder } from "../domain/log-folder.ts";
import { ensurePrivateDir } from "./atomic-file.ts";
import { unlessMissing } from "./unless-missing.ts";

const PRIVATE_FILE = 0o600;
const HALF_MADE = /^\..*\.tmp$/;

export function createLogFolder(path: string): LogFolder {
  const at = (name: string): string => join(path, name);

  async function write(name: string, flags: "a" | "w", pieces: Iterable<string>): Promise<number> {
    await ensurePrivateDir(path);
    const file = await open(at(name), flags, PRIVATE_FILE);
    try {
      for (const piece of pieces) await file.writeFile(piece);
      return (await file.stat()).size;
    } finally {
      await file.close();
    }
  }

  return {
    async list() {
      const names = await unlessMissing(readdir(path));
      if (names === null) return null;
      const shown = names.filter((name) => !name.startsWith("."));
      const stats = await Promise.all(shown.map((name) => statOf(at(name), name)));
      return stats.filter((found) => found !== null);
    },
    append: (name, text) => write(name, "a", [text]),
    async create(name, pieces) {
      const aside = `.${name}.tmp`;
      try {
        const size = await write(aside, "w", pieces);
        await rename(at(aside), at(name));
        return size;
      } catch (error) {
        await unlink(at(aside)).catch(() => undefined);
        throw error;
      }
    },
    rename: (from, to) => rename(at(from), at(to)),
    empty: (name) => wasThere(truncate(at(name))),
    remove: (name) => wasThere(unlink(at(name))),
    async read(name, { from, to }) {
      const file = await unlessMissing(open(at(name), "r"));
      if (file === null) return null;
      try {
        const bytes = Buffer.alloc(Math.max(0, Math.min(to, (await file.stat()).size) - from));
        const { bytesRead } = await file.read(bytes, 0, bytes.byteLength, from);
        return bytes.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    async removeLeftovers() {
      const names = (await unlessMissing(readdir(path))) ?? [];
      for (const name of names) if (HALF_MADE.test(name)) await unlessMissing(unlink(at(name)));
    },
  };
}

async function statOf(path: string, name: string): Promise<LogFileStat | null> {
  const found = await unlessMissing(stat(path));
  if (found?.isFile() !== true) return null;
  return { name, sizeBytes: found.size, modifiedAt: found.mtimeMs };
}

async function wasThere(done: Promise<void>): Promise<boolean> {
  return (await unlessMissing(done.then(() => true))) ?? false;
}
