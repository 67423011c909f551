// Signing in at the prompt: the real command, the sandbox's sign-in doors, a browser that follows where it is sent.

import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { SandboxAccount } from "../../src/sandbox/sandbox.ts";
import { runCli } from "../support/run-cli.ts";
import { runAtTerminal } from "../support/terminal-run.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { holdLoginPorts } from "../support/login-ports.ts";

holdLoginPorts();

// Each of many commands is a process of its own.
setDefaultTimeout(60_000);

/** Where ChatGPT sends browsers back to. */
const PORT = 1455;

let tools: ToolWorld;
let ada: SandboxAccount;
beforeEach(async () => {
  tools = await startToolWorld({ accounts: 0 });
  ada = tools.world.sandbox.addAccount({ email: "ada@example.com", plan: "plus" });
});
afterEach(() => tools[Symbol.asyncDispose]());

const args = (...more: readonly string[]): string[] => ["login", ...more, "--data-dir", tools.world.dataDir];
const authDir = (): string => join(tools.world.dataDir, "auths");
const everythingIn = async (folder: string): Promise<string[]> => (await readdir(folder)).toSorted();

/** Opens the page and follows it to the end, as `$BROWSER`. */
async function browser(): Promise<string> {
  const script = join(tools.home, "browser");
  const follow = `fetch(process.argv[1]).then(async (r) => Bun.write(process.argv[2], await r.text()))`;
  await writeFile(script, `#!/bin/sh\nexec "${process.execPath}" -e '${follow}' "$1" "${script}.page"\n`);
  await chmod(script, 0o700);
  return script;
}

function isPortFree(): boolean {
  try {
    void Bun.serve({ port: PORT, hostname: "127.0.0.1", fetch: () => new Response() }).stop(true);
    return true;
  } catch {
    return false;
  }
}

async function landingOf(screen: { raw(): string }): Promise<string> {
  const url = /https?:\/\/\S+\/oauth\/authorize\S+/.exec(screen.raw())?.[0] ?? "";
  const page = await fetch(url, { redirect: "manual" });
  return page.headers.get("location") ?? "";
}

describe("in the browser", () => {
  test("the account is in, the page says so, the port is free again and nothing else is left", async () => {
    const env = { ...tools.env, BROWSER: await browser() };
    const { code, out } = await runCli(args("--alias", "desk"), { env });
    expect([code, out]).toEqual([
      0,
      expect.stringContaining("Signed in as desk (ada@example.com) [codex, Plus]: a new"),
    ]);
    expect(await readFile(join(tools.home, "browser.page"), "utf8")).toContain("Signed in");
    const files = await everythingIn(authDir());
    expect(files).toEqual([expect.stringMatching(/^codex-ada@example\.com-[0-9a-f]{8}\.json$/)]);
    expect((await stat(join(authDir(), files[0] ?? ""))).mode & 0o777).toBe(0o600);
    expect(isPortFree()).toBe(true);
  });

  test("who is known gets new tokens in the file that is there", async () => {
    const env = { ...tools.env, BROWSER: await browser() };
    await runCli(args(), { env });
    const [name = ""] = await everythingIn(authDir());
    const before = await readFile(join(authDir(), name), "utf8");
    const { out } = await runCli(args("chatgpt"), { env });
    expect(out).toContain("it was there already and has new tokens");
    expect(await everythingIn(authDir())).toEqual([name]);
    expect(await readFile(join(authDir(), name), "utf8")).not.toBe(before);
  });

  test("a login that had died is well again", async () => {
    const env = { ...tools.env, BROWSER: await browser() };
    await runCli(args(), { env });
    const status = async (): Promise<unknown> => {
      const { accounts } = (await tools.cli("list", "--json")).json() as { accounts: { status: string }[] };
      return accounts.map((account) => account.status);
    };
    ada.revokeLogin();
    ada.expireAccessToken();
    expect(await status()).toEqual(["reauth_required"]);
    expect((await runCli(args(), { env })).code).toBe(0);
    expect(await status()).toEqual(["active"]);
  });

  test("where another program has the port, it says so and what to do instead", async () => {
    const other = Bun.serve({ port: PORT, hostname: "127.0.0.1", fetch: () => new Response() });
    const { code, err } = await runCli(args(), tools);
    await other.stop(true);
    expect(code).toBe(1);
    expect(err).toContain("another program has port 1455");
    expect(err).toContain("--paste");
  });

  test("the address where the browser ended can be pasted, and a wrong one is no harm", async () => {
    const screen = runAtTerminal(args("--paste"), { env: tools.env });
    await screen.shows("Paste the address");
    screen.press("http://localhost:1455/auth/callback?code=x&state=another\n");
    await screen.shows("of another sign-in");
    screen.press(`${await landingOf(screen)}\n`);
    await screen.shows("Signed in as ada@example.com");
    expect(await screen.ended()).toBe(0);
    expect(await everythingIn(authDir())).toHaveLength(1);
  });

  test("Ctrl-C gives it up: nothing is written and the port is free", async () => {
    const screen = runAtTerminal(args("--no-browser"), { env: tools.env });
    await screen.shows("Waiting for the sign-in");
    expect(isPortFree()).toBe(false);
    // What a terminal makes of Ctrl-C where nothing else is asked of it.
    screen.signal("SIGINT");
    await screen.shows("interrupted; nothing was changed");
    expect(await screen.ended()).toBe(1);
    expect(await everythingIn(authDir())).toEqual([]);
    expect(isPortFree()).toBe(true);
    expect(screen.isAsBefore()).toBe(true);
  });
});

