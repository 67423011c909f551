import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createLogFolder } from "./log-folder.ts";

let parent = "";
let path = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "log-folder-"));
  path = join(parent, "logs");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;
const textOf = (name: string): Promise<string> => readFile(join(path, name), "utf8");

describe("the folder of log files", () => {
  test("is made when first written to, for its owner alone", async () => {
    const folder = createLogFolder(path);
    expect(await folder.list()).toBeNull();
    expect(await folder.append("main.log", "one\n")).toBe(4);
    expect(await folder.append("main.log", "zwö\n")).toBe(9);
    await folder.create("a.log", ["a", "b"]);
    expect(await textOf("main.log")).toBe("one\nzwö\n");
    expect(await modeOf(path)).toBe(0o700);
    expect([await modeOf(join(path, "main.log")), await modeOf(join(path, "a.log"))]).toEqual([0o600, 0o600]);
    expect((await folder.list())?.map(({ name, sizeBytes }) => [name, sizeBytes]).toSorted()).toEqual([
      ["a.log", 2],
      ["main.log", 9],
    ]);
  });

  test("has a file whole or not at all", async () => {
    const folder = createLogFolder(path);
    function* halfway(): Generator<string> {
      yield "half";
      throw new Error("no more");
    }
    await expect(folder.create("a.log", halfway())).rejects.toThrow("no more");
    expect(await readdir(path)).toEqual([]);
  });

  test("loses what a killed process left half made, and nothing else", async () => {
    const folder = createLogFolder(path);
    await folder.removeLeftovers();
    await folder.append("main.log", "one\n");
    await writeFile(join(path, ".a.log.tmp"), "half");
    expect((await folder.list())?.map(({ name }) => name)).toEqual(["main.log"]);
    await folder.removeLeftovers();
    expect(await readdir(path)).toEqual(["main.log"]);
  });

  test("reads a part of a file, as far as there is one", async () => {
    const folder = createLogFolder(path);
    await folder.append("main.log", "0123456789");
    const read = async (from: number, to: number): Promise<string> =>
      Buffer.from((await folder.read("main.log", { from, to })) ?? []).toString();
    expect([await read(2, 4), await read(8, 1e9), await read(20, 30)]).toEqual(["23", "89", ""]);
    expect(await folder.read("other.log", { from: 0, to: 1 })).toBeNull();
  });

  test("empties, renames and removes, and says where there was nothing", async () => {
    const folder = createLogFolder(path);
    await folder.append("main.log", "one\n");
    expect([await folder.empty("main.log"), await folder.empty("other.log")]).toEqual([true, false]);
    expect(await textOf("main.log")).toBe("");
    await folder.rename("main.log", "old.log");
    expect([await folder.remove("old.log"), await folder.remove("old.log")]).toEqual([true, false]);
  });
});
