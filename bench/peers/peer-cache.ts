// Peers are large and only the benchmarks need them: each is fetched once by its own package client into a folder beside
// those clients' caches, and stays there. It may be deleted at any time.

import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

export interface PeerPackage {
  /** Name and version: another version is another folder. */
  readonly folder: string;
  /** What fetches it; `{folder}` stands for where it goes. */
  readonly commands: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
}

export type Cached =
  | { readonly kind: "here"; readonly folder: string }
  | { readonly kind: "absent"; readonly reason: string };

const LIMIT_MS = 5 * 60_000;
/** Written last: a folder without it was left half done. */
const MARK = ".complete";

/** Where the package is, fetched if it has to be and may be. Never throws: a peer that cannot be had is named as such. */
export async function cachedPeer(
  { folder: name, commands, env = {} }: PeerPackage,
  mayFetch: boolean,
): Promise<Cached> {
  const { XDG_CACHE_HOME: caches = "" } = process.env;
  const folder = join(caches === "" ? join(homedir(), ".cache") : caches, "switchyard", "peers", name);
  if (existsSync(join(folder, MARK))) return { kind: "here", folder };
  if (!mayFetch) return { kind: "absent", reason: "not in the cache; a run without --quick fetches it" };
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  console.error(`fetching ${name} ...`);
  for (const command of commands) {
    const failure = await run(
      command.map((part) => part.replaceAll("{folder}", folder)),
      { folder, env },
    );
    if (failure !== null) return { kind: "absent", reason: failure };
  }
  await writeFile(join(folder, MARK), "");
  return { kind: "here", folder };
}

async function run(
  command: readonly string[],
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<string | null> {
  const [program = ""] = command;
  if (Bun.which(program) === null) return `needs ${program}, which is not here`;
  const filled = Object.entries(env).map(([name, value]) => [name, value.replaceAll("{folder}", folder)]);
  const child = Bun.spawn([...command], {
    cwd: folder,
    env: { ...process.env, ...(Object.fromEntries(filled) as Record<string, string>) },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
    timeout: LIMIT_MS,
  });
  const said = await new Response(child.stderr).text();
  const lastLine = said.trim().split("\n").at(-1) ?? "";
  return (await child.exited) === 0
    ? null
    : `${command.slice(0, 3).join(" ")} failed: ${lastLine.trim().slice(0, 200)}`;
}
