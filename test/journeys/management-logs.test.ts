// The log over the management API, over real HTTP: switched on and off while it runs, read, emptied, and what becomes of it
// where the disk does not take it.

import { describe, expect, test } from "bun:test";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { chat } from "../support/asks.ts";
import { type Manage, manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { requestIdOf, startWorld, type World, type WorldOptions } from "../support/world.ts";

const MANAGED = { "remote-management": { "secret-key": MANAGEMENT_KEY } };
const TO_FILE = { ...MANAGED, "logging-to-file": true };
const OFF = { status: 400, body: { error: "logging to file disabled" } };

async function startLogged(options: WorldOptions = {}): Promise<{ world: World; call: Manage; logs: string }> {
  const world = await startWorld({ accounts: 1, config: TO_FILE, ...options });
  return { world, call: manage(world), logs: join(world.dataDir, "logs") };
}

async function ask(world: World): Promise<string> {
  const answer = await world.post("/v1/chat/completions", chat("hello"));
  expect(answer.status).toBe(200);
  await world.record(answer);
  return requestIdOf(answer);
}

interface Logs {
  readonly lines: readonly string[];
  readonly "line-count": number;
  readonly "latest-timestamp": number;
}

async function logsOf(call: Manage, query = ""): Promise<Logs> {
  const answer = await call(`GET /logs${query}`);
  expect(answer.status).toBe(200);
  return answer.body as Logs;
}

describe("the log in a file", () => {
  test("is off until it is switched on, and its calls say so", async () => {
    const { world, call, logs } = await startLogged({ config: MANAGED });
    await using _ = world;
    await ask(world);
    expect(await call("GET /logging-to-file")).toMatchObject({ body: { "logging-to-file": false } });
    for (const what of ["GET /logs", "GET /logs?limit=none", "DELETE /logs"])
      expect(await call(what)).toMatchObject(OFF);
    await expect(readdir(logs)).rejects.toThrow("ENOENT");
  });

  test("has from the next line on what standard error has, as soon as it is switched on", async () => {
    const { world, call, logs } = await startLogged({ config: MANAGED });
    await using _ = world;
    const before = await ask(world);
    expect(await call("PUT /logging-to-file", { body: { value: true } })).toMatchObject({ status: 200 });
    const since = await ask(world);
    const { lines } = await logsOf(call);
    expect(lines.filter((line) => line.includes(before))).toEqual([]);
    expect(lines.filter((line) => line.includes(since))).toEqual([
      expect.stringMatching(
        /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z info request request_id=\w+ route="POST \/v1\/chat\/completions" status=200 /,
      ),
    ]);
    const file = await readFile(join(logs, "main.log"), "utf8");
    for (const line of file.trim().split("\n")) expect(world.gateway.errors()).toContain(line);
    expect((await stat(logs)).mode & 0o777).toBe(0o700);
    expect((await stat(join(logs, "main.log"))).mode & 0o777).toBe(0o600);
  });

  test("stops at once where it is switched off by hand, and what it has stays", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    const before = await ask(world);
    expect((await logsOf(call)).lines.join("\n")).toContain(before);
    await world.editConfig({ "logging-to-file": false });
    await until("it is off", async () => (await call("GET /logs")).status === 400);
    const since = await ask(world);
    expect(await world.stop()).toBe(0);
    const file = await readFile(join(logs, "main.log"), "utf8");
    expect([file.includes(before), file.includes(since)]).toEqual([true, false]);
  });

  test("has everything after a stop, and goes on after the next start", async () => {
    const { world, logs } = await startLogged();
    await using _ = world;
    const first = await ask(world);
    expect(await world.stop()).toBe(0);
    expect(await readFile(join(logs, "main.log"), "utf8")).toContain(first);
    await world.start();
    const second = await ask(world);
    expect(await world.stop()).toBe(0);
    const events = (await readFile(join(logs, "main.log"), "utf8")).trim().split("\n");
    const told = events.map((line) => (JSON.parse(line) as { request_id?: string }).request_id);
    expect(told.filter((id) => id !== undefined)).toEqual([first, second]);
  });

  test("has whole lines after kill -9", async () => {
    const { world, logs } = await startLogged();
    await using _ = world;
    for (let index = 0; index < 20; index += 1) await ask(world);
    await until("lines in the file", () => readFile(join(logs, "main.log"), "utf8").catch(() => null));
    await world.kill9();
    const text = await readFile(join(logs, "main.log"), "utf8");
    expect(text).toEndWith("\n");
    for (const line of text.trim().split("\n")) expect(JSON.parse(line)).toMatchObject({ event: expect.any(String) });
  });
});