test("by a device's code, a program reads a document for each step", async () => {
  const { code, out, err } = await runCli(args("--device", "--json"), tools);
  const documents = out.split(/(?<=^\})\n/m).filter((text) => text.trim() !== "");
  expect([code, err, documents.length]).toEqual([0, "", 2]);
  expect(documents.map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { schema_version: 1, command: "login", phase: "awaiting_user", user_code: expect.any(String) },
    { schema_version: 1, phase: "completed", created: true, account: { email: "ada@example.com", plan: "plus" } },
  ]);
});

describe("a key", () => {
  test("comes in by standard input, is asked whose it is, and is nowhere in what is said", async () => {
    const { key } = tools.world.sandbox.addApiKey({ email: "key@example.com" });
    const { code, out, err } = await runCli(args("--api-key"), { ...tools, stdin: `${key}\n` });
    expect([code, out]).toEqual([0, expect.stringContaining("Signed in as key@example.com sk-")]);
    expect(out + err).not.toContain(key);
  });

  test("typed at the prompt, it is not seen", async () => {
    const { key } = tools.world.sandbox.addApiKey({ email: "key@example.com" });
    const screen = runAtTerminal(args("--api-key"), { env: tools.env });
    await screen.shows("nothing of it is shown");
    screen.press(`${key}\r`);
    await screen.shows("Signed in as key@example.com");
    expect(await screen.ended()).toBe(0);
    expect(screen.raw()).not.toContain(key);
  });

  test("that its vendor does not know is refused, and nothing is written", async () => {
    const { code, err } = await runCli(args("--api-key"), { ...tools, stdin: "sk-nobodys" });
    expect([code, err]).toEqual([1, expect.stringContaining("answered 401")]);
    expect(err).not.toContain("sk-nobodys");
    expect(await everythingIn(authDir())).toEqual([]);
  });
});

describe("what cannot be", () => {
  test.each([
    [["nobody"], "there is no sign-in to 'nobody'", "codex, claude"],
    [["gemini"], "there is no sign-in to 'gemini'", "--api-key"],
    [["claude", "--device"], "Claude signs in in a browser alone", ""],
    [["gemini-cli"], "oauth-clients.gemini-cli.client-secret", "config set"],
    [["--alias", "7"], "invalid alias", ""],
    [["openai-compatibility", "--api-key"], "needs --base-url", ""],
  ])("`login %s` says why and what else there is", async (given, message, hint) => {
    const { code, err } = await runCli(args(...given), tools);
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(err).toContain(hint);
  });

  test("a vendor that ended its login is told of beforehand", async () => {
    tools.world.sandbox.addQwenAccount({ email: "ada@example.com" });
    const { code, err } = await runCli(args("qwen"), tools);
    expect([code, err]).toEqual([0, expect.stringContaining("Qwen ended this login in April 2026")]);
  });
});
