import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { createLogFolder } from "../platform/log-folder.ts";
import { createLogFile, type LogFile } from "./log-file.ts";
import { createTellOnce } from "./tell-once.ts";

let parent = "";
let path = "";
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "log-file-"));
  path = join(parent, "logs");
});
afterEach(() => rm(parent, { recursive: true, force: true }));

function setUp(): { file: LogFile; told: unknown[]; clock: ReturnType<typeof createFakeClock>; on: { now: boolean } } {
  const told: unknown[] = [];
  const on = { now: true };
  const clock = createFakeClock();
  const file = createLogFile({
    folder: createLogFolder(path),
    clock,
    trouble: createTellOnce((error) => void told.push(error)),
    isOn: () => on.now,
    grew: () => undefined,
  });
  return { file, told, clock, on };
}

const MEGABYTE_OF_LINES = `${"x".repeat(1023)}\n`.repeat(1024);

describe("the log in a file", () => {
  test("has every line once, in order", async () => {
    const { file } = setUp();
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`);
    for (const line of lines) file.write(line);
    await file.flush();
    expect(await readFile(join(path, "main.log"), "utf8")).toBe(lines.join(""));
  });

  test("is not there while it is off, and goes on where it was", async () => {
    const { file, on } = setUp();
    on.now = false;
    file.write("unsaid\n");
    await file.flush();
    expect(await readdir(parent)).toEqual([]);
    on.now = true;
    file.write("said\n");
    on.now = false;
    file.write("unsaid\n");
    await file.flush();
    expect(await readFile(join(path, "main.log"), "utf8")).toBe("said\n");
  });

  test("is put aside once it is full, and a new one is begun", async () => {
    const { file, clock } = setUp();
    for (let index = 0; index < 21; index += 1) {
      file.write(MEGABYTE_OF_LINES);
      await file.flush();
      clock.advance(1000);
    }
    const names = (await readdir(path)).toSorted();
    expect(names).toEqual(["main-2026-01-01T00-00-09-000.log", "main-2026-01-01T00-00-19-000.log", "main.log"]);
    const texts = await Promise.all(names.map((name) => readFile(join(path, name), "utf8")));
    expect(texts.map(({ length }) => length / MEGABYTE_OF_LINES.length)).toEqual([10, 10, 1]);
  });

  test("is emptied with all that was put aside, and written on", async () => {
    const { file, clock } = setUp();
    expect(await file.clear()).toBeNull();
    for (let index = 0; index < 11; index += 1) {
      file.write(MEGABYTE_OF_LINES);
      await file.flush();
      clock.advance(1);
    }
    await writeFile(join(path, "v1-messages-2026-01-01T000000-req_1.log"), "a transcript");
    file.write("gathered\n");
    expect(await file.clear()).toBe(1);
    file.write("new\n");
    await file.flush();
    expect((await readdir(path)).toSorted()).toEqual(["main.log", "v1-messages-2026-01-01T000000-req_1.log"]);
    expect(await readFile(join(path, "main.log"), "utf8")).toBe("new\n");
  });

  test("that cannot be written is told of once, until it can be again", async () => {
    const { file, told } = setUp();
    const write = async (line: string): Promise<void> => {
      file.write(line);
      await file.flush();
    };
    await writeFile(path, "in the way");
    await write("lost\n");
    await write("lost\n");
    expect(told).toHaveLength(1);
    await rm(path);
    await write("kept\n");
    expect((await readFile(join(path, "main.log"), "utf8")).trim()).toBe("kept");
    await rm(path, { recursive: true });
    await writeFile(path, "in the way");
    await write("lost\n");
    expect(told).toHaveLength(2);
  });

  test("keeps no more than a few megabytes waiting for a disk that hangs", async () => {
    const told: unknown[] = [];
    const { promise, resolve } = Promise.withResolvers<number>();
    let appended = 0;
    const folder = {
      ...createLogFolder(path),
      append(_name: string, text: string) {
        appended += text.length;
        return promise;
      },
    };
    const trouble = createTellOnce((error) => void told.push(error));
    const clock = createFakeClock();
    const file = createLogFile({ folder, clock, trouble, isOn: () => true, grew: () => undefined });
    for (let index = 0; index < 50; index += 1) {
      file.write(MEGABYTE_OF_LINES);
      await Promise.resolve();
    }
    expect(told).toHaveLength(1);
    resolve(1);
    await file.flush();
    expect(appended / MEGABYTE_OF_LINES.length).toBeLessThanOrEqual(5);
  });
});
