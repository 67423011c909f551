import { describe, expect, test } from "bun:test";
import type { ExchangeRequest, Message, ReasoningRequest } from "../../exchange/request.ts";
import { encodeRequest } from "./encode-request.ts";

const text = (said: string) => ({ kind: "text" as const, text: said });
const hi: Message = { role: "user", content: [text("hi")] };

function encode(request: Partial<ExchangeRequest>) {
  return encodeRequest({ model: "gemini-3-pro-preview", stream: true, messages: [hi], tools: [], ...request });
}

test("the model and whether to stream are the URL's to say", () => {
  expect(encode({})).toStrictEqual({ contents: [{ role: "user", parts: [{ text: "hi" }] }] });
});

test("roles alternate: who speaks twice speaks in one content, results of a turn first", () => {
  const call = (id: string) => ({ kind: "tool-call" as const, id, name: "f", input: "" });
  const { contents } = encode({
    model: "gemini-2.5-pro",
    messages: [
      hi,
      { role: "user", content: [text("there"), text("")] },
      { role: "assistant", content: [text("Calling."), call("a")] },
      { role: "assistant", content: [call("b")] },
      { role: "developer", content: [text("Hurry.")] },
      { role: "tool", results: [{ callId: "a", content: [text("1")] }] },
      { role: "tool", results: [{ callId: "b", content: [{ kind: "image", url: "data:image/png;base64,AA" }] }] },
      { role: "user", content: [text("So?")] },
    ],
  });
  expect(contents).toEqual([
    { role: "user", parts: [{ text: "hi" }, { text: "there" }] },
    {
      role: "model",
      parts: [
        { text: "Calling." },
        { functionCall: { id: "a", name: "f", args: {} } },
        { functionCall: { id: "b", name: "f", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { id: "a", name: "f", response: { output: "1" } } },
        { functionResponse: { id: "b", name: "f", response: { output: "" } } },
        { inlineData: { mimeType: "image/png", data: "AA" } },
        { text: "<system-reminder>\nHurry.\n</system-reminder>" },
        { text: "So?" },
      ],
    },
  ]);
});

test("a conversation that begins with the model gets a user's turn in front", () => {
  const { contents } = encode({ messages: [{ role: "assistant", content: [text("Hello.")] }, hi] });
  expect(contents).toMatchObject([
    { role: "user", parts: [{ text: "Continue." }] },
    { role: "model" },
    { role: "user" },
  ]);
});

test("instructions alone are what the user says", () => {
  expect(encode({ messages: [{ role: "system", content: [text("Say hi.")] }] })).toStrictEqual({
    contents: [{ role: "user", parts: [{ text: "Say hi." }] }],
  });
});

describe("thought signatures", () => {
  const history = (proof?: string): readonly Message[] => [
    hi,
    {
      role: "assistant",
      content: [
        { kind: "tool-call", id: "a", name: "f", input: "{}", ...(proof === undefined ? {} : { proof }) },
        { kind: "tool-call", id: "b", name: "f", input: "{}" },
      ],
    },
  ];
  const signatures = (model: string, proof?: string) =>
    /"thoughtSignature":"[^"]*"/g.exec(JSON.stringify(encode({ model, messages: history(proof) })))?.[0];

  test("go back as they came", () => {
    expect(signatures("gemini-3-pro-preview", "CrIC")).toBe('"thoughtSignature":"CrIC"');
    expect(signatures("gemini-2.5-pro", "CrIC")).toBe('"thoughtSignature":"CrIC"');
  });

  test("where there is none, Gemini 3 is told so in the documented way, on the first call of the step alone", () => {
    const body = JSON.stringify(encode({ messages: history() }));
    expect(body.match(/skip_thought_signature_validator/g)).toHaveLength(1);
    expect(body.indexOf("skip_thought")).toBeLessThan(body.indexOf('"id":"b"'));
  });

  test("nobody else is told so", () => {
    expect(signatures("gemini-2.5-pro")).toBeUndefined();
    expect(signatures("claude-sonnet-4-6")).toBeUndefined();
  });
});

