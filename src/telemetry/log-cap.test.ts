import { describe, expect, test } from "bun:test";

import type { LogFileStat } from "../domain/log-folder.ts";
import { createLogCap, type LogLimits } from "./log-cap.ts";
import { createTellOnce } from "./tell-once.ts";

const NONE: LogLimits = { totalBytes: Number.POSITIVE_INFINITY, errorFiles: 1000 };

/** A folder whose files came one a second, in this order. */
function folderOf(files: readonly (readonly [string, number])[]) {
  let left: readonly LogFileStat[] = files.map(([name, sizeBytes], index) => ({
    name,
    sizeBytes,
    modifiedAt: index * 1000,
  }));
  let looks = 0;
  return {
    list() {
      looks += 1;
      return Promise.resolve(left);
    },
    remove(name: string) {
      left = left.filter((file) => file.name !== name);
      return Promise.resolve(true);
    },
    names: () => left.map(({ name }) => name),
    looks: () => looks,
  };
}

function capOf(folder: ReturnType<typeof folderOf>, limits: Partial<LogLimits>): ReturnType<typeof createLogCap> {
  return createLogCap({ folder, trouble: createTellOnce(() => undefined), limits: () => ({ ...NONE, ...limits }) });
}

/** The looks are asynchronous, with nothing to wait for in them. */
const done = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const transcript = (index: number): string => `v1-messages-2026-01-01T000000-req_${index}.log`;
const failed = (index: number): string => `error-${transcript(index)}`;

describe("the limits of the folder of log files", () => {
  test("take the oldest files, full logs and transcripts alike, down to a little below the limit", async () => {
    const folder = folderOf([
      ["main-2026-01-01T00-00-00-000.log", 40],
      [transcript(1), 40],
      [failed(2), 40],
      [transcript(3), 40],
      ["main.log", 40],
    ]);
    capOf(folder, { totalBytes: 140 }).check();
    await done();
    expect(folder.names()).toEqual([failed(2), transcript(3), "main.log"]);
  });

  test("leave the log that is being written and what is not the program's own", async () => {
    const folder = folderOf([
      ["notes.txt", 100],
      ["main.log", 100],
      [transcript(1), 1],
    ]);
    capOf(folder, { totalBytes: 10 }).check();
    await done();
    expect(folder.names()).toEqual(["notes.txt", "main.log"]);
  });

  test("take the oldest transcripts of failed requests beyond their number, and no others", async () => {
    const folder = folderOf([[transcript(0), 1], ...[1, 2, 3, 4].map((index) => [failed(index), 1] as const)]);
    capOf(folder, { errorFiles: 2 }).check();
    await done();
    expect(folder.names()).toEqual([transcript(0), failed(3), failed(4)]);
  });

  test("are looked after as the folder grows, without a look for each file", async () => {
    const folder = folderOf([[transcript(1), 50]]);
    const cap = capOf(folder, { totalBytes: 100 });
    for (let index = 0; index < 40; index += 1) {
      cap.grew(1);
      await done();
    }
    expect(folder.looks()).toBe(1);
    cap.grew(20);
    await done();
    expect(folder.looks()).toBe(2);
  });

  test("where there are none the folder is left alone", async () => {
    const folder = folderOf([[transcript(1), 1e12]]);
    capOf(folder, {}).grew(1e12);
    await done();
    expect(folder.looks()).toBe(0);
  });
});
