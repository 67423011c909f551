import { expect, test } from "bun:test";
import { createSseSplitter } from "../../exchange/sse-frames.ts";
import { readJsonText } from "../../exchange/json-text.ts";
import { readWhole } from "./relay.ts";
import { messagesTap } from "./tap.ts";

async function watch(name: string) {
  const bytes = await Bun.file(`${import.meta.dir}/fixtures/${name}.sse`).bytes();
  const tap = messagesTap();
  return { kinds: createSseSplitter().push(bytes).map(tap.look), seen: tap.seen };
}

test("the counts of start and end come together", async () => {
  const { seen } = await watch("tools");
  expect(seen).toMatchObject({
    responseId: "msg_01",
    model: "claude-opus-5-5",
    usage: { inputTokens: 1212, cachedInputTokens: 1000, cacheWriteTokens: 200, outputTokens: 89, reasoningTokens: 40 },
  });
});

test("nothing but content counts as content, so that an early failure can still go elsewhere", async () => {
  const { kinds } = await watch("tools");
  expect(kinds.slice(0, 4)).toEqual(["preamble", "noise", "preamble", "content"]);
  expect(kinds.at(-1)).toBe("end");
});

test("an answer with no block in it has no content", async () => {
  expect((await watch("refused")).kinds).toEqual(["preamble", "preamble", "end"]);
});

test("an error event is a failure that every client hears", async () => {
  const { kinds, seen } = await watch("overloaded-midway");
  expect(kinds.at(-1)).toBe("failed");
  expect(seen.error).toEqual({ code: "overloaded_error", message: "Overloaded", status: 529, resetsAt: null });
});

test("a whole message tells the same", () => {
  const body = { id: "msg_1", model: "m", usage: { input_tokens: 5, cache_read_input_tokens: 3, output_tokens: 2 } };
  const read = readJsonText(Buffer.from(JSON.stringify(body)));
  if (read.kind !== "ok") throw new Error(read.message);
  expect(readWhole(read.text)).toMatchObject({ responseId: "msg_1", usage: { inputTokens: 8, outputTokens: 2 } });
});

test("proofs are told as they pass: signatures, in pieces as well, and what is redacted", () => {
  const events = [
    { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
    { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: 'a "signature_delta"' } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "Eq" } },
    { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "Ab" } },
    { type: "content_block_start", index: 1, content_block: { type: "redacted_thinking", data: "Red" } },
    { type: "content_block_start", index: 2, content_block: { type: "thinking", thinking: "", signature: "Whole" } },
    { type: "content_block_delta", index: 3, delta: { type: "signature_delta", signature: "Late" } },
  ];
  const tap = messagesTap();
  const kinds = events.map((event) => tap.look(Buffer.from(`data: ${JSON.stringify(event)}\n\n`)));
  expect(kinds).toEqual(["preamble", "content", "content", "content", "content", "preamble", "content"]);
  expect(tap.seen.proofs).toEqual(["EqAb", "Red", "Whole", "Late"]);
});
