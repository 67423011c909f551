import { afterEach, describe, expect, test } from "bun:test";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { until } from "../../test/support/until.ts";
import { createProcesses } from "./processes.ts";

const processes = createProcesses();
const NAME = `sy-tool-${process.pid}`;
const folders: string[] = [];
const children: Bun.Subprocess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function start(env: Readonly<Record<string, string>> = {}): Promise<Bun.Subprocess> {
  const folder = await mkdtemp(join(tmpdir(), "switchyard-processes-"));
  folders.push(folder);
  await copyFile("/bin/sleep", join(folder, NAME));
  const child = Bun.spawn([join(folder, NAME), "60"], { env, stdout: "ignore" });
  children.push(child);
  return child;
}

const everyone = { programs: [NAME], isMeant: () => true };

describe("a program that runs", () => {
  test("is found by its name, and known until it ends", async () => {
    expect(await processes.find(everyone)).toEqual([]);
    const child = await start();
    // A process that has just been made may still be on its way to becoming the program.
    const found = await until("the program runs", async () => {
      const all = await processes.find(everyone);
      return all.length > 0 ? all : null;
    });
    expect(found).toEqual([{ pid: child.pid, startedAt: expect.any(String) }]);
    expect(await processes.alive(found)).toEqual(found);
    child.kill();
    await child.exited;
    expect(await processes.alive(found)).toEqual([]);
  });

  test("is another one than the one that had its number before", async () => {
    const child = await start();
    expect(await processes.alive([{ pid: child.pid, startedAt: "another time" }])).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")("is told apart by its environment", async () => {
    const child = await start({ PLACE: "here" });
    await start({ PLACE: "there" });
    const found = await processes.find({ programs: [NAME], isMeant: (env) => env("PLACE") === "here" });
    expect(found.map(({ pid }) => pid)).toEqual([child.pid]);
  });

  test("is found by ps where there is no /proc", async () => {
    const child = await start();
    const found = await createProcesses("darwin").find(everyone);
    expect(found.map(({ pid }) => pid)).toEqual([child.pid]);
  });
});
