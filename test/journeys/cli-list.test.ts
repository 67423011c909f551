// Every account with what is left of it: fresh from the upstreams, remembered for the gateway, alike in every place.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { AccountState } from "../../src/domain/ports.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import type { WorldOptions } from "../support/world.ts";

/** Each starts processes of its own. */
setDefaultTimeout(60_000);

const HOUR_MS = 3_600_000;

const rowsOf = (out: string): readonly string[] => out.trimEnd().split("\n").slice(2);

async function states(tools: ToolWorld): Promise<readonly AccountState[]> {
  const store = await openStore({ url: join(tools.world.dataDir, "switchyard.db") });
  try {
    return [...(await store.accountStates.load()).values()];
  } finally {
    await store.close();
  }
}

const paths = (tools: ToolWorld): readonly string[] => tools.world.sandbox.calls().map(({ path }) => path);

describe("list", () => {
  test("asks every login's upstream and shows windows by their length; keys are not asked about", async () => {
    await using tools = await startToolWorld({
      accounts: [
        { plan: "pro", primaryUsedPercent: 31, secondaryUsedPercent: 58 },
        { plan: "free", primaryUsedPercent: null, secondaryUsedPercent: 10 },
      ],
      apiKeyAccounts: 1,
    });
    const { code, out, err } = await tools.cli("list");
    expect([code, err]).toEqual([0, ""]);
    expect(rowsOf(out)).toEqual([
      expect.stringMatching(/^ {2}01 ada@example\.com +Pro +69% \(\d\d:\d\d.*\) +42% \(\d\d:\d\d on \d+ \w{3}\) +-$/),
      expect.stringMatching(/^ {2}02 ben@example\.com +Free +- +90% \(\d\d:\d\d on \d+ \w{3}\) +-$/),
      expect.stringMatching(/^ {2}03 key-ada@example\.com +API_KEY +- +- +-$/),
    ]);
    expect(paths(tools)).toEqual(["/backend-api/wham/usage", "/backend-api/wham/usage"]);
  });

  test("what it was told is remembered: the next list without asking shows it, and the gateway begins with it", async () => {
    await using tools = await startToolWorld({ accounts: [{ primaryUsedPercent: 31, secondaryUsedPercent: 58 }] });
    const { out } = await tools.cli("list");
    const asked = tools.world.sandbox.calls().length;
    expect(await tools.cli("list", "--skip-refresh")).toMatchObject({ code: 0, out, err: "" });
    expect(tools.world.sandbox.calls()).toHaveLength(asked);
    expect(await states(tools)).toMatchObject([{ quota: { primary: { usedPercent: 31 } } }]);
  });

  test("--skip-refresh asks nobody anything, not even whose a new key is", async () => {
    await using tools = await startToolWorld({
      accounts: [{ accessTokenTtlMs: 1 }],
      prepare: ({ addAuthFile, sandbox }) =>
        addAuthFile("new-key.json", { OPENAI_API_KEY: sandbox.addApiKey({ email: "new@example.com" }).key }),
    });
    const { code, err } = await tools.cli("list", "--skip-refresh");
    expect(code).toBe(0);
    expect(err).toBe("warning: new-key.json is left out: identity not known yet\n");
    expect(tools.world.sandbox.calls()).toHaveLength(0);
    expect((await tools.cli("list")).out).toContain("new@example.com");
  });

  test("a token that is not taken any more is refreshed once, however many lists run, and is in the file", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    const [account] = tools.world.accounts;
    if (account === undefined) throw new Error("no account");
    account.sandbox.expireAccessToken();
    const runs = await Promise.all(Array.from({ length: 4 }, () => tools.cli("list")));
    for (const { code, out } of runs) expect([code, out]).toEqual([0, expect.stringContaining("100%")]);
    expect(await tools.world.authFile(account)).toMatchObject({ access_token: account.sandbox.accessToken() });
    expect(paths(tools).filter((path) => path === "/oauth/token")).toHaveLength(1);
  });

  test("one account's trouble is told in its row and in JSON; the others are as ever, and the exit code is 0", async () => {
    await using tools = await startToolWorld({ accounts: 2 });
    tools.world.sandbox.script({
      account: "ada@example.com",
      times: Infinity,
      fault: { kind: "status", status: 503, body: { error: { code: "server_down" } } },
    });
    const { code, out } = await tools.cli("list");
    expect(code).toBe(0);
    expect(rowsOf(out)[0]).toMatch(/ada@example\.com +Plus +5\d\d \w+ +5\d\d \w+/);
    expect(rowsOf(out)[1]).toContain("100%");
    const { accounts } = (await tools.cli("list", "--json")).json() as unknown as { accounts: readonly object[] };
    expect(accounts).toMatchObject([
      { email: "ada@example.com", refresh: { requested: true, status: "http_error", http_status: expect.any(Number) } },
      { email: "ben@example.com", refresh: { requested: true, status: "ok" }, usage: { source: "api" } },
    ]);
  });

  test("a login that has ended says what to do, here and in every later list", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    tools.world.accounts[0]?.sandbox.revokeLogin();
    expect((await tools.cli("list")).out).toContain("sign in again");
    expect((await tools.cli("list", "--skip-refresh")).out).toContain("sign in again");
  });

  test("JSON is one document with handles, instants in UTC and no secret", async () => {
    await using tools = await startToolWorld({ accounts: [{ primaryUsedPercent: 31 }], apiKeyAccounts: 1 });
    const run = await tools.cli("list", "--json");
    const [ada, key] = [tools.world.accounts[0], tools.world.apiKeyAccounts[0]];
    expect(run.json()).toMatchObject({
      schema_version: 1,
      command: "list",
      active_account_key: null,
      accounts: [
        {
          number: 1,
          account_key: `${ada?.sandbox.userId}::${ada?.sandbox.accountId}`,
          account_id: expect.stringMatching(/^acc_[0-9a-f]{16}$/),
          provider: "codex",
          email: "ada@example.com",
          alias: null,
          account_name: null,
          plan: "plus",
          auth_mode: "chatgpt",
          auth_expires_at: expect.stringMatching(/Z$/),
          active: false,
          status: "active",
          usage: {
            source: "api",
            updated_at: expect.stringMatching(/Z$/),
            primary: {
              used_percent: 31,
              remaining_percent: 69,
              window_minutes: 300,
              resets_at: expect.stringMatching(/Z$/),
            },
          },
        },
        {
          account_key: expect.stringMatching(/^apikey::.+::[0-9a-f]{64}$/),
          account_name: expect.stringMatching(/^sk-[0-9a-f]{5}\*\*\*[0-9a-f]{4}$/),
          plan: null,
          auth_mode: "apikey",
          usage: { source: "none", primary: null, secondary: null },
          refresh: { requested: false, status: "not_requested" },
        },
      ],
      broken_files: [],
    });
    for (const secret of [ada?.sandbox.accessToken(), ada?.sandbox.refreshToken(), key?.sandbox.key]) {
      expect(run.out).not.toContain(secret ?? "nothing");
    }
  });

  test("a file that is broken is named with the reason, and the rest goes on", async () => {
    await using tools = await startToolWorld({
      accounts: 1,
      prepare: ({ dataDir }) => writeFile(join(dataDir, "auths", "bad.json"), '{"type":'),
    });
    const { code, out, err } = await tools.cli("list", "--skip-refresh");
    expect(code).toBe(0);
    expect(out).toContain("ada@example.com");
    expect(err).toMatch(/^warning: bad\.json is left out: .+\n$/);
  });

  test("who is meant: by query, by provider, in use by a tool; nobody meant is an error that names the query", async () => {
    await using tools = await startToolWorld({ accounts: 3 });
    const shown = async (...args: readonly string[]): Promise<readonly string[]> =>
      rowsOf((await tools.cli("list", "--skip-refresh", ...args)).out).map((row) => row.replace(/ {2,}.*/, "").trim());
    expect(await shown("ben")).toEqual(["ben@example.com"]);
    await tools.writeAuthJson(tools.world.accounts[2]?.sandbox.authJson() ?? {});
    expect((await tools.cli("list", "--skip-refresh")).out).toMatch(/^\* 03 cleo@example\.com /m);
    expect(await shown("--active")).toEqual(["cleo@example.com"]);
    expect((await tools.cli("list", "--skip-refresh", "--provider", "claude")).out).toContain("None of the accounts");
    expect(await tools.cli("list", "zed", "1")).toMatchObject({
      code: 1,
      out: "",
      err: "error: no account matches 'zed'\nhint: run `switchyard list` to see the accounts\n",
    });
    expect((await tools.cli("list", "--provider", "nobody")).code).toBe(2);
  });

  test("a login of a tool's that is not among the accounts is told of, with what takes it in", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    await tools.writeAuthJson(tools.world.sandbox.addAccount({ email: "else@example.com" }).authJson());
    const { err } = await tools.cli("list", "--skip-refresh");
    expect(err).toContain(`switchyard import ${tools.authJson}`);
  });

  test("workspaces of one person get their names, asked for once and kept in the auth files", async () => {
    await using tools = await startToolWorld({ accounts: 0, prepare: twoWorkspaces });
    const { out } = await tools.cli("list");
    expect(rowsOf(out)).toEqual([
      "dara@example.com",
      expect.stringMatching(/^ {2}01 {3}Acme Corp +Business /),
      expect.stringMatching(/^ {2}02 {3}Plus +Plus /),
    ]);
    const file = await readFile(join(tools.world.dataDir, "auths", "dara-team.json"), "utf8");
    expect(JSON.parse(file)).toMatchObject({ account_name: "Acme Corp" });
    await tools.cli("list");
    expect(paths(tools).filter((path) => path === "/backend-api/accounts")).toHaveLength(1);
  });

  test("a reader that takes its time gets a long document whole", async () => {
    await using tools = await startToolWorld({ accounts: 200 });
    const launcher = join(import.meta.dir, "..", "..", "bin", "switchyard");
    const child = Bun.spawn(
      ["sh", "-c", '"$0" list --skip-refresh --json --data-dir "$1" | (sleep 1; cat)', launcher, tools.world.dataDir],
      { env: { ...process.env, ...tools.env }, stdout: "pipe" },
    );
    const { accounts } = (await new Response(child.stdout).json()) as { readonly accounts: readonly unknown[] };
    expect(accounts).toHaveLength(200);
  });

  test("an upstream that never answers costs seconds, not minutes", async () => {
    await using tools = await startToolWorld({ accounts: 2 });
    tools.world.sandbox.script({ account: "ada@example.com", path: "/wham/usage", fault: { kind: "hang" } });
    const startedAt = performance.now();
    const { out } = await tools.cli("list");
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    expect(rowsOf(out)[0]).toMatch(/timed_out|timeout/);
    expect(rowsOf(out)[1]).toContain("100%");
  });
});

