import { describe, expect, test } from "bun:test";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import { sign } from "../sandbox/accounts/thought-signature.ts";
import { messagesProblem } from "../sandbox/anthropic/validate-messages.ts";
import { problemWith as geminiProblem } from "../sandbox/google/validate-request.ts";
import { anthropicMessages } from "./anthropic-messages/dialect.ts";
import type { Dialect, JsonObject } from "./dialect.ts";
import { gemini } from "./gemini/dialect.ts";
import { openaiChat } from "./openai-chat/dialect.ts";
import { openaiResponses } from "./openai-responses/dialect.ts";

function textOf(body: JsonObject | string): JsonText {
  const read = readJsonText(Buffer.from(typeof body === "string" ? body : JSON.stringify(body)));
  if (read.kind !== "ok") throw new Error(read.message);
  return read.text;
}
const parsed = (text: JsonText): JsonObject => JSON.parse(Buffer.from(text.bytes).toString()) as JsonObject;
const without = (dialect: Dialect, body: JsonObject, isForeign = (_proof: string): boolean => true): JsonObject =>
  parsed(dialect.withoutReasoning(textOf(body), isForeign, String(body["model"])));

const ME = "account-a";
const thought = (text: string, owner = ME) => ({ type: "thinking", thinking: text, signature: sign(owner, text) });
const call = (id: string) => ({ type: "tool_use", id, name: "look", input: {} });
const result = (id: string) => ({ role: "user", content: [{ type: "tool_result", tool_use_id: id, content: "seen" }] });
const user = (text: string) => ({ role: "user", content: text });
const assistant = (...content: readonly JsonObject[]) => ({ role: "assistant", content });

describe("Messages", () => {
  const isForeign = (proof: string): boolean => proof === "" || proof.startsWith("switchyard.") || proof === "stolen";

  test("thoughts of others go, the account's own stay, and so does every other block", () => {
    const kept = thought("mine");
    const body = {
      model: "claude-opus-4-8",
      messages: [
        user("hi"),
        assistant(
          { type: "thinking", thinking: "theirs", signature: "switchyard.encrypted_content:gAAA" },
          kept,
          { type: "redacted_thinking", data: "stolen" },
          { type: "thinking", thinking: "nobody's", signature: "" },
          { type: "text", text: "hello" },
        ),
        user("more"),
      ],
    };
    const left = without(anthropicMessages, body, isForeign);
    expect(left).toEqual({
      ...body,
      messages: [user("hi"), assistant(kept, { type: "text", text: "hello" }), user("more")],
    });
    expect(messagesProblem(body, ME)).toContain("Invalid `signature`");
    expect(messagesProblem(left, ME)).toBeNull();
  });

  test("a message that held nothing else disappears", () => {
    const body = { messages: [user("hi"), assistant(thought("theirs", "b")), user("again")] };
    const left = without(anthropicMessages, body);
    expect(left["messages"]).toEqual([user("hi"), user("again")]);
    expect(messagesProblem(left, ME)).toBeNull();
  });

  const budget = { type: "enabled", budget_tokens: 2000 };
  const calling = [user("hi"), assistant(thought("a", "b"), call("t1")), result("t1")];

  test("with a budget, a call that lost its thought switches thinking off, and what needs thinking with it", () => {
    const clear = { type: "clear_thinking_20251015", keep: "all" };
    const other = { type: "clear_tool_uses_20250919" };
    const body = { thinking: budget, max_tokens: 9, context_management: { edits: [clear, other] }, messages: calling };
    const left = without(anthropicMessages, body);
    expect(left).toEqual({
      thinking: { type: "disabled" },
      max_tokens: 9,
      context_management: { edits: [other] },
      messages: [user("hi"), assistant(call("t1")), result("t1")],
    });
    expect(messagesProblem(left, ME)).toBeNull();
    expect(
      without(anthropicMessages, { ...body, context_management: { edits: [clear] } })["context_management"],
    ).toBeUndefined();
  });

  test.each([
    ["adaptive thinking", { type: "adaptive" }, calling],
    ["a loop that is over", budget, [...calling, assistant({ type: "text", text: "done" }), user("next")]],
    ["a new question", budget, [...calling, assistant(thought("b", ME), { type: "text", text: "x" }), user("next")]],
  ])("%s goes on thinking", (_, thinking, messages) => {
    const left = without(anthropicMessages, { thinking, messages }, (proof) => proof === sign("b", "a"));
    expect(left["thinking"]).toEqual(thinking);
    expect(JSON.stringify(left)).not.toContain(sign("b", "a"));
    expect(messagesProblem(left, ME)).toBeNull();
  });
});

