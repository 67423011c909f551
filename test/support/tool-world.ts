// A computer with a tool on it: a home folder of its own, Codex's login in there, and somebody who uses it.

import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type CliRun, runCli } from "./run-cli.ts";
import { startWorld, type World, type WorldOptions } from "./world.ts";

export interface ToolWorld extends AsyncDisposable {
  readonly world: World;
  readonly home: string;
  readonly codexHome: string;
  /** Codex's auth.json. */
  readonly authJson: string;
  readonly env: Readonly<Record<string, string>>;
  cli(...args: readonly string[]): Promise<CliRun>;
  readAuthJson(): Promise<CodexAuthJson>;
  writeAuthJson(json: object | string): Promise<void>;
  /** As Codex does it: the refresh token is exchanged and what comes back is written. Gives the status. */
  codexRefreshes(): Promise<number>;
  modeOf(path: string): Promise<number>;
}

export interface CodexAuthJson {
  readonly auth_mode: string;
  readonly OPENAI_API_KEY: string | null;
  readonly tokens?: { readonly access_token: string; readonly refresh_token: string; readonly account_id: string };
  readonly last_refresh?: string;
}

const CLIENT_ID = "app_EMoamEEZ73f0CkXaXp7hrann";

/** The gateway is not started unless the options say so. */
export async function startToolWorld(options: WorldOptions = {}): Promise<ToolWorld> {
  const home = await mkdtemp(join(tmpdir(), "switchyard-home-"));
  const codexHome = join(home, ".codex");
  await mkdir(codexHome, { mode: 0o700 });
  const env = { HOME: home, CODEX_HOME: codexHome };
  const world = await startWorld({ started: false, ...options, env: { ...env, ...options.env } });
  const authJson = join(codexHome, "auth.json");
  const readAuthJson = async (): Promise<CodexAuthJson> =>
    JSON.parse(await readFile(authJson, "utf8")) as CodexAuthJson;
  const writeAuthJson = async (json: object | string): Promise<void> => {
    await writeFile(`${authJson}.new`, typeof json === "string" ? json : JSON.stringify(json), { mode: 0o600 });
    await rename(`${authJson}.new`, authJson);
  };
  return {
    world,
    home,
    codexHome,
    authJson,
    env,
    cli: (...args) => runCli([...args, "--data-dir", world.dataDir], { env }),
    readAuthJson,
    writeAuthJson,
    async codexRefreshes() {
      const before = await readAuthJson();
      const answer = await fetch(`${world.sandboxUrl}/oauth/token`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          client_id: CLIENT_ID,
          grant_type: "refresh_token",
          refresh_token: before.tokens?.refresh_token,
        }),
      });
      const { id_token, access_token, refresh_token } = (await answer.json()) as Record<string, string>;
      if (answer.ok) {
        const tokens = { ...before.tokens, id_token, access_token, refresh_token };
        await writeAuthJson({ ...before, tokens, last_refresh: new Date().toISOString() });
      }
      return answer.status;
    },
    modeOf: async (path) => (await stat(path)).mode & 0o777,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}
