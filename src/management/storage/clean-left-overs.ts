// What killed processes of ours leave behind. Only names that we give ourselves, and only once nobody can be using them any
// more, are touched.

import { join } from "node:path";

export interface LeftOverFiles {
  /** Names directly in the folder; empty where there is none. */
  list(folder: string): Promise<readonly string[]>;
  stat(path: string): Promise<{ readonly kind: "file" | "folder" | "other"; readonly modifiedAt: number } | null>;
  /** False where there was none. */
  remove(path: string): Promise<boolean>;
}

export interface CleanedFolder {
  readonly path: string;
  /** How our left-overs begin there; `.` in a folder of our own. In others' folders every other name is theirs. */
  readonly prefix: string;
}

export interface CleanInput {
  readonly folders: readonly CleanedFolder[];
  /** Paths of backups, all of which go. */
  readonly backups: readonly string[];
  /** Tells what would be removed and does nothing. */
  readonly dryRun: boolean;
}

export type LeftOverKind = "backup" | "temporary file" | "lock";

export interface LeftOver {
  readonly kind: LeftOverKind;
  readonly path: string;
}

interface Deps {
  readonly files: LeftOverFiles;
  /** Epoch ms */
  readonly now: number;
}

/** As they are named in platform/atomic-file.ts, platform/path-lock.ts and platform/run-editor.ts, with the age, ms, from which they are nobody's. */
const NAMES: readonly { readonly kind: LeftOverKind; readonly name: RegExp; readonly ageMs: number }[] = [
  { kind: "temporary file", name: /^\..+\.[0-9a-f]{12}\.tmp$/, ageMs: 60_000 },
  { kind: "temporary file", name: /^\..+\.[0-9a-f]{12}\.edit(?:\.\w+)?$/, ageMs: 86_400_000 },
  { kind: "lock", name: /^\..+\.lock(?:\.[0-9a-f]{12})?$/, ageMs: 60_000 },
];

/** What was, or would be, removed. */
export async function cleanLeftOvers(input: CleanInput, { files, now }: Deps): Promise<readonly LeftOver[]> {
  const found: LeftOver[] = input.backups.map((path) => ({ kind: "backup", path }));
  const seen = new Set<string>();
  for (const folder of input.folders) {
    for (const name of await files.list(folder.path)) {
      const rule = name.startsWith(folder.prefix) ? NAMES.find((one) => one.name.test(name)) : undefined;
      const path = join(folder.path, name);
      if (rule === undefined || seen.has(path)) continue;
      seen.add(path);
      const stamp = await files.stat(path);
      if (stamp?.kind === "file" && stamp.modifiedAt < now - rule.ageMs) found.push({ kind: rule.kind, path });
    }
  }
  if (input.dryRun) return found;
  const removed: LeftOver[] = [];
  for (const leftOver of found) if (await files.remove(leftOver.path)) removed.push(leftOver);
  return removed;
}
