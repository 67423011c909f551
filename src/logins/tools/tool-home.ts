// A tool's home: where Codex, Claude Code or Gemini CLI keep the login they use on this computer. We read it, and put
// another account's login in its place; what else the tool keeps there stays the tool's.

import type { Account } from "../../domain/account.ts";
import type { ProviderId } from "../../domain/ids.ts";
import type { JsonRecord } from "../../providers/auth-file.ts";

export type ToolId = "codex" | "claude" | "gemini";

export interface ToolHome {
  readonly tool: ToolId;
  /** As people call it. */
  readonly title: string;
  /** Whose accounts it uses. */
  readonly provider: ProviderId;
  /** The file with its login. */
  readonly file: string;
  /** The folder it keeps everything in. */
  readonly folder: string;
  /** Whether the tool, started in this environment, uses this home. */
  isFolderIn(env: (name: string) => string | undefined): boolean;
  /** A refresh token of its upstream ends with its first use: two that use one login end each other's. */
  readonly refreshTokenWorksOnce: boolean;
  read(): Promise<ToolLogin>;
  /** Why the account cannot be its login; null where it can. */
  refusal(account: Account): string | null;
  /** Makes the account its login. `json` is the account's auth file. */
  put(account: Account, json: JsonRecord): Promise<void>;
  /** What an auth file of the account says of its identity: the tool's own file may not say it. */
  ownerFields(account: Account): JsonRecord;
}

export type ToolLogin =
  /** Nobody is signed in. */
  | { readonly kind: "none" }
  /** `hint`: whose it is by the word of another file of the tool's, which may be out of step. */
  | { readonly kind: "login"; readonly json: JsonRecord; readonly text: string; readonly hint: JsonRecord }
  /** Something stands there that we neither understand nor touch. */
  | { readonly kind: "foreign"; readonly reason: string }
  /** The tool keeps its login where we do not reach. */
  | { readonly kind: "keyring"; readonly reason: string };

/** What the homes ask of a file system. Implemented in `platform/tool-files.ts`. */
export interface ToolFiles {
  /** null where there is no such file. Rejects where it cannot be read. */
  read(path: string): Promise<string | null>;
  isFolder(path: string): Promise<boolean>;
  /** Names directly in the folder, sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Epoch ms of the last change; null where there is no such file. */
  modifiedAt(path: string): Promise<number | null>;
  /** Replaces the text as a whole. A file that exists keeps its permissions; a new one is 0600, its new folder 0700. */
  write(path: string, text: string): Promise<void>;
  /** False where there was none. */
  remove(path: string): Promise<boolean>;
  /** Runs the task while no other process of ours has the path to itself. */
  exclusively<Result>(path: string, task: () => Promise<Result>): Promise<Result>;
}

/** What decides where a tool looks for its home. */
export interface ToolPlace {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly files: ToolFiles;
}
