import { describe, expect, test } from "bun:test";

import { parseObject } from "./read-exchange.ts";
import { tieKeysOf, uploadsIn } from "./ties.ts";

const text = (body: object) => parseObject(Buffer.from(JSON.stringify(body)));
const hardOf = (body: object) =>
  tieKeysOf({ headers: new Headers(), text: text(body), scope: "", hash: String }).hard.map(({ key }) => key);

describe("an uploaded file", () => {
  test("ties to its owner, wherever a dialect says its id", () => {
    expect(uploadsIn(text({ input: [{ content: [{ type: "input_file", file_id: "file-1" }] }] }))).toEqual(["file-1"]);
    expect(uploadsIn(text({ messages: [{ content: [{ source: { type: "file", file_id: "file_2" } }] }] }))).toEqual([
      "file_2",
    ]);
    const fileUri = "https://generativelanguage.googleapis.com/v1beta/files/abc";
    expect(uploadsIn(text({ contents: [{ parts: [{ fileData: { fileUri } }] }] }))).toEqual(["files/abc"]);
    expect(hardOf({ file_id: "file-1" })).toEqual(["upload:file-1"]);
  });

  test("is no document by URL, and no word in a message", () => {
    expect(uploadsIn(text({ fileUri: "gs://bucket/files/abc" }))).toEqual([]);
    expect(uploadsIn(text({ text: 'say "file_id" and https://a.test/files/b' }))).toEqual([]);
  });

  test("named often counts once, and of very many the last", () => {
    const ids = Array.from({ length: 40 }, (_, index) => ({ file_id: `file-${index % 20}` }));
    expect(uploadsIn(text({ ids }))).toHaveLength(16);
    expect(uploadsIn(text({ ids }))).toContain("file-19");
  });
});
