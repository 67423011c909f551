import { expect, test } from "bun:test";
import type { AssistantPart, ExchangeRequest } from "../../exchange/request.ts";
import { encodeRequest } from "./encode-request.ts";

const base: ExchangeRequest = { model: "m", stream: true, messages: [], tools: [] };
const inputOf = (content: readonly AssistantPart[]) =>
  encodeRequest({ ...base, messages: [{ role: "assistant", content }] })["input"];

test("system messages stay in their place as developer items", () => {
  const body = encodeRequest({
    ...base,
    messages: [
      { role: "user", content: [{ kind: "text", text: "a" }] },
      { role: "system", content: [{ kind: "text", text: "b" }] },
    ],
  });
  expect(body["input"]).toEqual([
    { type: "message", role: "user", content: [{ type: "input_text", text: "a" }] },
    { type: "message", role: "developer", content: [{ type: "input_text", text: "b" }] },
  ]);
  expect(body).not.toHaveProperty("instructions");
});

test("tools say strict:false unless the client asked for strict", () => {
  expect(encodeRequest({ ...base, tools: [{ kind: "function", name: "f" }] })["tools"]).toEqual([
    { type: "function", name: "f", parameters: { type: "object", properties: {} }, strict: false },
  ]);
});

test("summaries and sealed thoughts are asked for only when the client wants to see thinking", () => {
  expect(encodeRequest({ ...base, reasoning: { effort: "low" } })).toMatchObject({ reasoning: { effort: "low" } });
  expect(encodeRequest({ ...base, reasoning: { effort: "low" } })).not.toHaveProperty("include");
  expect(encodeRequest({ ...base, reasoning: { summary: "auto" } })).toMatchObject({
    reasoning: { summary: "auto" },
    include: ["reasoning.encrypted_content"],
  });
});

test("a thought is sent only with OpenAI's own seal and with something after it", () => {
  const sealed: AssistantPart = {
    kind: "reasoning",
    text: "Hm",
    id: "rs_1",
    proof: { kind: "encrypted_content", value: "gA" },
  };
  const foreign: AssistantPart = { kind: "reasoning", text: "Hm", proof: { kind: "signature", value: "EqQ" } };
  const text: AssistantPart = { kind: "text", text: "Ok" };
  const message = { type: "message", role: "assistant", content: [{ type: "output_text", text: "Ok" }] };
  const reasoning = {
    type: "reasoning",
    id: "rs_1",
    summary: [{ type: "summary_text", text: "Hm" }],
    encrypted_content: "gA",
  };
  expect(inputOf([sealed, text])).toEqual([reasoning, message]);
  expect(inputOf([foreign, { kind: "reasoning", text: "bare" }, text, sealed])).toEqual([message]);
});

test("audio is refused, not dropped", () => {
  const messages: ExchangeRequest["messages"] = [
    { role: "user", content: [{ kind: "audio", data: "", format: "wav" }] },
  ];
  expect(() => encodeRequest({ ...base, messages })).toThrow("Audio");
});
