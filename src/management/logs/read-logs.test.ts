import { describe, expect, test } from "bun:test";

import type { LogFolder } from "../../domain/log-folder.ts";
import { readLogs } from "./read-logs.ts";

const START = Date.UTC(2026, 0, 1) / 1000;
const EVERYTHING = { after: 0, limit: null };

/** A folder of these files; `read` counts the bytes that were asked for. */
function folderOf(files: Readonly<Record<string, string>>) {
  const bytes = new Map(Object.entries(files).map(([name, text]) => [name, new TextEncoder().encode(text)]));
  let readBytes = 0;
  const folder = {
    list: () =>
      Promise.resolve([...bytes].map(([name, { byteLength }]) => ({ name, sizeBytes: byteLength, modifiedAt: 0 }))),
    read(name: string, { from, to }: { readonly from: number; readonly to: number }) {
      readBytes += to - from;
      return Promise.resolve(bytes.get(name)?.subarray(from, to) ?? null);
    },
  } as unknown as LogFolder;
  return { folder, readBytes: () => readBytes };
}

function line(second: number, more: object = {}): string {
  const time = new Date((START + second) * 1000).toISOString();
  return `${JSON.stringify({ level: "info", time, event: "request", ...more })}\n`;
}

const shown = (second: number, more = ""): string =>
  `${new Date((START + second) * 1000).toISOString().replace("T", " ")} info request${more}`;

describe("the log as panels read it", () => {
  test("has the full files before the one being written, each line in plain words", async () => {
    const { folder } = folderOf({
      "main.log": line(3, { request_id: "req_1", route: "POST /v1/messages", status: 200, why: null }),
      "main-2026-01-01T00-00-02-000.log": line(2),
      "main-2026-01-01T00-00-01-000.log": line(1),
      "v1-messages-2026-01-01T000000-req_1.log": line(9),
    });
    expect(await readLogs(folder, EVERYTHING)).toEqual({
      lines: [shown(1), shown(2), shown(3, ' request_id=req_1 route="POST /v1/messages" status=200 why=null')],
      scanned: 3,
      latest: START + 3,
    });
  });

  test("is empty where there is none", async () => {
    const nothing = { lines: [], scanned: 0, latest: 0 };
    expect(await readLogs(folderOf({}).folder, EVERYTHING)).toEqual(nothing);
    const noFolder = { ...folderOf({}).folder, list: () => Promise.resolve(null) };
    expect(await readLogs(noFolder, { after: 7, limit: null })).toEqual({ ...nothing, latest: 7 });
  });

  test("after a time has the lines of later seconds alone, and never goes back in time", async () => {
    const { folder } = folderOf({ "main.log": [1, 2, 2, 3].map((second) => line(second)).join("") });
    const after = async (second: number): Promise<unknown> => readLogs(folder, { after: START + second, limit: null });
    expect(await after(1)).toEqual({ lines: [shown(2), shown(2), shown(3)], scanned: 4, latest: START + 3 });
    expect(await after(3)).toMatchObject({ lines: [], latest: START + 3 });
    expect(await after(9)).toMatchObject({ lines: [], latest: START + 9 });
  });

  test("keeps a line without a time with the one before it", async () => {
    const { folder } = folderOf({ "main.log": `lost\n${line(1)}  at a\n${line(2)}  at b\n[2026-01-01 00:00:03] c\n` });
    expect(await readLogs(folder, { after: START + 1, limit: null })).toMatchObject({
      lines: [shown(2), "  at b", "[2026-01-01 00:00:03] c"],
      latest: START + 3,
    });
  });

  test("is its newest lines where only so many are wanted", async () => {
    const { folder } = folderOf({ "main.log": [1, 2, 3, 4].map((second) => line(second)).join("") });
    expect(await readLogs(folder, { after: 0, limit: 2 })).toMatchObject({ lines: [shown(3), shown(4)] });
    expect(await readLogs(folder, { after: START + 3, limit: 2 })).toMatchObject({ lines: [shown(4)] });
  });

  test("of many megabytes only the end is read, in whole lines", async () => {
    const long = { text: "x".repeat(400) };
    const hundredThousand = Array.from({ length: 100_000 }, (_, second) => line(second, long)).join("");
    const { folder, readBytes } = folderOf({ "main.log": hundredThousand });
    const { lines, scanned, latest } = await readLogs(folder, EVERYTHING);
    expect([lines.length, scanned, latest]).toEqual([10_000, 10_000, START + 99_999]);
    expect(lines[0]).toStartWith(shown(90_000, " text=xxx"));
    expect(readBytes()).toBeLessThan(6_000_000);
  });

  test("of lines that have no end not more is read than fits", async () => {
    const { folder, readBytes } = folderOf({ "main.log": "x".repeat(40_000_000) });
    expect(await readLogs(folder, EVERYTHING)).toMatchObject({ lines: [] });
    expect(readBytes()).toBeLessThan(20_000_000);
  });

  test("after a time is not read beyond it", async () => {
    const text = Array.from({ length: 9000 }, (_, second) => line(second, { text: "x".repeat(400) })).join("");
    const { folder, readBytes } = folderOf({ "main.log": text });
    expect((await readLogs(folder, { after: START + 8990, limit: null })).lines).toHaveLength(9);
    expect(readBytes()).toBeLessThan(600_000);
  });
});
