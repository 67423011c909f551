// Choosing an account at a terminal, with the arrow keys.

import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { until } from "../support/until.ts";

const ROOT = join(import.meta.dir, "..", "..");
const [DOWN, ENTER, ESCAPE, CTRL_C] = ["\u001b[B", "\r", "\u001b", "\u0003"];

interface AtTerminal extends AsyncDisposable {
  shown(): string;
  type(keys: string): void;
  exited(): Promise<number>;
}

/** `switchyard` with a terminal of its own. */
function atTerminal(tools: ToolWorld, ...args: readonly string[]): AtTerminal {
  let shown = "";
  const child = Bun.spawn([join(ROOT, "bin", "switchyard"), ...args, "--data-dir", tools.world.dataDir], {
    env: { PATH: process.env["PATH"] ?? "", TERM: "xterm-256color", ...tools.env },
    terminal: {
      cols: 100,
      rows: 30,
      data: (_, bytes) => {
        shown += Buffer.from(bytes).toString();
      },
    },
  });
  return {
    // Without colours and cursor movements.
    shown: () => Bun.stripANSI(shown),
    type: (keys) => void child.terminal?.write(keys),
    exited: () => child.exited,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.exited;
    },
  };
}

describe("at a terminal", () => {
  test("a list with fresh numbers is shown, and the chosen account is taken", async () => {
    await using tools = await startToolWorld({ accounts: [{ primaryUsedPercent: 31 }, { primaryUsedPercent: 64 }] });
    await using terminal = atTerminal(tools, "switch");
    await until("the list", () => terminal.shown().includes("02 ben@example.com"));
    expect(terminal.shown()).toMatch(/01 ada@example\.com {2}Plus \(5 h 69%/);
    terminal.type(DOWN);
    await until("ben's numbers", () => /02 ben@example\.com {2}Plus \(5 h 36%/.test(terminal.shown()));
    terminal.type(ENTER);
    expect(await terminal.exited()).toBe(0);
    expect(terminal.shown()).toContain("Switched to ben@example.com");
    expect((await tools.readAuthJson()).tokens?.access_token).toBe(
      tools.world.accounts[1]?.sandbox.accessToken() ?? "",
    );
  });

  test("a name that several accounts have leaves those to choose from", async () => {
    await using tools = await startToolWorld({
      accounts: [{ email: "ada@work.com" }, { email: "ben@home.com" }, { email: "cleo@work.com" }],
    });
    await using terminal = atTerminal(tools, "switch", "work");
    await until("the list", () => terminal.shown().includes("cleo@work.com"));
    expect(terminal.shown()).not.toContain("ben@home.com");
    terminal.type(ENTER);
    expect(await terminal.exited()).toBe(0);
  });

  test.each([
    ["Ctrl-C", CTRL_C],
    ["Escape", ESCAPE],
  ])("%s changes nothing and says so", async (_, key) => {
    await using tools = await startToolWorld();
    await using terminal = atTerminal(tools, "switch", "--skip-refresh");
    await until("the list", () => terminal.shown().includes("02 ben@example.com"));
    terminal.type(key ?? "");
    expect(await terminal.exited()).toBe(1);
    expect(terminal.shown()).toContain("nothing was changed");
    expect(await Bun.file(tools.authJson).exists()).toBe(false);
  });
});
