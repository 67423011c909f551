// The end of the log, as much of it as fits in memory: from the file being written back into the full ones before it.

import { setImmediate as nextTurn } from "node:timers/promises";

import { ACTIVE_LOG, isRotatedLog, type LogFileStat, type LogFolder } from "../../domain/log-folder.ts";
import { secondsOf, shownLine } from "./log-line.ts";

export interface LogsAsked {
  /** Unix seconds: only lines after that second; 0 for all. */
  readonly after: number;
  /** Only so many of the newest lines; null: as many as are looked at. */
  readonly limit: number | null;
}

export interface LogsRead {
  readonly lines: readonly string[];
  /** How many lines were looked at. */
  readonly scanned: number;
  /** Unix seconds of the newest line, never before `after`. */
  readonly latest: number;
}

/** More is not looked at: a log has no end, memory has. */
const MOST_LINES = 10_000;
const MOST_BYTES = 16 * 1024 * 1024;
const BLOCK_BYTES = 256 * 1024;
/** Lines told between two turns of the event loop. */
const LINES_A_TURN = 500;

export async function readLogs(folder: LogFolder, { after, limit }: LogsAsked): Promise<LogsRead> {
  const scanned = (await lastLines(folder, after)).slice(-MOST_LINES);
  let latest = after;
  let isNew = after === 0;
  const found: string[] = [];
  for (const line of scanned) {
    // A line without a time belongs to the one before it.
    const at = secondsOf(line);
    if (at !== null) {
      isNew = after === 0 || at > after;
      latest = Math.max(latest, at);
    }
    if (isNew) found.push(line);
  }
  const lines: string[] = [];
  for (const line of found.slice(limit === null ? 0 : -limit)) {
    lines.push(shownLine(line));
    if (lines.length % LINES_A_TURN === 0) await nextTurn();
  }
  return { lines, scanned: scanned.length, latest };
}

async function lastLines(folder: LogFolder, after: number): Promise<readonly string[]> {
  const files = ((await folder.list()) ?? []).filter(({ name }) => name === ACTIVE_LOG || isRotatedLog(name));
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  let breaks = 0;
  let beginsWithin = false;
  for await (const { block, isFirst } of blocksBackwards(folder, files.toSorted(newestFirst))) {
    blocks.push(block);
    beginsWithin = !isFirst;
    bytes += block.byteLength;
    breaks += count(block);
    const seconds = secondsOf(firstWholeLine(block, isFirst));
    if (breaks > MOST_LINES || bytes >= MOST_BYTES || (after > 0 && seconds !== null && seconds <= after)) break;
  }
  const lines = Buffer.concat(blocks.toReversed()).toString().split("\n");
  // The first of them may be half a line.
  return lines.slice(beginsWithin ? 1 : 0).filter((line) => line !== "");
}

/** The file being written first, then the full ones from the newest on. */
function newestFirst(a: LogFileStat, b: LogFileStat): number {
  if (a.name === ACTIVE_LOG || b.name === ACTIVE_LOG) return a.name === ACTIVE_LOG ? -1 : 1;
  return a.name < b.name ? 1 : -1;
}

interface Block {
  readonly block: Uint8Array;
  /** The beginning of its file. */
  readonly isFirst: boolean;
}

async function* blocksBackwards(folder: LogFolder, files: readonly LogFileStat[]): AsyncGenerator<Block> {
  for (const { name, sizeBytes } of files) {
    for (let to = sizeBytes; to > 0; to -= BLOCK_BYTES) {
      const from = Math.max(0, to - BLOCK_BYTES);
      const block = await folder.read(name, { from, to });
      // Removed in the meantime.
      if (block === null) break;
      yield { block, isFirst: from === 0 };
    }
  }
}

const LINE_BREAK = 10;

function count(block: Uint8Array): number {
  let breaks = 0;
  for (let at = block.indexOf(LINE_BREAK); at >= 0; at = block.indexOf(LINE_BREAK, at + 1)) breaks += 1;
  return breaks;
}

/** As much of it as says its time. */
function firstWholeLine(block: Uint8Array, isFirst: boolean): string {
  const start = isFirst ? 0 : block.indexOf(LINE_BREAK) + 1;
  return Buffer.from(block.subarray(start, start + 100)).toString();
}
