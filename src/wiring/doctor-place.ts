// The doctor at the data folder: what is there, who may read it; and the little that is mended there.

import { dirname, join } from "node:path";

import type { EntryFacts, PlaceFacts } from "../management/doctor/facts.ts";
import { cleanLeftOvers } from "../management/storage/clean-left-overs.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { freeBytes, inspectEntry, isWritable, setMode } from "../platform/inspect-files.ts";
import { systemClock } from "../platform/system-clock.ts";

export interface DoctorPlace {
  readonly dataDir: string;
  readonly configFile: string;
  readonly authDir: string;
}

const files = () => createFolderFiles({ clock: systemClock });
const PRIVATE = { file: 0o600, folder: 0o700 } as const;

export async function placeFacts(place: DoctorPlace): Promise<PlaceFacts> {
  const { dataDir } = place;
  const found = await inspectEntry(dataDir);
  const isFolder = found?.kind === "folder";
  return {
    dataDir,
    kind: found === null ? "missing" : isFolder ? "folder" : "other",
    isWritable: isFolder && (await isWritable(dataDir)),
    freeBytes: isFolder ? await freeBytes(dataDir) : null,
    // Windows has permissions of another kind.
    entries: isFolder && process.platform !== "win32" ? await entriesOf(place) : [],
    leftOvers: isFolder ? await leftOvers(place, true) : [],
  };
}

/** Says what was done, a line each. */
export async function mendPlace(place: DoctorPlace): Promise<readonly string[]> {
  const { entries } = await placeFacts(place);
  const open = entries.filter(({ mode }) => (mode & 0o077) !== 0);
  const mended: string[] = [];
  for (const { path, kind } of open) {
    const mode = PRIVATE[kind];
    await setMode(path, mode).then(
      () => mended.push(`${path} is its owner's alone (${mode.toString(8).padStart(4, "0")})`),
      // Somebody else's file: the examination afterwards tells.
      () => undefined,
    );
  }
  const gone = await leftOvers(place, false);
  return [...mended, ...gone.map((path) => `${path} is removed`)];
}

/** What stands directly in our folders. Deeper ones are closed by theirs. */
async function entriesOf({ dataDir, configFile, authDir }: DoctorPlace): Promise<readonly EntryFacts[]> {
  const listed = await Promise.all(
    [dataDir, authDir].map(async (folder) => (await files().list(folder)).map((name) => join(folder, name))),
  );
  const paths = [...new Set([dataDir, authDir, configFile, ...listed.flat()])];
  const found = await Promise.all(paths.map(async (path) => ({ path, entry: await inspectEntry(path) })));
  return found.flatMap(({ path, entry }) =>
    entry === null || entry.kind === "other" ? [] : [{ path, kind: entry.kind, mode: entry.mode }],
  );
}

async function leftOvers({ dataDir, configFile, authDir }: DoctorPlace, dryRun: boolean): Promise<readonly string[]> {
  const folders = [...new Set([dataDir, authDir])].map((path) => ({ path, prefix: "." }));
  const beside = { path: dirname(configFile), prefix: ".config." };
  const input = { folders: [...folders, beside], backups: [], dryRun };
  return (await cleanLeftOvers(input, { files: files(), now: systemClock.now() })).map(({ path }) => path);
}
