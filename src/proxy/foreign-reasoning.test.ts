import { describe, expect, test } from "bun:test";
import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import { createForeignReasoning, type Going } from "./foreign-reasoning.ts";
import { createProofOwners } from "./proof-owners.ts";

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
const messages: Going = { dialect: anthropicMessages, relayed: true, model: "claude-opus-4-8", account: "b" };
const translated: Going = { dialect: anthropicMessages, relayed: false, model: "gpt-5.5", account: "b" };

const same = (text: string): string => text;
/** `made`: what the accounts were seen to prove. */
function create(made: Readonly<Record<string, readonly string[]>> = {}) {
  const owners = createProofOwners(same);
  for (const [account, proofs] of Object.entries(made)) for (const proof of proofs) owners.note(proof, account);
  return createForeignReasoning(same, owners);
}

describe("of proofs from before anybody looked,", () => {
  test("a conversation that moved leaves what it had thought until then, and keeps what it thinks since", () => {
    const foreign = create();
    expect(left(foreign.afterMove("s", signed("A1", "A2"), messages))).toEqual([]);
    expect(left(foreign.withoutKnown("s", signed("A1", "A2", "B1"), messages))).toEqual(["B1"]);
    expect(left(foreign.withoutKnown("other", signed("A1"), messages))).toEqual(["A1"]);
    expect(left(foreign.withoutKnown(null, signed("A1"), messages))).toEqual(["A1"]);
    expect(left(foreign.afterMove(null, signed("A1"), messages))).toEqual([]);
  });

  test("a relay's upstream never sees what another vendor proved, or nobody", () => {
    const foreign = create();
    expect(left(foreign.withoutKnown(null, signed(SEALED, "", "A1"), messages))).toEqual(["A1"]);
    const sealed = textOf({ input: [{ type: "reasoning", encrypted_content: "switchyard.signature:Eq" }] });
    expect(
      left(foreign.withoutKnown("s", sealed, { ...messages, dialect: openaiResponses, model: "gpt-5.5" })),
    ).toEqual([]);
  });

  test("what is translated keeps both: the decoder opens the seal, and a thought without a proof is still one", () => {
    const foreign = create();
    const text = signed(SEALED, "", "A1");
    expect(foreign.withoutKnown("s", text, translated)).toBe(text);
    expect(left(foreign.afterMove("s", text, translated))).toEqual([""]);
    expect(left(foreign.withoutKnown("s", signed(SEALED, "", "A1", "B1"), translated))).toEqual(["", "B1"]);
  });

  test("a move between relays says nothing of what is sealed: where that is from it may yet be opened", () => {
    const foreign = create();
    foreign.afterMove("s", signed(SEALED, "A1"), messages);
    expect(left(foreign.withoutKnown("s", signed(SEALED, "A1"), translated))).toEqual([SEALED]);
  });

  test("a refusal makes all of them foreign", () => {
    const foreign = create();
    expect(left(foreign.afterRefusal("s", signed("A1", "A2"), messages))).toEqual([]);
    expect(left(foreign.withoutKnown("s", signed("A1", "A2", "B1"), messages))).toEqual(["B1"]);
  });
});

describe("a proof whose maker is known", () => {
  const made = { a: ["A1"], b: ["B1", "B2"], c: ["gAAA"] };

  test("is never shown to another account, in whatever session", () => {
    const foreign = create(made);
    for (const session of [null, "s"]) {
      expect(left(foreign.withoutKnown(session, signed("A1", "B1", "?"), messages))).toEqual(["B1", "?"]);
      expect(left(foreign.withoutKnown(session, signed("A1", "B1"), { ...messages, account: "a" }))).toEqual(["A1"]);
    }
  });

  test("is its account's own after every move", () => {
    const foreign = create(made);
    expect(left(foreign.afterMove("s", signed("A1", "B1", "?"), messages))).toEqual(["B1"]);
    expect(left(foreign.afterMove("s", signed("A1", "B1", "?"), { ...messages, account: "a" }))).toEqual(["A1"]);
    expect(left(foreign.withoutKnown("s", signed("A1", "B1", "?", "!"), messages))).toEqual(["B1", "!"]);
  });

  test("is known under our seal, too", () => {
    const foreign = create(made);
    expect(left(foreign.withoutKnown("s", signed(SEALED), translated))).toEqual([]);
    const atOwner = { ...translated, account: "c" };
    expect(left(foreign.withoutKnown("s", signed(SEALED), atOwner))).toEqual([SEALED]);
    expect(left(foreign.afterMove("s", signed(SEALED), atOwner))).toEqual([SEALED]);
    expect(left(foreign.withoutKnown("s", signed(SEALED), { ...messages, account: "c" }))).toEqual([]);
  });

  test("goes with the others where the account refuses them, and comes again: the unknown ones were at fault", () => {
    const foreign = create(made);
    expect(left(foreign.afterRefusal("s", signed("B1", "?"), messages))).toEqual([]);
    expect(left(foreign.withoutKnown("s", signed("B1", "?", "B2"), messages))).toEqual(["B1", "B2"]);
  });

  test("stays away where there was no other to refuse", () => {
    const foreign = create(made);
    expect(left(foreign.afterRefusal("s", signed("A1", "B1"), messages))).toEqual([]);
    expect(left(foreign.withoutKnown("s", signed("A1", "B1", "B2"), messages))).toEqual(["B2"]);
    expect(left(foreign.afterMove("s", signed("B1", "B2"), messages))).toEqual(["B2"]);
    expect(left(foreign.withoutKnown("other", signed("B1"), messages))).toEqual(["B1"]);
  });
});

test("a request without anything foreign is the same object, and is not edited to find out", () => {
  const edits: JsonText[] = [];
  const dialect: Going["dialect"] = {
    ...anthropicMessages,
    withoutReasoning(text, ...more) {
      edits.push(text);
      return anthropicMessages.withoutReasoning(text, ...more);
    },
  };
  const going = { ...messages, dialect };
  const foreign = create({ b: ["B1"] });
  const plain = textOf({ messages: [{ role: "user", content: "hi" }] });
  for (const text of [plain, signed("B1"), signed("unknown")]) {
    expect(foreign.withoutKnown(null, text, going)).toBe(text);
    expect(foreign.withoutKnown("s", text, { ...going, relayed: false })).toBe(text);
  }
  expect(edits).toEqual([]);
  const spokenOf = textOf({ messages: [{ role: "user", content: "switchyard." }] });
  expect(foreign.afterMove("s", spokenOf, going)).toBe(spokenOf);
  expect(foreign.withoutKnown("s", signed("B1"), going).bytes).toEqual(signed("B1").bytes);
});