describe("GET /logs", () => {
  test("counts its lines and knows the newest; after that there are only newer ones", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    await ask(world);
    const all = await logsOf(call);
    expect(all["line-count"]).toBe(all.lines.length);
    expect(Math.abs(all["latest-timestamp"] - Date.now() / 1000)).toBeLessThan(60);
    const after = await logsOf(call, `?after=${all["latest-timestamp"]}`);
    expect(after).toMatchObject({ lines: [], "latest-timestamp": all["latest-timestamp"] });
    const future = new Date((all["latest-timestamp"] + 5) * 1000).toISOString();
    await writeFile(join(logs, "main.log"), `${JSON.stringify({ level: "info", time: future, event: "later" })}\n`, {
      flag: "a",
    });
    expect(await logsOf(call, `?after=${all["latest-timestamp"]}`)).toMatchObject({
      lines: [`${future.replace("T", " ")} info later`],
      "latest-timestamp": all["latest-timestamp"] + 5,
    });
  });

  test.each(["", "0", "-5", "yesterday", "1e99"])("takes after=%s for no limit", async (after) => {
    const { world, call } = await startLogged();
    await using _ = world;
    await ask(world);
    expect((await logsOf(call, `?after=${after}`)).lines.length).toBeGreaterThan(0);
  });

  test("gives the newest lines where a limit is asked for, and refuses what is none", async () => {
    const { world, call } = await startLogged();
    await using _ = world;
    await ask(world);
    const last = await ask(world);
    const limited = await logsOf(call, "?limit=1");
    expect(limited).toMatchObject({ lines: [expect.stringContaining(last)], "line-count": 1 });
    for (const limit of ["0", "-1", "many", "1.5"]) {
      expect(await call(`GET /logs?limit=${limit}`)).toMatchObject({
        status: 400,
        body: { error: expect.stringMatching(/^invalid limit: /) },
      });
    }
  });

  test("is empty where no file is there", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    await logsOf(call);
    await rm(logs, { recursive: true });
    expect(await logsOf(call)).toEqual({ lines: [], "line-count": 0, "latest-timestamp": 0 });
    expect((await logsOf(call, "?after=77"))["latest-timestamp"]).toBe(77);
  });

  test("of hundreds of megabytes is answered from its end, while requests go on", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    const time = new Date(0).toISOString();
    const line = `${JSON.stringify({ level: "info", time, event: "old", text: "x".repeat(1000) })}\n`;
    await mkdir(logs, { recursive: true });
    for (let file = 0; file < 20; file += 1)
      await writeFile(join(logs, `main-2020-01-01T00-00-${10 + file}-000.log`), line.repeat(10_000));
    const before = world.residentBytes();
    const last = await ask(world);
    const [read] = await Promise.all([logsOf(call), ask(world)]);
    expect(read.lines).toHaveLength(10_000);
    expect(read.lines.join("\n")).toContain(last);
    expect(world.residentBytes() - before).toBeLessThan(150_000_000);
  });
});

describe("DELETE /logs", () => {
  test("empties the log, removes the full files, and leaves transcripts", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    await ask(world);
    await logsOf(call);
    const kept = "error-v1-messages-2026-01-01T000000-req_1.log";
    for (const name of ["main-2026-01-01T00-00-00-000.log", "main-2026-01-02T00-00-00-000.log", kept])
      await writeFile(join(logs, name), "old\n");
    expect(await call("DELETE /logs")).toMatchObject({
      status: 200,
      body: { success: true, message: "Logs cleared successfully", removed: 2 },
    });
    expect((await readdir(logs)).toSorted()).toEqual([kept, "main.log"]);
    expect(await logsOf(call)).toMatchObject({ lines: [], "line-count": 0 });
    const next = await ask(world);
    expect((await logsOf(call)).lines.join("\n")).toContain(next);
  });

  test("is 404 where there is no folder", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    await logsOf(call);
    await rm(logs, { recursive: true });
    expect(await call("DELETE /logs")).toMatchObject({ status: 404, body: { error: "log directory not found" } });
  });
});

describe("a folder that cannot be used", () => {
  test("is told of once, and harms nobody", async () => {
    const { world, call } = await startLogged({
      prepare: ({ dataDir }) => writeFile(join(dataDir, "logs"), "in the way"),
    });
    await using _ = world;
    for (let index = 0; index < 5; index += 1) await ask(world);
    const { event, doing } = await world.waitForLog((line) => line["doing"] === "writing the log");
    expect([event, doing]).toEqual(["log_folder", "writing the log"]);
    expect(await call("GET /logs")).toMatchObject({
      status: 500,
      body: { error: expect.stringMatching(/^failed to list log files: E/) },
    });
    expect(await call("DELETE /logs")).toMatchObject({ status: 500 });
    await ask(world);
    expect(world.log().filter((line) => line["doing"] === "writing the log")).toHaveLength(1);
    expect(await world.stop()).toBe(0);
  });
});

describe("the limits of the folder", () => {
  test("take the oldest files within a second of being lowered, never the log being written", async () => {
    const { world, call, logs } = await startLogged();
    await using _ = world;
    await ask(world);
    await logsOf(call);
    for (const name of ["main-2026-01-01T00-00-00-000.log", "main-2026-01-02T00-00-00-000.log"])
      await writeFile(join(logs, name), Buffer.alloc(700_000));
    expect(await call("PUT /logs-max-total-size-mb", { body: { value: 1 } })).toMatchObject({ status: 200 });
    await until("the oldest is gone", async () => (await readdir(logs)).length === 2);
    expect((await readdir(logs)).toSorted()).toEqual(["main-2026-01-02T00-00-00-000.log", "main.log"]);
  });

  test("below zero are what panels mean by that", async () => {
    const { world, call } = await startLogged();
    await using _ = world;
    for (const [path, value] of [
      ["logs-max-total-size-mb", 0],
      ["error-logs-max-files", 10],
    ] as const) {
      expect(await call(`PUT /${path}`, { body: { value: -1 } })).toMatchObject({ status: 200 });
      expect((await call(`GET /${path}`)).body).toEqual({ [path]: value });
    }
  });
});
