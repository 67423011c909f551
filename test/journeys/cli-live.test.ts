// The live list at a real terminal: what it shows, what keys do, and how the terminal is left, however it ends.

import { describe, expect, setDefaultTimeout, test } from "bun:test";

import { runAtTerminal, type TerminalRun } from "../support/terminal-run.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { until } from "../support/until.ts";

/** Each starts processes of its own. */
setDefaultTimeout(60_000);

const ENTER_SCREEN = "\u001b[?1049h";
const LEAVE_SCREEN = "\u001b[?1049l";
const SHOW_CURSOR = "\u001b[?25h";

const live = (tools: ToolWorld, ...args: readonly string[]): TerminalRun =>
  runAtTerminal(["list", "--live", "--data-dir", tools.world.dataDir, ...args], { env: tools.env });

/** The screen of before is back, with its cursor, and keys do what they did. */
function expectGivenBack(run: TerminalRun): void {
  const raw = run.raw();
  expect(raw.split(ENTER_SCREEN)).toHaveLength(2);
  expect(raw.split(LEAVE_SCREEN)).toHaveLength(2);
  expect(raw.lastIndexOf(LEAVE_SCREEN)).toBeGreaterThan(raw.lastIndexOf("\u001b[?2026h"));
  expect(raw).toContain(SHOW_CURSOR);
  expect(run.isAsBefore()).toBe(true);
}

describe("a live list", () => {
  test("shows what is left, asks again when told to, follows new accounts, and q ends it", async () => {
    await using tools = await startToolWorld({ accounts: [{ primaryUsedPercent: 31 }, {}] });
    const run = live(tools);
    await run.shows("69%");
    await run.shows(/Refresh in \d+s/);
    tools.world.accounts[0]?.sandbox.setUsage({ primary: { usedPercent: 55 } });
    const cleo = tools.world.sandbox.addAccount({ email: "cleo@example.com" });
    await Bun.write(`${tools.world.dataDir}/auths/cleo.json`, JSON.stringify(cleo.cliProxyAuthFile()));
    run.press("r");
    await run.shows("45%");
    await run.shows("03 cleo@example.com");
    run.press("q");
    expect(await run.ended()).toBe(0);
    expectGivenBack(run);
  });

  test("scrolls through more rows than there is room for, and follows the window's size", async () => {
    await using tools = await startToolWorld({ accounts: 30 });
    const run = live(tools, "--skip-refresh");
    await run.shows("1-16 of 30");
    run.press("\u001b[B");
    await run.shows("2-17 of 30");
    run.press("G");
    await run.shows("15-30 of 30");
    run.press("\u001b[H");
    await run.shows("1-16 of 30");
    run.resize(60, 12);
    await run.shows("1-8 of 30");
    expect(run.lines().filter((line) => Bun.stringWidth(line) > 60)).toEqual([]);
    run.press("\u001b");
    expect(await run.ended()).toBe(0);
    expectGivenBack(run);
  });

  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)("gives the terminal back at %s", async (signal) => {
    await using tools = await startToolWorld({ accounts: 1 });
    const run = live(tools);
    await run.shows(/Refresh in \d+s/);
    run.signal(signal);
    await run.ended();
    expectGivenBack(run);
  });

  test("Ctrl-C while upstreams are asked ends it at once, and what was refreshed is in the file", async () => {
    await using tools = await startToolWorld({ accounts: [{ accessTokenTtlMs: 1000 }, {}] });
    tools.world.sandbox.script({ path: "/oauth/token", fault: { kind: "delay", ms: 1500 } });
    tools.world.sandbox.script({ account: "ben@example.com", path: "/wham/usage", fault: { kind: "hang" } });
    const run = live(tools);
    await until("the token endpoint is asked", () =>
      tools.world.sandbox.calls().some(({ path }) => path === "/oauth/token"),
    );
    run.press("\u0003");
    expect(await run.ended()).toBe(0);
    expectGivenBack(run);
    const [account] = tools.world.accounts;
    if (account === undefined) throw new Error("no account");
    expect(account.sandbox.refreshes()).toBe(1);
    expect(await tools.world.authFile(account)).toMatchObject({ access_token: account.sandbox.accessToken() });
  });

  test("needs a terminal, and says so elsewhere", async () => {
    await using tools = await startToolWorld({ accounts: 1 });
    expect(await tools.cli("list", "--live")).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("error: a live list needs a terminal\nhint: "),
    });
    expect((await tools.cli("list", "--live", "--json")).code).toBe(2);
    expect((await tools.cli("list", "--interval", "9")).code).toBe(2);
    expect((await tools.cli("list", "--live", "--interval", "2")).code).toBe(2);
  });
});

test("a list that is interrupted asks nobody else, and keeps the token that was being refreshed", async () => {
  await using tools = await startToolWorld({ accounts: [{ accessTokenTtlMs: 1000 }, {}] });
  tools.world.sandbox.script({ path: "/oauth/token", fault: { kind: "delay", ms: 1000 } });
  tools.world.sandbox.script({ account: "ben@example.com", path: "/wham/usage", fault: { kind: "hang" } });
  const run = runAtTerminal(["list", "--data-dir", tools.world.dataDir], { env: tools.env });
  await until("a token is refreshed", () => tools.world.sandbox.calls().some(({ path }) => path === "/oauth/token"));
  run.signal("SIGINT");
  expect(await run.ended()).toBe(1);
  await run.shows("error:");
  const [account] = tools.world.accounts;
  if (account === undefined) throw new Error("no account");
  expect(await tools.world.authFile(account)).toMatchObject({ access_token: account.sandbox.accessToken() });
});

test("a list at a terminal says that it asks, takes that away again, and keeps to the width; NO_COLOR means none", async () => {
  await using tools = await startToolWorld({ accounts: 2 });
  const args = ["list", "--data-dir", tools.world.dataDir];
  const coloured = runAtTerminal(args, { env: tools.env, columns: 60 });
  expect(await coloured.ended()).toBe(0);
  expect(coloured.raw()).toContain("Asking upstreams: 2 of 2\r\u001b[2K");
  expect(coloured.raw()).toContain("\u001b[36m");
  expect(coloured.lines().filter((line) => Bun.stringWidth(line) > 60)).toEqual([]);
  const plain = runAtTerminal([...args, "--skip-refresh"], { env: { ...tools.env, NO_COLOR: "1" } });
  expect(await plain.ended()).toBe(0);
  expect(plain.raw()).not.toContain("\u001b[");
});
