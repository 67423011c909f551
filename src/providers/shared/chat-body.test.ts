import { describe, expect, test } from "bun:test";

import { readJsonText } from "../../exchange/json-text.ts";
import { prepareChat } from "./chat-body.ts";

function prepared(body: object, model = "deepseek-chat"): unknown {
  const result = readJsonText(Buffer.from(JSON.stringify(body)));
  if (result.kind !== "ok") throw new Error(result.message);
  return JSON.parse(Buffer.from(prepareChat(result.text, model)).toString());
}
const user = { role: "user", content: "hi" };

describe("imitators", () => {
  test("get the limit of an answer by the name that all of them take", () => {
    expect(prepared({ max_completion_tokens: 9 })).toEqual({ max_tokens: 9 });
  });

  test("get nothing that only OpenAI knows, and everything else", () => {
    const kept = { messages: [user], tools: [], stream_options: { include_usage: true }, reasoning_effort: "low" };
    const dropped = { store: false, prompt_cache_key: "k", user: "u", verbosity: "low", service_tier: "auto" };
    expect(prepared({ ...kept, ...dropped })).toEqual(kept);
  });

  test("get what the developer says as one system message at the beginning", () => {
    const messages = [{ role: "system", content: "a" }, { role: "developer", content: "b" }, user];
    expect(prepared({ messages: [...messages, { role: "developer", content: "c" }] })).toEqual({
      messages: [{ role: "system", content: "a\n\nb" }, user, { role: "system", content: "c" }],
    });
    expect(prepared({ messages: [{ role: "developer", content: "b" }] })).toEqual({
      messages: [{ role: "system", content: "b" }],
    });
    const parts = [{ type: "text", text: "p" }];
    expect(prepared({ messages: [{ role: "developer", content: parts }, user] })).toEqual({
      messages: [{ role: "system", content: parts }, user],
    });
  });

  test("get what people say as they said it", () => {
    const messages = [{ role: "user", content: 'the word "developer"' }];
    expect(prepared({ messages })).toEqual({ messages });
  });
});

test.each(["gpt-5.5", "openai/gpt-6.1-sol", "o4-mini", "gpt-10"])(
  "OpenAI's own %s behind another door gets it all",
  (model) => {
    const body = { max_completion_tokens: 9, verbosity: "low", messages: [{ role: "developer", content: "b" }] };
    expect(prepared(body, model)).toEqual(body);
  },
);

test.each(["gpt-4o", "openai/gpt-oss-120b", "ollama/o-model"])("%s is none of those", (model) => {
  expect(prepared({ max_completion_tokens: 9 }, model)).toEqual({ max_tokens: 9 });
});
