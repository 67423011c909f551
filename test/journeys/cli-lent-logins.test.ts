// A login that Codex and the gateway both have: a refresh token works once, and each of the two lives.

import { afterEach, describe, expect, test } from "bun:test";
import { copyFile, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chat } from "../support/asks.ts";
import { runCli } from "../support/run-cli.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { until } from "../support/until.ts";
import { ranked, type WorldAccount, type WorldOptions } from "../support/world.ts";

const QUIET = { "quota-poll-seconds": 3600 };

function ada(tools: ToolWorld): WorldAccount {
  const [account] = tools.world.accounts;
  if (account === undefined) throw new Error("no account");
  return account;
}

/** What the token endpoint answered so far. */
function refreshStatuses(tools: ToolWorld): (number | null)[] {
  return tools.world.sandbox
    .calls()
    .filter(({ path }) => path === "/oauth/token")
    .map(({ status }) => status);
}

/** Each time another conversation: one and the same would stay with its account. */
async function servedBy(tools: ToolWorld): Promise<string | null> {
  const answer = await tools.world.post("/v1/chat/completions", chat(`hi ${tools.world.exchanges().length}`));
  await answer.text();
  return (await tools.world.record(answer)).accountLabel;
}

/** The gateway runs, and ada is lent to Codex. */
async function startLent(accounts: WorldOptions["accounts"] = ranked(2)): Promise<ToolWorld> {
  const tools = await startToolWorld({ accounts, config: QUIET, started: true });
  expect(await tools.cli("switch", "ada")).toMatchObject({ code: 0 });
  return tools;
}

describe("a lent login", () => {
  test("serves as long as its token is good, and is not refreshed by the gateway", async () => {
    await using tools = await startLent();
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(refreshStatuses(tools)).toEqual([]);
  });

  test("that Codex renews is taken over by the running gateway at the first refusal", async () => {
    await using tools = await startLent();
    expect(await tools.codexRefreshes()).toBe(200);
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200]);
    expect(await tools.world.authFile(ada(tools))).toMatchObject({ refresh_token: ada(tools).sandbox.refreshToken() });
    // And Codex's own is as good as before.
    expect(await tools.codexRefreshes()).toBe(200);
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200, 200]);
  });

  test("whose token has expired waits for Codex: others serve, nobody has to sign in, and it is back by itself", async () => {
    await using tools = await startLent();
    ada(tools).sandbox.expireAccessToken();
    expect(await servedBy(tools)).toBe("ben@example.com");
    expect(refreshStatuses(tools)).toEqual([]);
    const told = await tools.world.waitForLog("account_condition");
    expect(told).toMatchObject({ account: "ada@example.com", kind: "backing_off", code: "lent_to_tool" });
    expect(String(told["reason"])).toContain(tools.authJson);
    expect(await tools.codexRefreshes()).toBe(200);
    await tools.cli("list", "--skip-refresh");
    await until("ada serves again", async () => (await servedBy(tools)) === "ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200]);
  });

  test("survives a tool and a gateway that both find the token expired at the same moment, again and again", async () => {
    await using tools = await startLent();
    for (let turn = 0; turn < 5; turn += 1) {
      ada(tools).sandbox.expireAccessToken();
      await Promise.all([
        tools.codexRefreshes(),
        ...Array.from({ length: 10 }, () => servedBy(tools)),
        tools.cli("list"),
      ]);
    }
    expect(refreshStatuses(tools)).toEqual([200, 200, 200, 200, 200]);
    expect(ada(tools).sandbox.refreshes()).toBe(5);
    await tools.cli("list", "--skip-refresh");
    await until("ada serves again", async () => (await servedBy(tools)) === "ada@example.com");
  });

  test("is the gateway's again once Codex is signed out", async () => {
    await using tools = await startLent();
    await rm(tools.authJson);
    ada(tools).sandbox.expireAccessToken();
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200]);
  });

  test("is the gateway's again once Codex uses another account", async () => {
    await using tools = await startLent();
    await tools.cli("switch", "ben");
    ada(tools).sandbox.expireAccessToken();
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200]);
  });

  test("of which an older copy is put back into Codex's home stays whole here", async () => {
    await using tools = await startLent();
    const copy = await tools.readAuthJson();
    await tools.codexRefreshes();
    expect(await servedBy(tools)).toBe("ada@example.com");
    const current = await tools.world.authFile(ada(tools));
    await tools.writeAuthJson(copy);
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(await tools.world.authFile(ada(tools))).toEqual(current);
    // The copy is no hindrance: what stands in the home is not what we have.
    ada(tools).sandbox.expireAccessToken();
    expect(await servedBy(tools)).toBe("ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200, 200]);
  });

  test("of which an older auth file is put back here is healed from Codex's home", async () => {
    await using tools = await startLent();
    const copy = await readFile(ada(tools).file, "utf8");
    await tools.codexRefreshes();
    await tools.cli("list", "--skip-refresh");
    await Bun.write(ada(tools).file, copy);
    await until("ada serves with Codex's tokens", async () => (await servedBy(tools)) === "ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200]);
    expect(await tools.world.authFile(ada(tools))).toMatchObject({ refresh_token: ada(tools).sandbox.refreshToken() });
  });

  test("stays Codex's while its home cannot be read", async () => {
    await using tools = await startLent();
    await tools.writeAuthJson("{ half a fi");
    ada(tools).sandbox.expireAccessToken();
    expect(await servedBy(tools)).toBe("ben@example.com");
    expect(refreshStatuses(tools)).toEqual([]);
  });

  test("is not lent a second time, to another home: two tools would end each other's", async () => {
    await using tools = await startLent();
    const second = join(tools.home, "second");
    await mkdir(second);
    const env = { ...tools.env, CODEX_HOME: second };
    const run = await runCli(["switch", "ada", "--data-dir", tools.world.dataDir], { env });
    expect(run.code).toBe(1);
    expect(run.err).toContain(tools.authJson);
    expect((await runCli(["switch", "ben", "--data-dir", tools.world.dataDir], { env })).code).toBe(0);
  });

  test("is known as lent to a gateway that was started in another environment", async () => {
    const env = { HOME: "/nonexistent", CODEX_HOME: "" };
    await using tools = await startToolWorld({ accounts: ranked(2), config: QUIET, env });
    await tools.cli("switch", "ada");
    await tools.world.start();
    ada(tools).sandbox.expireAccessToken();
    expect(await servedBy(tools)).toBe("ben@example.com");
    expect(refreshStatuses(tools)).toEqual([]);
  });
});

