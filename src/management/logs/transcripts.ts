// The transcripts of requests that were kept: the failed ones listed, any one found by its name or its request's id.

import { isErrorTranscript, type LogFileStat, type LogFolder, requestIdIn } from "../../domain/log-folder.ts";

export interface FoundTranscript {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Larger than any that is written. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Of failed requests, the newest first. */
export async function listErrorTranscripts(folder: LogFolder): Promise<readonly LogFileStat[]> {
  const files = ((await folder.list()) ?? []).filter(({ name }) => isErrorTranscript(name));
  return files.toSorted((a, b) => b.modifiedAt - a.modifiedAt || (a.name < b.name ? 1 : -1));
}

/** null where there is no transcript of a failed request by this name. */
export async function readErrorTranscript(folder: LogFolder, name: string): Promise<FoundTranscript | null> {
  return isErrorTranscript(name) ? read(folder, name) : null;
}

export async function findTranscript(folder: LogFolder, requestId: string): Promise<FoundTranscript | null> {
  const found = ((await folder.list()) ?? []).find(({ name }) => requestIdIn(name) === requestId);
  return found === undefined ? null : read(folder, found.name);
}

async function read(folder: LogFolder, name: string): Promise<FoundTranscript | null> {
  const bytes = await folder.read(name, { from: 0, to: MOST_BYTES });
  return bytes === null ? null : { name, bytes };
}
