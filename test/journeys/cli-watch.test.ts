// A tool's account is changed before its window runs dry: once for cron, or on and on.

import { afterEach, describe, expect, test } from "bun:test";
import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGatewayProcess } from "../support/gateway-process.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { until } from "../support/until.ts";

const running: Bun.Subprocess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill();
});

/** Codex uses ada; so much of the 5 h windows of ada, ben and cleo is used. */
async function startWatched(...used: readonly number[]): Promise<ToolWorld> {
  const tools = await startToolWorld({ accounts: used.map((primaryUsedPercent) => ({ primaryUsedPercent })) });
  expect((await tools.cli("switch", "ada")).code).toBe(0);
  return tools;
}

async function inUse(tools: ToolWorld): Promise<string | undefined> {
  const { tokens } = await tools.readAuthJson();
  return tools.world.accounts.find(({ sandbox }) => sandbox.refreshToken() === tokens?.refresh_token)?.email;
}

async function startTurn(tools: ToolWorld): Promise<{ end(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "switchyard-bin-"));
  await copyFile("/bin/sleep", join(folder, "codex"));
  running.push(Bun.spawn([join(folder, "codex"), "60"], { env: tools.env, stdout: "ignore" }));
  const sessions = join(tools.codexHome, "sessions", "2026", "11", "21");
  await mkdir(sessions, { recursive: true });
  const rollout = join(sessions, "rollout-2026-11-21T10-00-00-x.jsonl");
  const event = (type: string): string => `${JSON.stringify({ type: "event_msg", payload: { type } })}\n`;
  await writeFile(rollout, event("task_started"));
  return { end: () => writeFile(rollout, event("task_started") + event("task_complete")) };
}

describe("watch --once", () => {
  test("switches where less is left than is wanted, to the account with the most, and exits with 0", async () => {
    await using tools = await startWatched(95, 40, 20);
    const run = await tools.cli("watch", "--once", "--rest", "0");
    expect(run.code).toBe(0);
    expect(run.out).toContain("codex switched ada@example.com -> cleo@example.com: 5 h window: 5 % left");
    expect(await inUse(tools)).toBe("cleo@example.com");
  });

  test("does nothing and asks nobody else where enough is left: 3", async () => {
    await using tools = await startWatched(50, 0);
    const run = await tools.cli("watch", "--once", "--json");
    expect(run.code).toBe(3);
    expect(run.json()).toMatchObject({ command: "watch", tool: "codex", result: "stay", account: "ada@example.com" });
    expect(tools.world.sandbox.calls().map(({ account }) => account)).toEqual(["ada@example.com"]);
  });

  test("says that nobody is better: 4", async () => {
    await using tools = await startWatched(95, 92);
    const run = await tools.cli("watch", "--once");
    expect(run.code).toBe(4);
    expect(run.out).toContain("nobody else is clearly better");
    expect(await inUse(tools)).toBe("ada@example.com");
  });

  test("waits for the end of a turn of Codex: 4, then 0", async () => {
    await using tools = await startWatched(95, 10);
    const turn = await startTurn(tools);
    const busy = await tools.cli("watch", "--once", "--rest", "0");
    expect([busy.code, busy.out]).toEqual([4, expect.stringContaining("at work on a turn")] as never);
    expect(await inUse(tools)).toBe("ada@example.com");
    await turn.end();
    const free = await tools.cli("watch", "--once", "--rest", "0");
    expect([free.code, free.out]).toEqual([
      0,
      expect.stringContaining("is running and has to be started anew"),
    ] as never);
    expect(await inUse(tools)).toBe("ben@example.com");
  });

  test("leaves a switch that was made by hand a while: 4", async () => {
    await using tools = await startWatched(95, 10);
    const run = await tools.cli("watch", "--once");
    expect(run.code).toBe(4);
    expect(run.out).toContain("the last switch is less than 10 min ago");
  });

  test("goes by other numbers where they are given, and refuses nonsense", async () => {
    await using tools = await startWatched(50, 0);
    expect((await tools.cli("watch", "--once", "--five-hour", "60", "--rest", "0")).code).toBe(0);
    expect((await tools.cli("watch", "--once", "--five-hour", "101")).code).toBe(2);
    expect((await tools.cli("watch", "--json")).code).toBe(2);
  });
});

describe("watch", () => {
  test("goes on until it is told to stop, is alone, and follows what happens", async () => {
    await using tools = await startWatched(50, 0);
    const args = ["watch", "--interval", "15", "--rest", "0", "--data-dir", tools.world.dataDir];
    const watch = startGatewayProcess({ args, env: tools.env });
    await until("the first line", () => watch.said()[0]);
    const second = await tools.cli("watch", "--once");
    expect([second.code, second.err]).toEqual([1, expect.stringContaining("another watch")] as never);
    watch.signal("SIGINT");
    expect(await watch.exited()).toBe(0);
    expect(watch.said()).toHaveLength(1);
    expect((await tools.cli("watch", "--once")).code).toBe(3);
  });
});
