// What a file system says about files beside their content: who may read them, whether there is room.

import { constants } from "node:fs";
import { access, chmod, stat, statfs } from "node:fs/promises";

export interface InspectedEntry {
  readonly kind: "file" | "folder" | "other";
  /** Permission bits. */
  readonly mode: number;
  readonly sizeBytes: number;
}

const PERMISSION_BITS = 0o777;

/** null where there is nothing, or nothing that may be seen. */
export async function inspectEntry(path: string): Promise<InspectedEntry | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
  return { kind, mode: found.mode & PERMISSION_BITS, sizeBytes: found.size };
}

export function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** What a program without special rights may still write there; null where the system does not say. */
export async function freeBytes(path: string): Promise<number | null> {
  const found = await statfs(path).catch(() => null);
  return found === null ? null : found.bavail * found.bsize;
}

export function setMode(path: string, mode: number): Promise<void> {
  return chmod(path, mode);
}
