// `switchyard requests` and `explain`: what was asked of a gateway, told by a command beside it.

import { describe, expect, setDefaultTimeout, test } from "bun:test";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { runCli } from "../support/run-cli.ts";
import { runAtTerminal } from "../support/terminal-run.ts";
import { ranked, requestIdOf, startWorld, type World } from "../support/world.ts";

// Each test starts several commands, one after the other.
setDefaultTimeout(20_000);
const QUESTION = { model: "gpt-5.5", messages: [{ role: "user", content: "hello" }] };

const cli = (world: World, ...args: readonly string[]) =>
  runCli([...args, "--data-dir", world.dataDir], { env: { HOME: world.dataDir } });

async function ask(world: World, model = QUESTION.model): Promise<string> {
  const answer = await world.post("/v1/chat/completions", { ...QUESTION, model });
  await answer.text();
  await world.record(answer);
  return requestIdOf(answer);
}

describe("requests", () => {
  test("shows them oldest first, and those that are meant by account, outcome and time", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    const first = await ask(world);
    world.fault({ fault: faults.overloaded() });
    const moved = await ask(world);
    const lost = await ask(world, "no-such-model");
    const listed = async (...args: readonly string[]): Promise<readonly unknown[]> => {
      const { code, json } = await cli(world, "requests", "--json", ...args);
      expect(code).toBe(0);
      return (json()["requests"] as { id: string }[]).map(({ id }) => id);
    };
    expect(await listed()).toEqual([lost, moved, first]);
    expect(await listed("--limit", "1")).toEqual([lost]);
    const ben = await listed("--account", "ben");
    expect([ben.includes(moved), ben.includes(first)]).toEqual([true, false]);
    expect(await listed("--status", "error")).toEqual([lost]);
    expect(await listed("--status", "ok,cancelled", "--since", "1h")).toEqual([moved, first]);
    expect(await listed("--since", "2099-01-01")).toEqual([]);
    const { out } = await cli(world, "requests");
    const lines = out.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^STARTED +OUTCOME +MODEL +ACCOUNT +FIRST +TOTAL +TOKENS +COST +REQUEST$/);
    expect(lines.slice(2).map((line) => line.split(/ +/).at(-1))).toEqual([first, moved, lost]);
  });

  test("--follow shows each as it ends, once, until it is stopped", async () => {
    await using world = await startWorld({ accounts: 1 });
    const before = await ask(world);
    const watching = runAtTerminal(["requests", "--follow", "--data-dir", world.dataDir], {
      env: { HOME: world.dataDir },
      columns: 160,
    });
    await watching.shows(before);
    const after = await ask(world);
    await watching.shows(after);
    const last = await ask(world);
    await watching.shows(last);
    for (const id of [before, after, last]) expect(watching.raw().split(id)).toHaveLength(2);
    watching.signal("SIGINT");
    expect(await watching.ended()).not.toBe(0);
  });

  test("an outcome, a time or an account that nobody knows is told", async () => {
    await using world = await startWorld({ accounts: 1, started: false });
    expect(await cli(world, "requests", "--status", "fine")).toMatchObject({
      code: 2,
      err: expect.stringContaining("fine"),
    });
    expect(await cli(world, "requests", "--since", "soon")).toMatchObject({ code: 2 });
    expect(await cli(world, "requests", "--account", "zoe")).toMatchObject({
      code: 1,
      err: expect.stringContaining("zoe"),
    });
    expect(await cli(world, "requests")).toMatchObject({ code: 0, out: "No requests like that are recorded.\n" });
  });
});

describe("explain", () => {
  test("tells the story of a request, by id or of the last one, in words and as JSON", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    world.fault({ fault: faults.overloaded() });
    const id = await ask(world);
    const told = await cli(world, "explain", id);
    expect(told.code).toBe(0);
    expect(told.out).toContain("Attempt 1: ada@example.com was chosen: ");
    expect(told.out).toContain("Attempt 2: ben@example.com was chosen: ");
    expect(told.out).toContain("The answer was complete");
    expect(await cli(world, "explain", "last")).toMatchObject({ out: told.out });
    const document = (await cli(world, "explain", "last", "--json")).json();
    expect(document).toMatchObject({
      schema_version: 1,
      request: { id, outcome: "ok", attempt_count: 2, attempts: [{ failure: {} }, { failure: null }] },
    });
  });

  test("a request that is not recorded is told, and so is that there are none", async () => {
    await using world = await startWorld({ accounts: 1, started: false });
    expect(await cli(world, "explain", "req_nobody")).toMatchObject({
      code: 1,
      err: expect.stringContaining("req_nobody"),
    });
    const none = await cli(world, "explain", "last", "--json");
    expect(none).toMatchObject({ code: 1 });
    expect(none.json()).toMatchObject({ error: { code: "request_not_found" } });
  });
});
