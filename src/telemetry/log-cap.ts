// Keeps the folder of log files within its limits: the oldest files go first, the log that is being written never.

import {
  isErrorTranscript,
  isRotatedLog,
  type LogFileStat,
  type LogFolder,
  requestIdIn,
} from "../domain/log-folder.ts";
import type { TellOnce } from "./tell-once.ts";

export interface LogCap {
  /** So many bytes were added. */
  grew(bytes: number): void;
  /** Looks now: a limit has changed, or a file was added whose number is limited. */
  check(): void;
}

export interface LogCapDeps {
  readonly folder: Pick<LogFolder, "list" | "remove">;
  readonly trouble: TellOnce;
  limits(): LogLimits;
}

export interface LogLimits {
  /** Of the whole folder; Infinity for none. */
  readonly totalBytes: number;
  /** How many transcripts of failed requests. */
  readonly errorFiles: number;
}

/** A little more than need be is removed, so that not every further file means another look at the folder. */
const DOWN_TO = 0.9;

export function createLogCap({ folder, trouble, limits }: LogCapDeps): LogCap {
  /** What the folder held at the last look, and what came since. Nothing is known before the first. */
  let knownBytes = Number.POSITIVE_INFINITY;
  let isLooking = false;
  let isDue = false;

  const look = async (): Promise<void> => {
    const { totalBytes, errorFiles } = limits();
    knownBytes = 0;
    const files = (await folder.list()) ?? [];
    const surplus = new Set(tooMany(files, errorFiles));
    const left = files.filter((file) => !surplus.has(file));
    const total = left.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const tooBig = total > totalBytes ? oldestOf(left, total - totalBytes * DOWN_TO) : [];
    for (const { name } of [...surplus, ...tooBig]) await folder.remove(name);
    knownBytes += total - tooBig.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  };
  const check = (): void => {
    isDue = true;
    if (isLooking) return;
    isLooking = true;
    void (async () => {
      while (isDue) {
        isDue = false;
        await look().catch(trouble.failed);
      }
      isLooking = false;
    })();
  };

  return {
    grew(bytes) {
      knownBytes += bytes;
      if (knownBytes > limits().totalBytes) check();
    },
    check,
  };
}

/** The oldest transcripts of failed requests beyond so many. */
function tooMany(files: readonly LogFileStat[], most: number): readonly LogFileStat[] {
  const byAge = files
    .filter(({ name }) => isErrorTranscript(name))
    .map((file) => ({ file, id: requestIdIn(file.name) ?? "" }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return byAge.slice(0, Math.max(0, byAge.length - most)).map(({ file }) => file);
}

/** As many of the oldest as free so many bytes. */
function oldestOf(files: readonly LogFileStat[], bytes: number): readonly LogFileStat[] {
  const removable = files
    .filter(({ name }) => isRotatedLog(name) || requestIdIn(name) !== null)
    .toSorted((a, b) => a.modifiedAt - b.modifiedAt);
  let freed = 0;
  return removable.filter(({ sizeBytes }) => {
    const isNeeded = freed < bytes;
    if (isNeeded) freed += sizeBytes;
    return isNeeded;
  });
}
