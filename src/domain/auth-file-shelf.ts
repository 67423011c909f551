// The auth files as the operator handles them: whole files by name, whether they hold an account or not.

import type { Account } from "./account.ts";

export interface AuthFileShelf {
  /** Every auth file as it stands on disk now, by name. */
  list(): Promise<readonly ShelvedFile[]>;
  /** The same as of the last look, which is soon after every change; costs no look at the folder. */
  known(): readonly ShelvedFile[];
  /** Its text, byte for byte; null where there is no such file. */
  read(fileName: string): Promise<string | null>;
  /** Puts the text in place of whatever stood under this name. */
  put(fileName: string, text: string): Promise<void>;
  /** Changes the JSON of a file as it is now, so that a token refresh or an edit by hand meanwhile is kept. */
  edit(fileName: string, change: (json: AuthFileJson) => AuthFileJson): Promise<"edited" | "missing" | "broken">;
  /** Returns the names of those that were there. */
  remove(fileNames: readonly string[]): Promise<readonly string[]>;
  /** Changes many files; whoever goes by the folder hears of them together, before it resolves, and not one by one. */
  inBulk<Result>(task: (shelf: ShelfWrites) => Promise<Result>): Promise<Result>;
}

export type ShelfWrites = Pick<AuthFileShelf, "edit" | "remove">;

export type AuthFileJson = Readonly<Record<string, unknown>>;

export interface ShelvedFile {
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Epoch ms */
  readonly modifiedAt: number;
  /** null where it holds none, or none that is known yet. */
  readonly account: Account | null;
  /** Why it holds no account; null where it does. */
  readonly problem: string | null;
  readonly said: SaidInFile;
}

/** What the file says for people and lists to read; nothing of it is secret. Names as in the file. */
export type SaidInFile = Readonly<Record<string, string | number | boolean>>;

/** `*.json` without path parts. Names with a leading dot are temporary files and locks. */
export function isAuthFileName(name: string): boolean {
  return /^[^./\\\p{Cc}][^/\\\p{Cc}]*\.json$/u.test(name);
}

/** Why the folder took no change, as its operator is told; null where the error is none of the disk's. */
export function reasonNotWritten(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  return `The folder of auth files cannot be written (${String(error.code)})`;
}
