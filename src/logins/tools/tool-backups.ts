// What stood in a tool's home before we put another login there: the last few, to go back to by hand. Keys are never kept:
// an API key stands in its auth file and in the tool's own, nowhere else.

import { join } from "node:path";

import type { AuthIndex } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import type { ToolFiles, ToolHome } from "./tool-home.ts";

export interface ToolBackups {
  /** Where they are. */
  readonly folder: string;
  keep(home: Pick<ToolHome, "tool">, login: { readonly authIndex: AuthIndex; readonly text: string }): Promise<void>;
  /** Names of all, sorted. */
  list(): Promise<readonly string[]>;
  /** Those with this account's login; returns how many there were. */
  removeOf(authIndex: AuthIndex): Promise<number>;
}

/** Of each tool. */
const MOST_BACKUPS = 5;

/** A tool, the account whose login it is, the time: `codex-0123456789abcdef-20261121T154500123Z.json`. */
export function createToolBackups(
  folder: string,
  { files, clock }: { readonly files: Pick<ToolFiles, "list" | "write" | "remove">; readonly clock: Clock },
): ToolBackups {
  const list = async (): Promise<readonly string[]> => (await files.list(folder)).filter((name) => BACKUP.test(name));
  const remove = async (names: readonly string[]): Promise<void> => {
    for (const name of names) await files.remove(join(folder, name));
  };
  return {
    folder,
    list,
    async keep({ tool }, { authIndex, text }) {
      const stamp = new Date(clock.now()).toISOString().replaceAll(/[-:.]/g, "");
      await files.write(join(folder, `${tool}-${authIndex}-${stamp}.json`), text);
      const older = (await list()).filter((name) => name.startsWith(`${tool}-`)).toSorted(byStamp);
      await remove(older.slice(0, -MOST_BACKUPS));
    },
    async removeOf(authIndex) {
      const names = (await list()).filter((name) => name.includes(`-${authIndex}-`));
      await remove(names);
      return names.length;
    },
  };
}

const BACKUP = /^[a-z]+-[0-9a-f]{16}-\w+\.json$/;

function byStamp(a: string, b: string): number {
  return a.slice(-24) < b.slice(-24) ? -1 : 1;
}