describe("thinking", () => {
  const thinking = (model: string, reasoning: ReasoningRequest) =>
    (encode({ model, reasoning })["generationConfig"] as Record<string, unknown> | undefined)?.["thinkingConfig"];

  test.each([
    ["gemini-3-pro-preview", { effort: "none" }, { thinkingLevel: "LOW" }],
    ["gemini-3-flash", { effort: "none" }, { thinkingLevel: "MINIMAL" }],
    ["gemini-3-flash", { effort: "xhigh" }, { thinkingLevel: "HIGH" }],
    ["gemini-flash-latest", { budgetTokens: 8192 }, { thinkingLevel: "MEDIUM" }],
    ["gemini-3-flash", { budgetTokens: -1, summary: "auto" }, { includeThoughts: true }],
    ["gemini-2.5-flash", { effort: "medium" }, { thinkingBudget: 8192 }],
    ["gemini-2.5-flash", { effort: "max" }, { thinkingBudget: 24_576 }],
    ["gemini-2.5-flash", { effort: "none" }, { thinkingBudget: 0 }],
    ["gemini-2.5-pro", { effort: "none" }, { thinkingBudget: 128 }],
    ["gemini-2.5-pro", { budgetTokens: -1 }, { thinkingBudget: -1 }],
    ["claude-sonnet-4-6", { effort: "xhigh" }, { thinkingBudget: 32_768 }],
  ] as const)("%s with %j is asked for %j", (model, reasoning, expected) => {
    expect(thinking(model, reasoning)).toEqual(expected);
  });

  test("an effort nobody knows asks for nothing", () => {
    expect(thinking("gemini-3-flash", { effort: "ultra" })).toBeUndefined();
  });
});

describe("tools", () => {
  const parameters = { $schema: "x", type: "object", properties: { a: { const: 1 } }, additionalProperties: false };
  const declared = (request: Partial<ExchangeRequest>) => encode(request)["tools"];

  test("parameters are JSON schema where the model takes it, else the cleaned subset", () => {
    const tools = [{ kind: "function" as const, name: "f", parameters }];
    const { $schema: _, ...schema } = parameters;
    expect(declared({ tools })).toEqual([{ functionDeclarations: [{ name: "f", parametersJsonSchema: schema }] }]);
    expect(declared({ model: "claude-sonnet-4-6", tools })).toEqual([
      {
        functionDeclarations: [
          { name: "f", parameters: { type: "object", properties: { a: { description: "One of: 1" } } } },
        ],
      },
    ]);
  });

  test("a custom tool is a function of one text, its calls alike", () => {
    const body = encode({
      tools: [{ kind: "custom", name: "exec", format: { type: "grammar", syntax: "lark", definition: "start: /.+/" } }],
      messages: [
        hi,
        { role: "assistant", content: [{ kind: "tool-call", id: "a", name: "exec", input: "ls", custom: true }] },
      ],
    });
    expect(body).toMatchObject({
      tools: [{ functionDeclarations: [{ name: "exec", parametersJsonSchema: { required: ["input"] } }] }],
      contents: [{}, { parts: [{ functionCall: { args: { input: "ls" } } }] }, { parts: [{ functionResponse: {} }] }],
    });
    expect(JSON.stringify(body)).toContain("start: /.+/");
  });

  test("web search stands alone or not at all", () => {
    const search = { kind: "web-search" as const, options: { search_context_size: "low" } };
    expect(declared({ tools: [search] })).toEqual([{ googleSearch: {} }]);
    expect(declared({ tools: [search, { kind: "function", name: "f" }] })).toEqual([
      { functionDeclarations: [{ name: "f" }] },
    ]);
  });

  test("another vendor's tool is refused by name", () => {
    const tool = { kind: "vendor" as const, vendor: "openai", type: "local_shell", raw: {} };
    expect(() => encode({ tools: [tool] })).toThrow("local_shell");
  });

  test("a choice without functions to choose from is left out", () => {
    expect(encode({ toolChoice: { kind: "required" } })).not.toHaveProperty("toolConfig");
  });
});

test("more than five stop sequences, or a conversation kept elsewhere, are refused", () => {
  expect(() => encode({ stop: ["1", "2", "3", "4", "5", "6"] })).toThrow("5 stop sequences");
  expect(() => encode({ vendor: { openai: { previous_response_id: "resp_1" } } })).toThrow("whole history");
});

test("arguments cut by a limit reach the model as they were", () => {
  const messages: readonly Message[] = [
    hi,
    { role: "assistant", content: [{ kind: "tool-call", id: "a", name: "f", input: '{"at":"s' }] },
  ];
  expect(encode({ model: "gemini-2.5-pro", messages })["contents"]).toMatchObject([
    {},
    { parts: [{ functionCall: { args: { input: '{"at":"s' } } }] },
    {},
  ]);
});

test("a data URL that is not base64 is made so", () => {
  const file = { kind: "file" as const, source: { kind: "url" as const, url: "data:text/plain;charset=utf-8,a%20b" } };
  expect(encode({ messages: [{ role: "user", content: [file] }] })["contents"]).toEqual([
    { role: "user", parts: [{ inlineData: { mimeType: "text/plain", data: "YSBi" } }] },
  ]);
});