describe("Responses", () => {
  const reasoning = (id: string, sealed?: string) => ({
    type: "reasoning",
    id,
    summary: [],
    ...(sealed === undefined ? {} : { encrypted_content: sealed }),
  });
  const said = (id: string) => ({
    type: "message",
    role: "assistant",
    id,
    content: [{ type: "output_text", text: "x" }],
  });
  const called = (id: string) => ({ type: "function_call", id, call_id: `call_${id}`, name: "look", arguments: "{}" });
  const output = (id: string) => ({
    type: "function_call_output",
    id: `fco_${id}`,
    call_id: `call_${id}`,
    output: "seen",
  });

  test("what followed a thought that goes is told anew, without the id it was known by", () => {
    const input = [
      { role: "user", content: "hi" },
      reasoning("rs_1", "foreign"),
      said("msg_1"),
      called("fc_1"),
      output("fc_1"),
      reasoning("rs_2", "own"),
      called("fc_2"),
      output("fc_2"),
    ];
    const left = without(openaiResponses, { input, store: false }, (proof) => proof === "foreign");
    const { id: _, ...message } = said("msg_1");
    const { id: __, ...functionCall } = called("fc_1");
    expect(left["input"]).toEqual([input[0], message, functionCall, ...input.slice(4)]);
  });

  test("a thought that this gateway made an id for is no stored one", () => {
    const [made, stored] = [reasoning("rs_switchyard_chatcmpl-1_0"), reasoning("rs_68af")];
    const left = without(openaiResponses, { input: [made, stored, said("msg_1")] }, (proof) => proof === "");
    expect(left["input"]).toEqual([stored, said("msg_1")]);
  });

  test("a compacted history stays whole", () => {
    const body = {
      input: [
        { type: "compaction", id: "cmp_1", encrypted_content: "x" },
        { role: "user", content: "reasoning" },
      ],
    };
    expect(without(openaiResponses, body)).toEqual(body);
  });
});

describe("Gemini", () => {
  const model = (...parts: readonly JsonObject[]) => ({ role: "model", parts });
  const functionCall = { functionCall: { name: "look", args: {} } };
  const answered = { role: "user", parts: [{ functionResponse: { name: "look", response: {} } }] };
  const asked = { role: "user", parts: [{ text: "hi" }] };

  test("a call of another vendor's gets the documented sentinel where Gemini 3 wants a signature, and there alone", () => {
    const sentinel = { thoughtSignature: "skip_thought_signature_validator" };
    const contents = [
      asked,
      model(functionCall, functionCall),
      { ...answered, parts: [...answered.parts, ...answered.parts] },
    ];
    const left = (name: string) => without(gemini, { model: name, contents })["contents"] as readonly JsonObject[];
    expect(left("gemini-3-pro-preview")[1]).toEqual(model({ ...functionCall, ...sentinel }, functionCall));
    expect(left("gemini-2.5-pro")).toEqual(contents);
    expect(left("claude-opus-5-5")).toEqual(contents);
    const signed = [asked, model({ ...functionCall, thoughtSignature: "mine" }, functionCall), contents[2]];
    const kept = without(gemini, { model: "gemini-3-pro-preview", contents: signed }, (proof) => proof === "");
    expect(kept["contents"]).toEqual(signed as never);
  });

  test("a Gemini 3 call keeps its place with the documented sentinel; words and thoughts lose their signatures", () => {
    const body = {
      model: "gemini-3-pro-preview",
      contents: [
        asked,
        model(
          { text: "Hm.", thought: true, thoughtSignature: "x" },
          { text: "Hm.", thought: true },
          { text: "Looking.", thoughtSignature: "x" },
          { ...functionCall, thought_signature: "x" },
          { text: "", thoughtSignature: "x" },
        ),
        answered,
      ],
    };
    const left = without(gemini, body);
    expect(left["contents"]).toEqual([
      asked,
      model(
        { text: "Hm.", thought: true },
        { text: "Looking." },
        { ...functionCall, thought_signature: "skip_thought_signature_validator" },
      ),
      answered,
    ]);
    const { model: _, ...request } = left;
    expect(geminiProblem(request, { model: body.model, owner: ME, door: "gemini" })).toBeNull();
    expect(gemini.withoutReasoning(textOf(left), () => true, "gemini-3-flash").bytes.length).toBe(
      Buffer.byteLength(JSON.stringify(left)),
    );
  });

  test("before Gemini 3 the signature is left out, and a turn of thoughts alone keeps its place", () => {
    const contents = [
      asked,
      model({ text: "Hm.", thought: true, thoughtSignature: "x" }),
      asked,
      model({ ...functionCall, thoughtSignature: "x" }),
      answered,
    ];
    const left = without(gemini, { model: "gemini-2.5-pro", contents });
    expect(left["contents"]).toEqual([asked, model({ text: "" }), asked, model(functionCall), answered]);
    const { model: _, ...request } = left;
    expect(geminiProblem(request, { model: "gemini-2.5-pro", owner: ME, door: "gemini" })).toBeNull();
  });

  test("Claude behind Antigravity sees neither a foreign signature nor a sentinel, nor a thought nobody signed", () => {
    const contents = [
      asked,
      model(
        { text: "", thought: true, thoughtSignature: sign(ME, "") },
        { text: "theirs", thought: true, thoughtSignature: "x" },
        { text: "nobody's", thought: true },
        { ...functionCall, thoughtSignature: "x" },
      ),
      answered,
    ];
    const left = without(gemini, { model: "claude-sonnet-4-6", contents }, (proof) => proof === "" || proof === "x");
    expect(left["contents"]).toEqual([
      asked,
      model({ text: "", thought: true, thoughtSignature: sign(ME, "") }, functionCall),
      answered,
    ]);
    const { model: _, ...request } = left;
    expect(geminiProblem(request, { model: "claude-sonnet-4-6", owner: ME, door: "code-assist" })).toBeNull();
  });
});

