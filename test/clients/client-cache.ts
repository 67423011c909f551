// Real clients are large and only tests need them: they are fetched from npm once, into a folder beside npm's own cache,
// and stay there. $SWITCHYARD_CLIENT_CACHE names another one; it may be deleted at any time.

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import clients from "./clients.json";
import { runCommand } from "./run-command.ts";

export type ClientPackage = keyof typeof clients;

export interface FetchSettings {
  /** The folder of all clients. */
  readonly cache?: string;
  /** Arguments of npm beside ours. */
  readonly npmArgs?: readonly string[];
  say?(text: string): void;
}

/** How long the largest client may take on a slow network. */
export const FETCH_MS = 5 * 60_000;

const NPM_ARGS = [
  ...["--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"],
  // Without a network, say so within seconds.
  ...["--prefer-offline", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"],
];
const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/;

/** Where the client is: a folder whose node_modules has its packages. Fetched where it is not there yet. */
export async function clientFolder(name: ClientPackage, settings: FetchSettings = {}): Promise<string> {
  const cache = settings.cache ?? cacheFolder();
  const packages = packagesOf(name);
  const folder = join(cache, `${name}-${Bun.hash(packages.join(" ")).toString(16)}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  // Made aside and renamed: a folder that is there is whole, whoever else is fetching the same at this moment.
  const aside = await mkdtemp(join(cache, `.${name}-`));
  try {
    await install(aside, packages, settings);
    await rename(aside, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
    return folder;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** The versions as a reader wants them: `@openai/codex 0.169.0`. */
export function versionsOf(name: ClientPackage): readonly string[] {
  return Object.entries(clients[name]).map(
    ([packageName, version]) => `${packageName.replace("-{platform}", "")} ${version.replace("-{platform}", "")}`,
  );
}

function packagesOf(name: ClientPackage): readonly string[] {
  // Native clients come as one package a platform, which needs neither wrapper nor install script.
  const platform = `${process.platform}-${process.arch}`;
  return Object.entries(clients[name]).map(([packageName, version]) =>
    `${packageName}@${version}`.replaceAll("{platform}", platform),
  );
}

function cacheFolder(): string {
  const { SWITCHYARD_CLIENT_CACHE: chosen = "", XDG_CACHE_HOME: caches = "" } = process.env;
  if (chosen !== "") return chosen;
  return join(caches === "" ? join(homedir(), ".cache") : caches, "switchyard", "clients");
}

async function install(
  folder: string,
  packages: readonly string[],
  { npmArgs = [], say = (text) => process.stderr.write(text) }: FetchSettings,
): Promise<void> {
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ private: true })}\n`);
  say(`fetching ${packages.join(" ")} ...`);
  const started = Date.now();
  const { exitCode, stdout, stderr } = await runCommand({
    // The folder is named, or an npm that runs this would have the last word about it.
    command: ["npm", "install", "--prefix", folder, ...NPM_ARGS, ...npmArgs, ...packages],
    cwd: folder,
    env: process.env,
    limitMs: FETCH_MS,
  });
  say(exitCode === 0 ? ` done in ${Math.round((Date.now() - started) / 1000)} s\n` : " failed\n");
  if (exitCode === 0) return;
  const said = `${stdout}\n${stderr}`.trim();
  const why = UNREACHABLE.test(said)
    ? "the package registry cannot be reached, and these clients are not in the cache yet"
    : "npm could not install it";
  throw new Error(`${packages.join(" ")}: ${why}\n${said.slice(-2000)}`);
}
