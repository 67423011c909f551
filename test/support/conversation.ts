// A conversation as a client of each dialect keeps it: what the model answered goes back as it came, tools are run, and the
// whole is sent again with every turn.

import type { DialectId } from "../../src/dialects/dialect.ts";
import { sseJson } from "./asks.ts";
import type { Ask, World } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

export interface Conversation {
  /** What the user says; runs the tools that the model asks for, and gives what it said at last. */
  say(text: string, model: string): Promise<string>;
  /** One request of that: the user's words, and what the model answered, put into the history. */
  ask(text: string, model: string): Promise<Turn>;
  /** Runs the tools that the last answer asked for, and asks again. */
  answerTools(model: string): Promise<Turn>;
  /** Everything so far, in the dialect's own form. */
  history(): readonly Json[];
}

export interface Turn {
  readonly said: string;
  readonly calls: readonly ToolCall[];
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
}

export interface ConversationInput {
  readonly world: World;
  readonly dialect: DialectId;
  readonly stream: boolean;
  /** Further members of each request. */
  readonly more?: Json;
  readonly ask?: Ask;
}

/** What each dialect says in its own way. */
interface Manner {
  path(model: string, stream: boolean): string;
  body(history: readonly Json[], about: { readonly model: string; readonly stream: boolean }): Json;
  user(text: string): Json;
  /** What goes into the history of an answer. */
  answered(answer: Json): readonly Json[];
  /** A whole answer out of a stream's events. */
  collected(events: readonly Json[]): Json;
  turn(entries: readonly Json[]): Turn;
  results(calls: readonly ToolCall[], output: string): readonly Json[];
}

const PARAMETERS = { type: "object", properties: { command: { type: "string" } }, required: ["command"] };
const TOOL = { name: "Bash", description: "runs a command" };

const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const member = (value: unknown, name: string): unknown => (value as Json | undefined | null)?.[name];

const chat: Manner = {
  path: () => "/v1/chat/completions",
  body: (messages, about) => ({
    ...about,
    messages,
    tools: [{ type: "function", function: { ...TOOL, parameters: PARAMETERS } }],
    reasoning_effort: "medium",
  }),
  user: (content) => ({ role: "user", content }),
  answered: (answer) => [member(list(answer["choices"])[0], "message") as Json],
  collected(events) {
    const deltas = events.map((event) => member(list(event["choices"])[0], "delta") as Json | undefined);
    const joined = (name: string): string => deltas.map((delta) => text(delta?.[name])).join("");
    const calls = new Map<unknown, { id: string; name: string; arguments: string }>();
    for (const call of deltas.flatMap((delta) => list(delta?.["tool_calls"]))) {
      const known = calls.get(call["index"]) ?? { id: "", name: "", arguments: "" };
      known.id += text(call["id"]);
      known.name += text(member(call["function"], "name"));
      known.arguments += text(member(call["function"], "arguments"));
      calls.set(call["index"], known);
    }
    const tool_calls = [...calls.values()].map(({ id, ...called }) => ({ id, type: "function", function: called }));
    const message = {
      role: "assistant",
      content: joined("content"),
      ...(joined("reasoning_content") === "" ? {} : { reasoning_content: joined("reasoning_content") }),
      ...(tool_calls.length === 0 ? {} : { tool_calls }),
    };
    return { choices: [{ message }] };
  },
  turn: (entries) => ({
    said: entries.map((entry) => text(entry["content"])).join(""),
    calls: entries
      .flatMap((entry) => list(entry["tool_calls"]))
      .map((call) => ({ id: text(call["id"]), name: text(member(call["function"], "name")) })),
  }),
  results: (calls, content) => calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content })),
};

const responses: Manner = {
  path: () => "/v1/responses",
  body: (input, about) => ({
    ...about,
    input,
    store: false,
    include: ["reasoning.encrypted_content"],
    reasoning: { effort: "medium", summary: "auto" },
    tools: [{ type: "function", ...TOOL, parameters: PARAMETERS, strict: false }],
  }),
  user: (content) => ({ type: "message", role: "user", content: [{ type: "input_text", text: content }] }),
  answered: (answer) => list(answer["output"]),
  collected: (events) => events.findLast(({ type }) => type === "response.completed")?.["response"] as Json,
  turn: (entries) => ({
    said: entries
      .filter(({ type }) => type === "message")
      .flatMap((item) => list(item["content"]).map((part) => text(part["text"])))
      .join(""),
    calls: entries
      .filter(({ type }) => type === "function_call")
      .map((item) => ({ id: text(item["call_id"]), name: text(item["name"]) })),
  }),
  results: (calls, output) => calls.map(({ id }) => ({ type: "function_call_output", call_id: id, output })),
};

