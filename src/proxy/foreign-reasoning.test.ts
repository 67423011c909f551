import { expect, test } from "bun:test";
import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import { createForeignReasoning } from "./foreign-reasoning.ts";

function textOf(body: object): JsonText {
  const read = readJsonText(Buffer.from(JSON.stringify(body)));
  if (read.kind !== "ok") throw new Error(read.message);
  return read.text;
}
/** Which of the signatures a request still has. */
const left = (text: JsonText): readonly string[] =>
  [
    ...Buffer.from(text.bytes)
      .toString()
      .matchAll(/"(?:signature|encrypted_content)":"([^"]*)"/g),
  ].map(([, proof = ""]) => proof);
const signed = (...signatures: readonly string[]): JsonText =>
  textOf({
    messages: [
      { role: "user", content: "hi" },
      ...signatures.map((signature) => ({
        role: "assistant",
        content: [
          { type: "thinking", thinking: "x", signature },
          { type: "text", text: "y" },
        ],
      })),
    ],
  });

const SEALED = "switchyard.encrypted_content:gAAA";
const messages = { dialect: anthropicMessages, relayed: true, model: "claude-opus-4-8" };
const translated = { dialect: anthropicMessages, relayed: false, model: "gpt-5.5" };
const create = () => createForeignReasoning((text) => text);

test("a conversation that moved leaves what it had thought until then, and keeps what it thinks since", () => {
  const foreign = create();
  expect(left(foreign.dropAll("s", signed("A1", "A2"), messages))).toEqual([]);
  expect(left(foreign.withoutKnown("s", signed("A1", "A2", "B1"), messages))).toEqual(["B1"]);
  expect(left(foreign.withoutKnown("other", signed("A1"), messages))).toEqual(["A1"]);
  expect(left(foreign.withoutKnown(null, signed("A1"), messages))).toEqual(["A1"]);
});

test("a relay's upstream never sees what another vendor proved, or nobody", () => {
  const foreign = create();
  expect(left(foreign.withoutKnown(null, signed(SEALED, "", "A1"), messages))).toEqual(["A1"]);
  const sealed = textOf({ input: [{ type: "reasoning", encrypted_content: "switchyard.signature:Eq" }] });
  expect(
    left(foreign.withoutKnown("s", sealed, { dialect: openaiResponses, relayed: true, model: "gpt-5.5" })),
  ).toEqual([]);
});

test("what is translated keeps both: the decoder opens the seal, and a thought without a proof is still a thought", () => {
  const foreign = create();
  const text = signed(SEALED, "", "A1");
  expect(foreign.withoutKnown("s", text, translated)).toBe(text);
  expect(left(foreign.dropAll("s", text, translated))).toEqual([""]);
  expect(left(foreign.withoutKnown("s", signed(SEALED, "", "A1", "B1"), translated))).toEqual(["", "B1"]);
});

test("a move between relays says nothing of what is sealed: where that is from it may yet be opened", () => {
  const foreign = create();
  foreign.dropAll("s", signed(SEALED, "A1"), messages);
  expect(left(foreign.withoutKnown("s", signed(SEALED, "A1"), translated))).toEqual([SEALED]);
});

test("a request without anything foreign is the same object", () => {
  const foreign = create();
  foreign.dropAll("s", signed("A1"), messages);
  const text = signed("B1");
  expect(foreign.withoutKnown("s", text, messages)).toBe(text);
  expect(foreign.withoutKnown(null, text, messages)).toBe(text);
  const plain = textOf({ messages: [{ role: "user", content: "switchyard." }] });
  expect(foreign.dropAll("s", plain, messages)).toBe(plain);
});
