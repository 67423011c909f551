import { expect, test } from "bun:test";
import { spreadResponse } from "./spread.ts";

test("an answer is told as start, blocks in order, finish", () => {
  const events = spreadResponse({
    id: "r",
    model: "m",
    createdAt: null,
    content: [
      { kind: "text", text: "Hi" },
      { kind: "tool-call", id: "c", name: "f", input: "" },
    ],
    finish: "tool_calls",
    usage: null,
  });
  expect(events).toEqual([
    { kind: "start", id: "r", model: "m" },
    { kind: "text-start", index: 0 },
    { kind: "text-delta", index: 0, text: "Hi" },
    { kind: "text-end", index: 0 },
    { kind: "tool-start", index: 1, id: "c", name: "f" },
    { kind: "tool-end", index: 1 },
    { kind: "finish", reason: "tool_calls", usage: null },
  ]);
});