test("chat loses OpenRouter's foreign details and nothing else", () => {
  const [own, foreign, plain] = [
    { type: "reasoning.encrypted", data: "own" },
    { type: "reasoning.text", text: "x", signature: "foreign" },
    { type: "reasoning.summary", summary: "x" },
  ];
  const message = { role: "assistant", content: "a", reasoning_content: "kept" };
  const messages = [
    { ...message, reasoning_details: [own, foreign, plain] },
    { ...message, reasoning_details: [foreign] },
  ];
  const left = without(openaiChat, { messages }, (proof) => proof === "foreign");
  expect(left["messages"]).toEqual([{ ...message, reasoning_details: [own, plain] }, message]);
});

const DIALECTS = [openaiChat, openaiResponses, anthropicMessages, gemini] as const;

test("numbers, escapes and white space keep their bytes around what goes", () => {
  const odd = `{ "n":12345678901234567890,"s":"a\\u00e9\\/" }`;
  const rows: readonly (readonly [Dialect, string, string])[] = [
    [
      anthropicMessages,
      `{"role":"assistant","content":[ ODD,{"type":"thinking","thinking":"t","signature":"x"}, ODD]}`,
      "messages",
    ],
    [openaiResponses, `{"type":"reasoning","encrypted_content":"x"}`, "input"],
    [gemini, `{"role":"model","parts":[ODD, {"text":"t","thought":true,"thoughtSignature":"x"} ,ODD]}`, "contents"],
    [openaiChat, `{"role":"assistant","x":ODD,"reasoning_details":[{"data":"x"}]}`, "messages"],
  ];
  for (const [dialect, element, member] of rows) {
    const body = `{"odd": ODD, "${member}" : [ODD, ${element} ,ODD] }`.replaceAll("ODD", odd);
    const left = Buffer.from(dialect.withoutReasoning(textOf(body), () => true, "gemini-3-flash").bytes).toString();
    expect(left).not.toContain(`"x"}`);
    expect(left.split(odd).length).toBe(body.split(odd).length);
  }
});

test("nothing to drop is the same object, whatever the request is made of", () => {
  const bodies = [
    `{}`,
    `{"messages":"thinking","input":"reasoning","contents":{"thoughtSignature":1}}`,
    `{"messages":[1,"\\"thinking\\"",null,{"content":"\\"thinking\\""}],"thinking":{"type":"enabled"}}`,
    `{"input":[[],"\\"reasoning\\"",{"type":"message","role":"user","content":"\\"reasoning\\""}],"reasoning":{}}`,
    `{"contents":[{"parts":{"thoughtSignature":"x"}},{"parts":[1,{"thoughtSignature":""},{"thoughtSignature":7}]}]}`,
    `{"messages":[{"reasoning_details":"x"},{"reasoning_details":[1,{"type":"reasoning.summary"}]}]}`,
  ];
  for (const dialect of DIALECTS) {
    for (const body of bodies) {
      const text = textOf(body);
      expect(dialect.withoutReasoning(text, () => true, "gemini-3-flash")).toBe(text);
    }
  }
});
