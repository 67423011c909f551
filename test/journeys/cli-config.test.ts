// config.yaml at the prompt: read, changed with its comments kept, never left broken.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { runCli } from "../support/run-cli.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";

// Each of many commands is a process of its own.
setDefaultTimeout(60_000);

const SECRET = "sk-in-config";
const config = (tools: ToolWorld, ...args: readonly string[]) => tools.cli("config", ...args);

async function editor(tools: ToolWorld, script: string): Promise<Record<string, string>> {
  const path = join(tools.home, "editor");
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o700);
  return { ...tools.env, EDITOR: path };
}

describe("config", () => {
  test("reads a key, a section and everything, with secrets masked unless they are asked for", async () => {
    await using tools = await startToolWorld({ accounts: 0, config: { "codex-api-key": [{ "api-key": SECRET }] } });
    expect((await config(tools, "get", "routing.strategy")).out).toBe("usage-weighted\n");
    expect((await config(tools, "get", "routing")).out).toContain("routing.session-ttl-seconds: 3600");
    const all = await config(tools, "get");
    expect(all.out).toContain('codex-api-key: "[secret]"');
    expect(all.out).not.toContain(SECRET);
    expect((await config(tools, "get", "--json")).out).not.toContain(SECRET);
    expect((await config(tools, "get", "codex-api-key", "--reveal")).out).toContain(SECRET);
    const wrong = await config(tools, "get", "routing.strateg");
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining("did you mean routing.strategy?")]);
  });

  test("sets and unsets keys; comments stay, and what is invalid changes nothing", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const path = join(tools.world.dataDir, "config.yaml");
    await writeFile(path, `# mine\nport: 8317 # the usual\n${await readFile(path, "utf8")}`);
    expect((await config(tools, "set", "routing.strategy", "fill-first")).out).toBe("Set routing.strategy.\n");
    const text = await readFile(path, "utf8");
    expect(text).toContain("# mine\nport: 8317 # the usual");
    expect((await config(tools, "set", "port", "99999")).err).toContain("port: expected a whole number");
    expect((await config(tools, "set", "routing", "x")).err).toContain("no key 'routing'");
    expect(await readFile(path, "utf8")).toBe(text);
    expect((await config(tools, "unset", "routing.strategy", "--json")).json()).toMatchObject({ updated: true });
    expect((await config(tools, "get", "routing.strategy")).out).toBe("usage-weighted\n");
    const args = ["config", "set", "remote-management.secret-key", "-", "--data-dir", tools.world.dataDir];
    expect((await runCli(args, { env: tools.env, stdin: "00123\n" })).code).toBe(0);
    expect((await config(tools, "get", "remote-management.secret-key", "--reveal")).out).toBe("00123\n");
  });

  test("a broken file is told line by line, is still found, and can be mended", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const path = join(tools.world.dataDir, "config.yaml");
    await writeFile(path, "port: nowhere\n");
    expect((await config(tools, "path")).out).toBe(`${path}\n`);
    const check = await config(tools, "check");
    expect([check.code, check.err]).toEqual([1, expect.stringContaining(":1: port: expected a whole number")]);
    const mended = await runCli(["config", "edit", "--data-dir", tools.world.dataDir], {
      env: await editor(tools, `echo "port: 9000" > "$1"`),
    });
    expect([mended.code, mended.out]).toEqual([0, `Wrote ${path}.\n`]);
    expect((await config(tools, "check")).out).toBe(`${path} is valid.\n`);
  });

  test("what the editor leaves invalid, or gives up, is not written and leaves no copy", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const path = join(tools.world.dataDir, "config.yaml");
    const before = await readFile(path, "utf8");
    for (const script of [`echo "port: nowhere" > "$1"`, "exit 1"]) {
      const env = await editor(tools, script);
      expect((await runCli(["config", "edit", "--data-dir", tools.world.dataDir], { env })).code).toBe(1);
    }
    expect(await readFile(path, "utf8")).toBe(before);
    expect((await readdir(tools.world.dataDir)).filter((name) => name.includes("edit"))).toEqual([]);
    const none = await config(tools, "edit");
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("no editor is named")]);
  });
});
