// However the program ends, the terminal is given back: seen from the other side of one.

import { expect, test } from "bun:test";
import { join } from "node:path";

import { until } from "../../test/support/until.ts";

const LEAVE = "\u001b[?1049l";
const SCREEN = JSON.stringify(join(import.meta.dir, "terminal-screen.ts"));

async function ended(
  program: string,
): Promise<{ readonly text: string; readonly code: number; readonly isAsBefore: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  const terminal = new Bun.Terminal({ data: (_, data) => void (text += decoder.decode(data, { stream: true })) });
  const before = terminal.localFlags;
  const source = `import { openTerminalScreen } from ${SCREEN};
    const screen = openTerminalScreen(process.stdin, process.stdout);
    screen.draw(["hello"]);
    ${program}`;
  const child = Bun.spawn([process.execPath, "-e", source], { terminal });
  const code = await child.exited;
  // What was written last may still be on its way.
  await until("what was written last", () => text.includes(LEAVE) && (code === 0 || text.includes("a defect")));
  return { text, code, isAsBefore: terminal.localFlags === before };
}

test.each([
  ["a normal end", "process.exit(0);", 0],
  ["an error that nobody expects", "process.nextTick(() => { throw new Error('a defect'); });", 1],
  ["a promise that nobody awaits", "void Promise.reject(new Error('a defect'));", 1],
  ["an error at the top", "throw new Error('a defect');", 1],
])("the terminal is given back at %s", async (_, program, exitCode) => {
  const { text, code, isAsBefore } = await ended(program);
  expect(code).toBe(exitCode);
  expect(text).toContain("hello");
  const left = text.lastIndexOf(LEAVE);
  expect(left).toBeGreaterThan(text.indexOf("hello"));
  expect(isAsBefore).toBe(true);
  // What went wrong is seen where it stays, not on the screen that is gone.
  if (exitCode === 1) expect(text.slice(left)).toContain("a defect");
});

test("without a terminal there is no screen", async () => {
  const source = `import { openTerminalScreen } from ${SCREEN};
    console.log(openTerminalScreen(process.stdin, process.stdout));`;
  const child = Bun.spawn([process.execPath, "-e", source], { stdin: "ignore", stdout: "pipe" });
  expect(await new Response(child.stdout).text()).toBe("null\n");
});