const twoWorkspaces: NonNullable<WorldOptions["prepare"]> = async ({ sandbox, addAuthFile }) => {
  const person = { email: "dara@example.com", userId: "user-dara", primaryResetsInMs: HOUR_MS };
  const team = sandbox.addAccount({ ...person, plan: "team", workspace: "Acme Corp" });
  const own = sandbox.addAccount({ ...person, plan: "plus" });
  await addAuthFile("dara-team.json", team.cliProxyAuthFile());
  await addAuthFile("dara-plus.json", own.cliProxyAuthFile());
};

describe("status", () => {
  test("names each tool's account with what is left, the gateway's address, and how the accounts are", async () => {
    await using tools = await startToolWorld({
      accounts: [{ plan: "pro", primaryUsedPercent: 31 }, { file: { disabled: true } }],
    });
    await tools.writeAuthJson(tools.world.accounts[0]?.sandbox.authJson() ?? {});
    await tools.world.editConfig({ port: await freePort() });
    const absent = await tools.cli("status");
    expect([absent.code, absent.err]).toEqual([0, ""]);
    expect(absent.out).toMatch(/^ {2}Codex +ada@example\.com \[Pro\] {2}5H 69% \(.*\) {2}WEEKLY 100% /m);
    expect(absent.out).toMatch(/^ {2}Claude Code +nobody is signed in$/m);
    expect(absent.out).toMatch(/^ {2}not running: nobody answers at http:\/\/127\.0\.0\.1:\d+$/m);
    expect(absent.out).toMatch(/^ {2}2: 1 ready, 1 paused$/m);
    expect(absent.out).toContain(tools.world.dataDir);
  });

  test("JSON says the same, and finds a running gateway", async () => {
    await using tools = await startToolWorld({ accounts: 1, started: true });
    await tools.world.editConfig({ port: Number(new URL(tools.world.url).port) });
    expect((await tools.cli("status", "--json")).json()).toMatchObject({
      schema_version: 1,
      command: "status",
      tools: [{ tool: "codex", state: "none", account: null }, { tool: "claude" }, { tool: "gemini" }],
      gateway: { url: tools.world.url, running: true, state: "running" },
      accounts: { total: 1, by_status: { active: 1, paused: 0 } },
      data_dir: tools.world.dataDir,
    });
  });

  test("something else at the gateway's address is not taken for it", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    await tools.world.editConfig({ port: Number(new URL(tools.world.sandboxUrl).port) });
    expect((await tools.cli("status", "--json")).json()).toMatchObject({ gateway: { running: false, state: "other" } });
  });
});

async function freePort(): Promise<number> {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port } = server;
  await server.stop(true);
  return port ?? 0;
}
