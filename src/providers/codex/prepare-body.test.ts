import { describe, expect, test } from "bun:test";

import { type JsonText, readJsonText } from "../../exchange/json-text.ts";
import { prepareCompact, prepareGenerate, prepareSocketTurn } from "./prepare-body.ts";

function textOf(json: object): JsonText {
  const result = readJsonText(Buffer.from(JSON.stringify(json)));
  if (result.kind !== "ok") throw new Error(result.message);
  return result.text;
}
const jsonOf = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString());

const MESSAGE = { type: "message", role: "user", content: [{ type: "input_text", text: "hi" }] };

describe("a request for the ChatGPT backend", () => {
  test("streams and is not stored, whatever the client asked", () => {
    expect(jsonOf(prepareGenerate(textOf({ model: "m", stream: false, store: true }), true))).toEqual({
      model: "m",
      stream: true,
      store: false,
    });
  });

  test("loses what the backend refuses and keeps what it does not know", () => {
    const refused = {
      max_output_tokens: 5,
      temperature: 1,
      top_p: 1,
      truncation: "auto",
      metadata: {},
      user: "u",
      stop: [],
    };
    const kept = {
      model: "m",
      input: [MESSAGE],
      tools: [{ type: "namespace", new: 1 }],
      new_member: { deep: [1] },
      include: ["x"],
    };
    expect(jsonOf(prepareGenerate(textOf({ ...refused, ...kept }), true))).toEqual({
      ...kept,
      stream: true,
      store: false,
    });
  });

  test("a bare string becomes a message", () => {
    expect(jsonOf(prepareGenerate(textOf({ input: "hi" }), true)).input).toEqual([MESSAGE]);
  });

  test("system messages become the developer's, cache breakpoints go, all else in them stays", () => {
    const part = { type: "input_text", text: "hi", prompt_cache_breakpoint: { type: "ephemeral" } };
    const input = [
      { role: "system", content: "be brief", id: "x" },
      { ...MESSAGE, content: [part] },
      "odd",
      { type: "reasoning" },
    ];
    expect(jsonOf(prepareGenerate(textOf({ input }), true)).input).toEqual([
      { role: "developer", content: "be brief", id: "x" },
      MESSAGE,
      "odd",
      { type: "reasoning" },
    ]);
  });

  test("a history in which nothing has to change keeps its bytes", () => {
    const raw = '{"input": [ {"role":"user","n":1.0e0} ],"stream":true,"store":false}';
    const result = readJsonText(Buffer.from(raw));
    if (result.kind !== "ok") throw new Error(result.message);
    expect(Buffer.from(prepareGenerate(result.text, true)).toString()).toBe(raw);
  });

  test("a turn by WebSocket says nothing of streaming; compacting takes fewer members", () => {
    expect(jsonOf(prepareSocketTurn(textOf({ type: "response.create", temperature: 1 })))).toEqual({
      type: "response.create",
      store: false,
    });
    const compact = { model: "m", input: [MESSAGE], instructions: "i", previous_response_id: "p" };
    expect(jsonOf(prepareCompact(textOf({ ...compact, tools: [], store: true, stream: true, text: {} })))).toEqual(
      compact,
    );
  });
});

describe("a request of a client written for the public API", () => {
  test("gets empty instructions where it has none, and keeps its own", () => {
    expect(jsonOf(prepareGenerate(textOf({ input: [MESSAGE] }), false)).instructions).toBe("");
    expect(jsonOf(prepareGenerate(textOf({ instructions: "be brief", input: [MESSAGE] }), false)).instructions).toBe(
      "be brief",
    );
  });

  test("loses what stands for stored items, since nothing is stored, and keeps reasoning that can be replayed", () => {
    const call = { type: "function_call", id: "fc_1", call_id: "call_1", name: "f", arguments: "{}" };
    const sealed = { type: "reasoning", id: "rs_2", summary: [], encrypted_content: "gAAAA" };
    const input = [
      { type: "item_reference", id: "msg_1" },
      { type: "reasoning", id: "rs_1", summary: [] },
      sealed,
      call,
    ];
    expect(jsonOf(prepareGenerate(textOf({ input }), false)).input).toEqual([sealed, call]);
  });
});
