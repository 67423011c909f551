// API keys as accounts: asked once whose they are, and the raw key stands in the auth file and in auth.json alone.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { chat } from "../support/asks.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { ranked } from "../support/world.ts";

// Each of many commands is a process of its own.
setDefaultTimeout(60_000);

const QUIET = { "quota-poll-seconds": 3600 };

/** Files below the folder with the text in them, by their paths. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return (await readFile(path)).includes(text) ? [path] : [];
      }),
  );
  return found.flat().toSorted();
}

const asked = (tools: ToolWorld, path: string): number =>
  tools.world.sandbox.calls().filter((call) => call.path === path).length;

async function startWithKey() {
  const tools = await startToolWorld({ accounts: ranked(1), config: QUIET });
  const { key } = tools.world.sandbox.addApiKey({ email: "key@example.com" });
  const file = join(tools.home, "key.json");
  await Bun.write(file, JSON.stringify({ auth_mode: "apikey", OPENAI_API_KEY: key }));
  const said: string[] = [];
  const cli = async (...args: readonly string[]) => {
    const run = await tools.cli(...args);
    said.push(run.out, run.err);
    return run;
  };
  expect((await cli("import", file)).code).toBe(0);
  await Bun.file(file).delete();
  const places = async (): Promise<string[]> => [
    ...(await filesWith(tools.home, key)),
    ...(await filesWith(tools.world.dataDir, key)),
  ];
  return { tools, key, cli, said, places };
}

describe("an API key", () => {
  test("is asked whose it is once, and no command asks again: not about it, and not what it has left", async () => {
    const { tools, cli } = await startWithKey();
    await using _ = tools;
    expect(asked(tools, "/v1/me")).toBe(1);
    await cli("switch", "key@example.com");
    for (const args of [["list"], ["list", "--json"], ["switch", "ada"], ["switch", "-"], ["status"]])
      await cli(...args);
    expect(asked(tools, "/v1/me")).toBe(1);
    const asks = tools.world.sandbox.calls().filter(({ headers }) => headers["authorization"]?.includes("sk-"));
    expect(asks.map(({ path }) => path)).toEqual(["/v1/me"]);
  });

  test("becomes Codex's in its own form, and is recognised there without asking anybody", async () => {
    const { tools, key, cli } = await startWithKey();
    await using _ = tools;
    expect((await cli("switch", "key@example.com")).out).toMatch(
      /^Switched to key@example\.com sk-[0-9a-f]{5}\*{3}[0-9a-f]{4} /,
    );
    expect(await tools.readAuthJson()).toEqual({ auth_mode: "apikey", OPENAI_API_KEY: key });
    const calls = tools.world.sandbox.calls().length;
    expect((await cli("list", "--skip-refresh")).out).toMatch(/^\* 02 key@example\.com +API_KEY/m);
    expect(tools.world.sandbox.calls()).toHaveLength(calls);
  });

  test("that Codex had before we knew it is imported, and never goes into a backup", async () => {
    const { tools, cli } = await startWithKey();
    await using _ = tools;
    const other = tools.world.sandbox.addApiKey({ email: "other@example.com" });
    await tools.writeAuthJson({ OPENAI_API_KEY: other.key });
    expect((await cli("switch", "ada")).out).toContain("has been imported");
    const places = await filesWith(tools.world.dataDir, other.key);
    expect(places.map((path) => path.includes("/auths/codex-other@"))).toEqual([true]);
    expect(await filesWith(tools.home, other.key)).toEqual([]);
  });

  test("stands raw in its auth file and in auth.json alone, whatever is done with it", async () => {
    const { tools, key, cli, said, places } = await startWithKey();
    await using _ = tools;
    const authFile = expect.stringMatching(/\/auths\/codex-key@/) as unknown as string;
    expect(await places()).toEqual([authFile]);
    await cli("switch", "ada");
    await cli("switch", "key@example.com");
    expect(await places()).toEqual([tools.authJson, authFile]);
    for (const args of [["list"], ["list", "--json"], ["status"], ["status", "--json"], ["switch", "key@", "--json"]]) {
      await cli(...args);
    }
    await tools.world.start();
    const answer = await tools.world.post("/v1/chat/completions", chat("hi"));
    await answer.text();
    await tools.world.record(answer);
    said.push(JSON.stringify(tools.world.log()), tools.world.gateway.said().join("\n"), tools.world.gateway.errors());
    await tools.world.stop();
    expect(await places()).toEqual([tools.authJson, authFile]);
    await cli("switch", "ada");
    await cli("watch", "--once");
    expect(await places()).toEqual([authFile]);
    await cli("export", "--format", "cliproxyapi", "--to", join(tools.home, "exported"));
    expect(await places()).toEqual([authFile]);
    expect((await cli("remove", "key@example.com", "--yes", "--json")).code).toBe(0);
    expect(await places()).toEqual([]);
    expect(said.filter((text) => text.includes(key))).toEqual([]);
  });
});
