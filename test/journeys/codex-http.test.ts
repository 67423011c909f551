// The real Codex by HTTP: what its user sees while accounts come and go behind the gateway.

import { expect, test } from "bun:test";
import { join } from "node:path";

import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import { unauthorized } from "../../src/sandbox/faults/fault.ts";
import { type CodexRun, customProvider, nextQuestion, question, runCodex } from "../support/codex.ts";
import { startCodexSession } from "../support/codex-session.ts";
import { type CodexWorld, startCodexWorld } from "../support/codex-world.ts";
import { inputOf, outlineOf, questionsOf, reasoningOf } from "../support/sent-bodies.ts";
import { until } from "../support/until.ts";
import { seenCall, type WorldOptions } from "../support/world.ts";

function start(options: WorldOptions = {}): Promise<CodexWorld> {
  return startCodexWorld({ websockets: false }, options);
}

function accountsOf(calls: readonly SandboxCall[]): readonly (string | null)[] {
  return calls.map(({ account }) => account);
}

/** Codex ended well and had nothing to complain of. */
function expectUntroubled(run: CodexRun): void {
  expect({ exitCode: run.exitCode, errors: run.items("error") }).toEqual({ exitCode: 0, errors: [] });
  const types = run.events.map(({ type }) => type);
  expect(types.filter((type) => type === "error" || type === "turn.failed")).toEqual([]);
  expect(types.at(-1)).toBe("turn.completed");
}

test("a plain question is answered, and its tokens are counted for codex and in the record", async () => {
  await using place = await start();
  const { world, home } = place;
  const run = await runCodex(home, question("hello there"));
  expectUntroubled(run);
  expect(run.said).toBe("Hello from gpt-5.5. You said: hello there");
  const [call, ...more] = world.exchanges();
  expect(more).toEqual([]);
  expect(call).toMatchObject({ method: "POST", path: "/backend-api/codex/responses", transport: "http", status: 200 });
  const usage = run.events.at(-1)?.["usage"] as { input_tokens: number; output_tokens: number };
  const [id] = world.records().map((record) => record.id);
  const record = await world.record(id ?? "none");
  expect(record).toMatchObject({ route: "POST /v1/responses", transport: "http", outcome: "ok", status: 200 });
  expect(record.usage).toMatchObject({ inputTokens: usage.input_tokens, outputTokens: usage.output_tokens });
});

test("a command that the model asks for is run, and its output goes back with the whole conversation", async () => {
  await using place = await start();
  const { world, home } = place;
  const run = await runCodex(home, question("run: echo from-the-shell"));
  expectUntroubled(run);
  expect(run.items("command_execution")).toMatchObject([
    { aggregated_output: "from-the-shell\n", exit_code: 0, status: "completed" },
  ]);
  expect(run.said).toContain("from-the-shell");
  const [first, second] = world.exchanges();
  expect(world.exchanges()).toHaveLength(2);
  expect(second?.account).toBe(first?.account ?? "nobody");
  expect(outlineOf(second).slice(-3)).toEqual(["reasoning", "function_call", "function_call_output"]);
  const output = inputOf(second).at(-1);
  expect(String(output?.["output"])).toContain("from-the-shell");
  expect(output?.["call_id"]).toBe(inputOf(second).at(-2)?.["call_id"] as string);
});

test("codex's own headers reach the upstream, the key it used for the gateway does not", async () => {
  await using place = await start({ accounts: 1 });
  const { world, home } = place;
  expectUntroubled(await runCodex(home, question("hello")));
  const [call] = world.exchanges();
  expect(call?.headers["user-agent"]).toStartWith("codex_exec/");
  expect(call?.headers["authorization"]).toBe(`Bearer ${world.accounts[0]?.sandbox.accessToken()}`);
  expect(call?.headers["thread-id"]).toBeString();
  expect(JSON.parse(call?.headers["x-codex-turn-metadata"] ?? "{}")).toMatchObject({ request_kind: "turn" });
});