const messages: Manner = {
  path: () => "/v1/messages",
  body: (said, about) => ({
    ...about,
    max_tokens: 8000,
    messages: said,
    tools: [{ ...TOOL, input_schema: PARAMETERS }],
  }),
  user: (content) => ({ role: "user", content }),
  answered: ({ content }) => [{ role: "assistant", content }],
  collected(events) {
    const content = events
      .filter(({ type }) => type === "content_block_start")
      .map(({ index, content_block: start }) => {
        const deltas = events
          .filter((event) => event["type"] === "content_block_delta" && event["index"] === index)
          .map(({ delta }) => delta as Json);
        const joined = (name: string): string => deltas.map((delta) => text(delta[name])).join("");
        const block = start as Json;
        if (block["type"] === "text") return { ...block, text: text(block["text"]) + joined("text") };
        if (block["type"] === "tool_use")
          return { ...block, input: JSON.parse(joined("partial_json") || "{}") as unknown };
        if (block["type"] !== "thinking") return block;
        const signature = text(block["signature"]) + joined("signature");
        return { ...block, thinking: text(block["thinking"]) + joined("thinking"), signature };
      });
    return { content };
  },
  turn(entries) {
    const blocks = entries.flatMap(({ content }) => list(content));
    return {
      said: blocks.map((block) => text(block["text"])).join(""),
      calls: blocks
        .filter(({ type }) => type === "tool_use")
        .map((block) => ({ id: text(block["id"]), name: text(block["name"]) })),
    };
  },
  results: (calls, content) => [
    { role: "user", content: calls.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content })) },
  ],
};

const gemini: Manner = {
  path: (model, stream) => `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
  body: (contents) => ({
    contents,
    generationConfig: { thinkingConfig: { includeThoughts: true } },
    tools: [{ functionDeclarations: [{ ...TOOL, parametersJsonSchema: PARAMETERS }] }],
  }),
  user: (said) => ({ role: "user", parts: [{ text: said }] }),
  answered: (answer) => [member(list(answer["candidates"])[0], "content") as Json],
  collected(events) {
    const parts = events.flatMap((event) => list(member(member(list(event["candidates"])[0], "content"), "parts")));
    // Chunks may be empty of words, which nobody sends back.
    const kept = parts.filter((part) => part["text"] !== "" || part["thoughtSignature"] !== undefined);
    return { candidates: [{ content: { role: "model", parts: kept } }] };
  },
  turn(entries) {
    const parts = entries.flatMap((entry) => list(entry["parts"]));
    return {
      said: parts
        .filter(({ thought }) => thought !== true)
        .map((part) => text(part["text"]))
        .join(""),
      calls: parts.flatMap(({ functionCall: call }) =>
        call === undefined ? [] : [{ id: text(member(call, "id")), name: text(member(call, "name")) }],
      ),
    };
  },
  results: (calls, output) => [
    {
      role: "user",
      parts: calls.map(({ id, name }) => ({
        functionResponse: { ...(id === "" ? {} : { id }), name, response: { output } },
      })),
    },
  ],
};

const MANNERS: Readonly<Record<DialectId, Manner>> = {
  "openai-chat": chat,
  "openai-responses": responses,
  "anthropic-messages": messages,
  gemini,
};

export function startConversation({ world, dialect, stream, more = {}, ask: how }: ConversationInput): Conversation {
  const manner = MANNERS[dialect];
  const history: Json[] = [];
  let open: readonly ToolCall[] = [];

  const send = async (model: string): Promise<Turn> => {
    const body = { ...manner.body(history, { model, stream }), ...more };
    const answer = await world.post(manner.path(model, stream), body, how);
    const told = await answer.text();
    if (answer.status !== 200) throw new Error(`${dialect} at ${model}: ${answer.status} ${told}`);
    const events = stream ? sseJson(told) : [];
    const whole = stream ? manner.collected(events) : (JSON.parse(told) as Json);
    if (whole === undefined || /"error":\s*\{/.test(told))
      throw new Error(`${dialect} at ${model} ended with ${told.slice(-500)}`);
    const entries = manner.answered(whole);
    history.push(...entries);
    const turn = manner.turn(entries);
    open = turn.calls;
    return turn;
  };
  const ask = (said: string, model: string): Promise<Turn> => {
    history.push(manner.user(said));
    return send(model);
  };
  const answerTools = (model: string): Promise<Turn> => {
    history.push(...manner.results(open, `result ${history.length}`));
    return send(model);
  };
  return {
    ask,
    answerTools,
    history: () => history,
    async say(said, model) {
      let turn = await ask(said, model);
      while (turn.calls.length > 0) turn = await answerTools(model);
      return turn.said;
    },
  };
}
