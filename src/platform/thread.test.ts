import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createThread } from "./thread.ts";

let folder = "";
let file: URL;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "thread-"));
  // Tells how many jobs this thread has had.
  const code = `let jobs = 0; addEventListener("message", ({ data }) => {
    if (data === "break") throw new Error("broken");
    jobs += 1;
    postMessage({ data, jobs });
  });`;
  await writeFile(join(folder, "echo.ts"), code);
  file = pathToFileURL(join(folder, "echo.ts"));
});
afterAll(() => rm(folder, { recursive: true }));

test("each job gets its own result, in one thread", async () => {
  const thread = createThread<unknown, unknown>({ file, clock: createFakeClock() });
  expect(await Promise.all([thread.run("a"), thread.run({ b: undefined }), thread.run(3)])).toEqual([
    { data: "a", jobs: 1 },
    { data: { b: undefined }, jobs: 2 },
    { data: 3, jobs: 3 },
  ]);
});

test("a thread that has had nothing to do for a while is let go of, and one that has is not", async () => {
  const clock = createFakeClock();
  const thread = createThread<unknown, unknown>({ file, clock });
  await thread.run("a");
  clock.advance(9_000);
  expect(await thread.run("b")).toEqual({ data: "b", jobs: 2 });
  clock.advance(9_000);
  expect(await thread.run("c")).toEqual({ data: "c", jobs: 3 });
  clock.advance(10_000);
  expect(await thread.run("d")).toEqual({ data: "d", jobs: 1 });
});

test("a thread that breaks tells all who wait, and the next job begins a new one", async () => {
  const thread = createThread<unknown, unknown>({ file, clock: createFakeClock() });
  expect(await thread.run("a")).toEqual({ data: "a", jobs: 1 });
  const lost = await Promise.allSettled([thread.run("break"), thread.run("b")]);
  expect(lost.map(({ status }) => status)).toContain("rejected");
  expect(await thread.run("c")).toMatchObject({ data: "c" });
});