test("a conversation stays on its account, in one process and over several, while others go elsewhere", async () => {
  await using place = await start({ accounts: 3, config: { routing: { strategy: "round-robin" } } });
  const { world, home } = place;
  expectUntroubled(await runCodex(home, question("run: echo one")));
  expectUntroubled(await runCodex(home, nextQuestion("two")));
  expectUntroubled(await runCodex(home, nextQuestion("three")));
  const first = world.exchanges();
  expect(first).toHaveLength(4);
  expect(new Set(accountsOf(first)).size).toBe(1);
  expect(questionsOf(first.at(-1))).toEqual(["run: echo one", "two", "three"]);
  // Everything that the account has thought comes back to it.
  expect(reasoningOf(first.at(-1))).toHaveLength(3);

  expectUntroubled(await runCodex(home, question("another conversation")));
  expectUntroubled(await runCodex(home, question("a third conversation")));
  expect(new Set(accountsOf(world.exchanges())).size).toBe(3);
});

test("without stickiness every turn goes where the strategy says, and a foreign thought never fails it", async () => {
  const config = { routing: { strategy: "round-robin", "sticky-threads-enabled": false } };
  await using place = await start({ config });
  const { world, home } = place;
  expectUntroubled(await runCodex(home, question("one")));
  expectUntroubled(await runCodex(home, nextQuestion("two")));
  expect(new Set(accountsOf(world.exchanges().filter(({ status }) => status === 200))).size).toBe(2);
});

test("an account that runs dry between turns hands over: codex notices nothing, no foreign thought goes along", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  expect(await codex.ask("one")).toMatchObject({ status: "completed", said: expect.stringContaining("one") });
  const owner = world.accounts.find(({ email }) => email === world.exchanges()[0]?.account);
  const other = world.accounts.find((account) => account !== owner);
  owner?.sandbox.setUsage({ primary: 100 });

  const second = await codex.ask("run: echo two");
  expect(second).toMatchObject({ status: "completed", error: null, shownErrors: [] });
  expect(second.said).toContain("two");
  const third = await codex.ask("three");
  expect(third).toMatchObject({ status: "completed", error: null, shownErrors: [] });

  const [, refused, ...moved] = world.exchanges();
  expect(refused).toMatchObject({ account: owner?.email ?? "", status: 429 });
  expect(accountsOf(moved)).toEqual([other?.email ?? "", other?.email ?? "", other?.email ?? ""]);
  expect(moved.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(questionsOf(moved[0])).toEqual(["one", "run: echo two"]);
  // The first account's thought never reached the second; the second's own thoughts come back to it.
  expect(moved.map((call) => reasoningOf(call).length)).toEqual([0, 1, 2]);
  expect(reasoningOf(refused)).toHaveLength(1);
});

test("an account that has run dry by itself says so: the next conversation does not even ask it", async () => {
  await using place = await start();
  const { world, home } = place;
  expectUntroubled(await runCodex(home, question("one")));
  const owner = world.accounts.find(({ email }) => email === world.exchanges()[0]?.account);
  owner?.sandbox.setUsage({ primary: 100 });
  expectUntroubled(await runCodex(home, nextQuestion("two")));
  const before = world.exchanges().length;
  expectUntroubled(await runCodex(home, question("three")));
  expect(accountsOf(world.exchanges().slice(before))).not.toContain(owner?.email ?? "");
});

test("a 401 in mid-session is healed by one refresh that codex never hears of", async () => {
  await using place = await start({ accounts: 1 });
  const { world, home } = place;
  const [account] = world.accounts;
  await using codex = await startCodexSession(home);
  await codex.ask("one");
  account?.sandbox.expireAccessToken();
  const second = await codex.ask("two");
  expect(second).toMatchObject({ status: "completed", error: null, shownErrors: [] });
  expect(account?.sandbox.refreshes()).toBe(1);
  expect(world.exchanges().map(({ status }) => status)).toEqual([200, 401, 200]);
  // It is still the account that thought it: the thought stays.
  expect(reasoningOf(world.exchanges().at(-1))).toHaveLength(1);
});

