// `switchyard doctor`: what is well, what is not and what to do, on a computer where each of it really is so.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

import { version } from "../../package.json";
import type { Finding } from "../../src/management/doctor/finding.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";

// Each test starts several commands, one after the other.
setDefaultTimeout(20_000);

function findings(run: CliRun): readonly Finding[] {
  return run.json()["findings"] as readonly Finding[];
}

async function examined(tools: ToolWorld, ...args: readonly string[]): Promise<readonly Finding[]> {
  return findings(await tools.cli("doctor", "--json", ...args));
}

const of = (all: readonly Finding[], check: string): readonly Finding[] => all.filter((one) => one.check === check);
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("doctor", () => {
  test("finds a running gateway with its accounts and upstreams well, and ends with 0", async () => {
    await using tools = await startToolWorld({ started: true, accounts: 1 });
    await tools.world.editConfig({ port: Number(new URL(tools.world.url).port) });
    const { code, out, err } = await tools.cli("doctor");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("✓ switchyard ");
    expect(out).toContain(`✓ the gateway answers at ${tools.world.url} (version ${version})`);
    expect(out).toMatch(new RegExp(`✓ ${tools.world.sandboxUrl} answers in \\d+ ms \\(codex\\)`));
    expect(out).toContain("✓ this computer's clock agrees with the upstreams'");
    expect(out).toContain("✓ nobody else may read what is in it");
    expect(out).not.toContain("✗");
  });

  test("makes nothing where there is nothing", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const dataDir = join(tools.home, "nowhere");
    const { code, out } = await runCli(["doctor", "--data-dir", dataDir], { env: tools.env });
    expect(code).toBe(0);
    expect(out).toContain(`! there is no data folder ${dataDir} yet`);
    expect(await readdir(tools.home)).not.toContain("nowhere");
  });

  test("names files that others may read, and --fix closes them and clears what was left behind, and nothing else", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    const { dataDir, accounts, configFile } = tools.world;
    const file = accounts[0]?.file ?? "";
    const leftOver = join(dataDir, "auths", ".x.json.0123456789ab.tmp");
    await chmod(file, 0o644);
    await chmod(dataDir, 0o755);
    await writeFile(leftOver, "half", { mode: 0o600 });
    await utimes(leftOver, new Date(0), new Date(0));
    const before = await readFile(configFile, "utf8");
    const found = await tools.cli("doctor", "--json");
    expect(found.code).toBe(1);
    expect(of(findings(found), "permissions")).toMatchObject([
      { status: "broken", message: expect.stringContaining(file) },
    ]);
    expect(of(findings(found), "left-overs")).toMatchObject([{ status: "warning" }]);
    expect(await modeOf(file)).toBe(0o644);

    const fixed = await tools.cli("doctor", "--fix");
    expect(fixed).toMatchObject({ code: 0, out: expect.stringContaining(`mended: ${file}`) });
    expect([await modeOf(file), await modeOf(dataDir)]).toEqual([0o600, 0o700]);
    expect(await readdir(join(dataDir, "auths"))).not.toContain(".x.json.0123456789ab.tmp");
    expect(await readFile(configFile, "utf8")).toBe(before);
  });

  test("names broken auth files and those of one account, and what to do", async () => {
    await using tools = await startToolWorld({
      accounts: 1,
      prepare: ({ addAuthFile }) => addAuthFile("odd.json", { hello: "world" }),
    });
    const { dataDir, accounts } = tools.world;
    const text = await readFile(accounts[0]?.file ?? "", "utf8");
    await writeFile(join(dataDir, "auths", "again.json"), text, { mode: 0o600 });
    await writeFile(join(dataDir, "auths", "torn.json"), "{", { mode: 0o600 });
    const all = await examined(tools);
    expect(of(all, "auth-file").map(({ message }) => message.split(":")[0])).toEqual(["odd.json", "torn.json"]);
    expect(of(all, "duplicate")).toMatchObject([
      { status: "warning", message: expect.stringContaining("same account") },
    ]);
  });

  test("tells a broken config.yaml by its line and goes on with the rest", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    await writeFile(tools.world.configFile, "port: many\n");
    const all = await examined(tools);
    expect(of(all, "config")).toMatchObject([{ status: "broken", message: expect.stringContaining(":1: port: ") }]);
    expect(of(all, "accounts")).toMatchObject([{ status: "ok" }]);
  });

  test("tells an upstream that cannot be reached, and a port that somebody else has", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    const other = createServer((socket) => socket.end("nonsense\r\n\r\n"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const codex = { "base-url": "http://127.0.0.1:9/backend-api", "auth-url": tools.world.sandboxUrl };
    await tools.world.editConfig({ port, upstreams: { codex } });
    const run = await tools.cli("doctor", "--json");
    other.close();
    expect(run.code).toBe(1);
    const all = findings(run);
    expect(of(all, "gateway")).toMatchObject([{ status: "broken", advice: expect.stringContaining("port") }]);
    expect(of(all, "upstream").filter(({ status }) => status === "broken")).toMatchObject([
      { message: expect.stringContaining("http://127.0.0.1:9 cannot be reached") },
    ]);
  });

  test("tells of tools: a login that is no account here, one that is lent, and a client that asks a dead address", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    const { sandbox } = tools.world;
    await tools.cli("switch", "1", "--skip-refresh");
    expect(of(await examined(tools), "tool")[0]).toMatchObject({
      message: "Codex uses ada@example.com, and renews that login itself",
    });
    const stranger = sandbox.addApiKey({ email: "stranger@example.com" });
    await tools.writeAuthJson({ auth_mode: "apikey", OPENAI_API_KEY: stranger.key });
    await tools.cli("connect", "claude", "--url", "http://127.0.0.1:9", "--yes");
    const all = await examined(tools);
    expect(of(all, "tool")[0]).toMatchObject({
      status: "warning",
      advice: expect.stringContaining("switchyard import"),
    });
    expect(of(all, "client")).toMatchObject([
      { status: "warning", advice: expect.stringContaining("switchyard connect claude --undo") },
    ]);
    expect(JSON.stringify(all)).not.toContain(stranger.key);
  });
});
