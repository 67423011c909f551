// The real Codex with the login that we gave it: it takes it, renews it, and we follow.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { isTurnOpen } from "../../src/logins/tools/mid-turn.ts";
import { systemClock } from "../../src/platform/system-clock.ts";
import { systemIds } from "../../src/platform/system-ids.ts";
import { createSandbox, type SandboxAccount } from "../../src/sandbox/sandbox.ts";
import { createServerCertificate } from "../support/certificates.ts";
import { type CodexHome, createCodexHome, question, runCodex } from "../support/codex.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";

const certificate = createServerCertificate();
const sandbox = createSandbox({ clock: systemClock, ids: systemIds, tls: certificate });
const port = sandbox.listen();
const names = ["ada", "ben"] as const;
const accounts: readonly SandboxAccount[] = names.map((name) => sandbox.addAccount({ email: `${name}@example.com` }));
let dataDir = "";
let home: CodexHome;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "switchyard-codex-"));
  await mkdir(join(dataDir, "auths"), { mode: 0o700 });
  for (const account of accounts) {
    const json = JSON.stringify(account.cliProxyAuthFile());
    await writeFile(join(dataDir, "auths", `codex-${account.email}.json`), json, { mode: 0o600 });
  }
  await writeFile(join(dataDir, "ca.pem"), certificate.ca);
  const config = [
    `chatgpt_base_url = "${port.url}/backend-api/"`,
    `openai_base_url = "${port.url}/backend-api/codex"`,
    `check_for_update_on_startup = false`,
  ].join("\n");
  const env = {
    CODEX_CA_CERTIFICATE: join(dataDir, "ca.pem"),
    CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${port.url}/oauth/token`,
    RUST_LOG: "warn",
  };
  home = await createCodexHome({ config, env });
});

afterAll(async () => {
  await home.remove();
  await port.stop();
  await rm(dataDir, { recursive: true });
});

function cli(...args: readonly string[]): Promise<CliRun> {
  return runCli([...args, "--data-dir", dataDir], { env: { HOME: home.dir, CODEX_HOME: home.codexDir } });
}

/** Whose tokens the exchanges came with. */
const askers = (): (string | null)[] =>
  sandbox.calls().flatMap(({ path, account }) => (path.endsWith("/codex/responses") ? [account] : []));

test("Codex answers with the account that was switched to, and with another one after the next switch", async () => {
  for (const name of names) {
    expect((await cli("switch", name)).code).toBe(0);
    const run = await runCodex(home, question(`hello from ${name}`));
    expect(run).toMatchObject({ exitCode: 0 });
    expect(askers().at(-1)).toBe(`${name}@example.com`);
  }
});

test("what Codex renews by itself is taken over, and nobody uses a refresh token twice", async () => {
  const [, ben] = accounts;
  for (let turn = 1; turn <= 2; turn += 1) {
    ben?.expireAccessToken();
    expect(await runCodex(home, question("again"))).toMatchObject({ exitCode: 0 });
    expect(ben?.refreshes()).toBe(turn);
    await cli("list", "--skip-refresh");
    const file = JSON.parse(await readFile(join(dataDir, "auths", "codex-ben@example.com.json"), "utf8")) as object;
    expect(file).toMatchObject({ refresh_token: ben?.refreshToken(), access_token: ben?.accessToken() });
  }
});

test("what Codex writes down tells that its turn is over", async () => {
  const sessions = join(home.codexDir, "sessions");
  const rollouts = (await readdir(sessions, { recursive: true })).filter((name) => name.endsWith(".jsonl"));
  expect(rollouts.length).toBeGreaterThan(0);
  for (const name of rollouts) expect(isTurnOpen(await readFile(join(sessions, name), "utf8"))).toBe(false);
});