test("a login that is refused for good hands over to another account", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  await codex.ask("one");
  const owner = world.accounts.find(({ email }) => email === world.exchanges()[0]?.account);
  world.fault({ account: owner?.email ?? "", times: 9, fault: unauthorized() });
  owner?.sandbox.revokeLogin();
  const second = await codex.ask("two");
  expect(second).toMatchObject({ status: "completed", error: null, shownErrors: [] });
  expect(world.exchanges().at(-1)).toMatchObject({ status: 200 });
  expect(world.exchanges().at(-1)?.account).not.toBe(owner?.email ?? "");
});

test("a used-up pool shows codex's user the usage limit and when it resets, and codex exits with an error", async () => {
  const soon = 45 * 60_000;
  const usedUp = { primaryUsedPercent: 100 };
  await using place = await start({
    accounts: [
      { ...usedUp, primaryResetsInMs: 3 * soon },
      { ...usedUp, primaryResetsInMs: soon },
    ],
  });
  const { world, home } = place;
  const run = await runCodex(home, question("hello"));
  expect(run.exitCode).not.toBe(0);
  const failed = run.events.find(({ type }) => type === "turn.failed");
  const message = (failed?.["error"] as { message?: string } | undefined)?.message ?? "";
  expect(message).toMatch(/^You.ve hit your usage limit\./);
  // The earlier of the two resets, in the words of codex: a time of day, before midnight with its day.
  expect(message).toMatch(/try again at (\w{3} \d{1,2}\w{2}, \d{4} )?\d{1,2}:\d{2} (AM|PM)/);
  const response = await world.post("/v1/responses", { model: "gpt-5.5", input: "hello" });
  expect(response.status).toBe(429);
  const { error } = (await response.json()) as { error: { type: string; resets_at: number } };
  expect(error.type).toBe("usage_limit_reached");
  expect(Math.abs(error.resets_at * 1000 - (Date.now() + soon))).toBeLessThan(60_000);
});

test("an answer that breaks off is asked for again by codex, of the account that had begun it", async () => {
  await using place = await start();
  const { world, home } = place;
  const retrying = customProvider(world.url, { websockets: false }).replace(
    "stream_max_retries = 0",
    "stream_max_retries = 1",
  );
  await Bun.write(join(home.codexDir, "config.toml"), retrying);
  world.fault({ fault: { kind: "end-early", events: 8 } });
  const run = await runCodex(home, question("hello"));
  expect(run.exitCode).toBe(0);
  expect(run.said).toBe("Hello from gpt-5.5. You said: hello");
  const [broken, again, ...more] = world.exchanges();
  expect(more).toEqual([]);
  // Its first thought had come through and is sent along: to the account whose thought it is.
  expect(reasoningOf(again)).toHaveLength(1);
  expect(again?.account).toBe(broken?.account ?? "nobody");
});

test("a turn that the user interrupts ends the upstream's work at once, and the next one stays on its account", async () => {
  await using place = await start();
  const { world, home } = place;
  await using codex = await startCodexSession(home);
  world.fault({ fault: { kind: "hang-after", events: 8 } });
  const interrupted = codex.ask("one");
  await codex.saying();
  await codex.interrupt();
  expect(await interrupted).toMatchObject({ status: "interrupted" });
  const [first] = world.exchanges();
  await seenCall(world, "the aborted call", (call) => call.number === first?.number && call.end?.kind === "aborted");
  expect(await codex.ask("two")).toMatchObject({ status: "completed", error: null, shownErrors: [] });
  const [, second, ...more] = world.exchanges();
  expect(more).toEqual([]);
  expect(second?.account).toBe(first?.account ?? "nobody");
  const outcomes = await until("both records", () => {
    const records = world.records();
    return records.length === 2 && records.every(({ outcome }) => outcome !== "open") && records;
  });
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["cancelled", "ok"]);
});
