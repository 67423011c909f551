// The four ways in which clients ask, in short: what each sends, and where each finds the text, the tokens and the end of
// an answer.

import type { DialectId } from "../../src/dialects/dialect.ts";
import { sseEvents, sseJson } from "./asks.ts";
import type { Ask, World } from "./world.ts";

export interface DialectClient {
  readonly id: DialectId;
  ask(world: World, what: Asking, ask?: Ask): Promise<Response>;
  /** The text of a whole answer or of a stream. */
  said(answer: string, stream: boolean): string;
  /** Input and output tokens that the answer tells. */
  tokens(answer: string, stream: boolean): readonly [unknown, unknown];
  /** How a stream ends: as a whole answer, or with an error told in the client's own words. */
  end(stream: string): "whole" | "error" | "open";
}

export interface Asking {
  readonly model: string;
  readonly text: string;
  readonly stream: boolean;
  /** Further members of the body. */
  readonly more?: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;

/** What stands at a path of names and places. */
function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Json | undefined | null)?.[step as string], value);
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const joined = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === "string" ? value : "")).join("");

const chat: DialectClient = {
  id: "openai-chat",
  ask: (world, { model, text, stream, more }, ask) =>
    world.post(
      "/v1/chat/completions",
      {
        model,
        messages: [{ role: "user", content: text }],
        ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
        ...more,
      },
      ask,
    ),
  said: (answer, stream) =>
    stream
      ? joined(sseJson(answer).map((chunk) => at(chunk, "choices", 0, "delta", "content")))
      : joined([at(JSON.parse(answer), "choices", 0, "message", "content")]),
  tokens(answer, stream) {
    const usage = stream
      ? sseJson(answer).findLast((chunk) => chunk["usage"])?.["usage"]
      : at(JSON.parse(answer), "usage");
    return [at(usage, "prompt_tokens"), at(usage, "completion_tokens")];
  },
  end(stream) {
    const events = sseEvents(stream);
    if (events.some(({ data }) => data.includes('"error"'))) return "error";
    return events.at(-1)?.data === "[DONE]" ? "whole" : "open";
  },
};

const responses: DialectClient = {
  id: "openai-responses",
  ask: (world, { model, text, stream, more }, ask) =>
    world.post("/v1/responses", { model, input: text, stream, ...more }, ask),
  said: (answer, stream) =>
    stream
      ? joined(
          sseJson(answer)
            .filter(({ type }) => type === "response.output_text.delta")
            .map(({ delta }) => delta),
        )
      : joined(
          list(at(JSON.parse(answer), "output"))
            .filter((item) => at(item, "type") === "message")
            .flatMap((item) => list(at(item, "content")).map((part) => at(part, "text"))),
        ),
  tokens(answer, stream) {
    const usage = stream ? at(sseJson(answer).at(-1), "response", "usage") : at(JSON.parse(answer), "usage");
    return [at(usage, "input_tokens"), at(usage, "output_tokens")];
  },
  end(stream) {
    const type = sseJson(stream).at(-1)?.["type"];
    if (type === "response.completed") return "whole";
    return type === "response.failed" || type === "error" ? "error" : "open";
  },
};

const messages: DialectClient = {
  id: "anthropic-messages",
  ask: (world, { model, text, stream, more }, { headers, ...ask } = {}) =>
    world.post(
      "/v1/messages",
      { model, max_tokens: 2000, messages: [{ role: "user", content: text }], stream, ...more },
      { headers: { "anthropic-version": "2023-06-01", ...headers }, ...ask },
    ),
  said: (answer, stream) =>
    stream
      ? joined(sseJson(answer).map((event) => at(event, "delta", "text")))
      : joined(list(at(JSON.parse(answer), "content")).map((block) => at(block, "text"))),
  tokens(answer, stream) {
    if (!stream)
      return [at(JSON.parse(answer), "usage", "input_tokens"), at(JSON.parse(answer), "usage", "output_tokens")];
    const events = sseJson(answer);
    const start = at(
      events.find(({ type }) => type === "message_start"),
      "message",
      "usage",
    );
    const end = events.findLast(({ type }) => type === "message_delta")?.["usage"];
    return [at(end, "input_tokens") ?? at(start, "input_tokens"), at(end, "output_tokens")];
  },
  end(stream) {
    const type = sseJson(stream).at(-1)?.["type"];
    return type === "message_stop" ? "whole" : type === "error" ? "error" : "open";
  },
};

const gemini: DialectClient = {
  id: "gemini",
  ask: (world, { model, text, stream, more }, ask) =>
    world.post(
      `/v1beta/models/${model}:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
      { contents: [{ role: "user", parts: [{ text }] }], ...more },
      ask,
    ),
  said: (answer, stream) =>
    joined(
      (stream ? sseJson(answer) : [JSON.parse(answer) as unknown])
        .flatMap((chunk) => list(at(chunk, "candidates", 0, "content", "parts")))
        .filter((part) => at(part, "thought") !== true)
        .map((part) => at(part, "text")),
    ),
  tokens(answer, stream) {
    const usage = stream
      ? sseJson(answer).findLast((chunk) => chunk["usageMetadata"])?.["usageMetadata"]
      : at(JSON.parse(answer), "usageMetadata");
    return [at(usage, "promptTokenCount"), at(usage, "candidatesTokenCount")];
  },
  end(stream) {
    const chunks = sseJson(stream);
    if (chunks.some((chunk) => "error" in chunk)) return "error";
    return chunks.some((chunk) => at(chunk, "candidates", 0, "finishReason") !== undefined) ? "whole" : "open";
  },
};

export const DIALECT_CLIENTS: readonly DialectClient[] = [chat, responses, messages, gemini];

/** By the dialect's name. */
export function dialectClient(id: DialectId): DialectClient {
  const found = DIALECT_CLIENTS.find((client) => client.id === id);
  if (found === undefined) throw new Error(`no client of ${id}`);
  return found;
}
