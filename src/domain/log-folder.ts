// The folder of log files: what lies in it and by which names, for who writes it and for who shows it.

/** A flat folder of private files. */
export interface LogFolder {
  /** null where there is no such folder (yet). */
  list(): Promise<readonly LogFileStat[] | null>;
  /** Adds to the file's end, making file and folder where they are missing; gives its new size. */
  append(name: string, text: string): Promise<number>;
  /** Makes the file as a whole or not at all, piece by piece; gives its size. */
  create(name: string, pieces: Iterable<string>): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  /** False where there was none. */
  empty(name: string): Promise<boolean>;
  /** False where there was none. */
  remove(name: string): Promise<boolean>;
  /** The bytes in `[from, to)`, as far as there are any; null where there is no such file. */
  read(name: string, range: { readonly from: number; readonly to: number }): Promise<Uint8Array | null>;
  /** Removes what a process that was killed left half made. */
  removeLeftovers(): Promise<void>;
}

export interface LogFileStat {
  readonly name: string;
  readonly sizeBytes: number;
  /** Epoch ms */
  readonly modifiedAt: number;
}

/** The program's log that is being written. */
export const ACTIVE_LOG = "main.log";

/** What the program's log is called once it is full; names sort as the files came. */
export function rotatedLogName(at: number): string {
  return `main-${new Date(at).toISOString().slice(0, -1).replaceAll(/[:.]/g, "-")}.log`;
}

export function isRotatedLog(name: string): boolean {
  return /^main-[\dT-]+\.log$/.test(name);
}

export interface TranscriptName {
  /** `METHOD /route` */
  readonly route: string;
  /** Epoch ms */
  readonly at: number;
  readonly id: string;
  /** It was kept because the request failed, not because all are. */
  readonly isError: boolean;
}

/** Ends with the request's id, so that a request is found by it; ids sort by time. */
export function transcriptName({ route, at, id, isError }: TranscriptName): string {
  const path = route.replace(/^POST /, "").replaceAll(/[^A-Za-z0-9]+/g, "-");
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(":", "");
  return `${isError ? ERROR_PREFIX : ""}${path.replaceAll(/^-+|-+$/g, "")}-${time}-${id}.log`;
}

const ERROR_PREFIX = "error-";
const TRANSCRIPT = /-(req_[a-z0-9]+)\.log$/;

/** The id of the request whose transcript this is; null for other files. */
export function requestIdIn(name: string): string | null {
  return TRANSCRIPT.exec(name)?.[1] ?? null;
}

export function isErrorTranscript(name: string): boolean {
  return name.startsWith(ERROR_PREFIX) && requestIdIn(name) !== null;
}
