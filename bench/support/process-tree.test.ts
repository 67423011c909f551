import { expect, test } from "bun:test";

import { cpuMicrosOf, parseStat, residentBytesOf, treeOf } from "./process-tree.ts";

const BUSY = "while (process.cpuUsage().user < 120_000);";

test("reads the ticks behind a name with spaces and brackets", () => {
  const line = "42 (my) prog (x) S 1 42 42 0 -1 4194304 100 0 0 0 150 25 7 3 20 0 5 0 1000 200000 300 0";
  expect(parseStat(line)).toEqual({ ownTicks: 175, reapedTicks: 10 });
});

test.skipIf(process.platform !== "linux")("counts the work of children, those that have ended included", async () => {
  const parent = `
    const child = Bun.spawn([process.execPath, "-e", ${JSON.stringify(BUSY)}], { stdout: "pipe" });
    await child.exited;
    console.log("ready");
    await Bun.stdin.text();`;
  const program = Bun.spawn([process.execPath, "-e", parent], { stdin: "pipe", stdout: "pipe" });
  const reader = program.stdout.getReader();
  await reader.read();
  expect(cpuMicrosOf(program.pid)).toBeGreaterThan(100_000);
  expect(residentBytesOf(program.pid)).toBeGreaterThan(5_000_000);
  expect(treeOf(program.pid)).toEqual([program.pid]);
  await program.stdin.end();
  await program.exited;
});

test("a process that is gone costs nothing", () => {
  expect(residentBytesOf(2 ** 22 + 1)).toBe(0);
});