describe("a Codex that goes on after a switch", () => {
  const running: Bun.Subprocess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill();
  });

  /** A process that is called codex and does nothing. */
  async function runCodex(tools: ToolWorld): Promise<Bun.Subprocess> {
    const folder = await mkdtemp(join(tmpdir(), "switchyard-bin-"));
    await copyFile("/bin/sleep", join(folder, "codex"));
    const child = Bun.spawn([join(folder, "codex"), "60"], { env: tools.env, stdout: "ignore" });
    running.push(child);
    return child;
  }

  test("is named with the advice to start it anew; its login stays its own until it ends", async () => {
    // Ben serves Codex alone: the gateway has nobody but ada.
    await using tools = await startLent([{}, { file: { disabled: true } }]);
    const codex = await runCodex(tools);
    const run = await tools.cli("switch", "ben");
    expect(run.err).toContain(`Codex is running (process ${codex.pid})`);
    ada(tools).sandbox.expireAccessToken();
    expect((await tools.world.post("/v1/chat/completions", chat("hi"))).status).toBe(503);
    expect(refreshStatuses(tools)).toEqual([]);
    codex.kill();
    await codex.exited;
    // A refusal is remembered for a few seconds, for all requests together.
    await until("ada serves again", async () => (await servedBy(tools)) === "ada@example.com");
    expect(refreshStatuses(tools)).toEqual([200]);
  });

  test("of another home is nobody's concern", async () => {
    await using tools = await startLent();
    const folder = await mkdtemp(join(tmpdir(), "switchyard-bin-"));
    await copyFile("/bin/sleep", join(folder, "codex"));
    running.push(Bun.spawn([join(folder, "codex"), "60"], { env: { HOME: "/elsewhere" }, stdout: "ignore" }));
    expect((await tools.cli("switch", "ben")).err).toBe("");
  });
});
