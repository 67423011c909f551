import { describe, expect, test } from "bun:test";

import { anthropicMessages } from "../dialects/anthropic-messages/dialect.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { gemini } from "../dialects/gemini/dialect.ts";
import { openaiChat } from "../dialects/openai-chat/dialect.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import type { ExchangeRequest } from "../exchange/request.ts";
import type { ExchangeResponse } from "../exchange/response.ts";
import { spreadResponse } from "../exchange/spread.ts";
import type { StreamEvent } from "../exchange/stream-event.ts";
import type { Lane, LaneStream } from "./lane.ts";
import { parseObject } from "./read-exchange.ts";
import { translateLane } from "./translate-lane.ts";

const START: StreamEvent = { kind: "start", id: "resp_1", model: "gpt-5.5" };
/** A thought of which nothing is shown but its proof. */
const HIDDEN_THOUGHT: readonly StreamEvent[] = [
  START,
  { kind: "reasoning-start", index: 0, id: "rs_1" },
  { kind: "reasoning-end", index: 0, proof: { kind: "encrypted_content", value: "gAAAA" } },
];
const FINISH: StreamEvent = { kind: "finish", reason: "stop", usage: null };
const OVERLOADED: StreamEvent = { kind: "error", code: "server_is_overloaded", message: "Try later.", status: null };

interface Setting {
  readonly client?: Dialect;
  readonly upstream?: Dialect;
  readonly stream?: boolean;
  readonly restore?: (event: StreamEvent) => StreamEvent;
  readonly noteCallProof?: (callId: string, proof: string) => void;
}

function laneOf({ client = openaiChat, upstream = openaiResponses, stream = true, ...hooks }: Setting): Lane {
  const exchange: ExchangeRequest = { model: "gpt-5.5", stream, messages: [], tools: [] };
  return translateLane({
    client,
    upstream,
    exchange,
    sent: exchange,
    request: parseObject(Buffer.from("{}")),
    restore: (event) => event,
    fallbackId: "req_1",
    createdAt: 1_790_000_000,
    ...hooks,
  });
}

/** The stream after the upstream has told these events, and what the client got. */
function afterEvents(setting: Setting, events: readonly StreamEvent[]): { stream: LaneStream; text: string } {
  const { upstream = openaiResponses } = setting;
  const request: ExchangeRequest = { model: "gpt-5.5", stream: true, messages: [], tools: [] };
  const encoder = upstream.createStreamEncoder({ request, fallbackId: "up_1", createdAt: 1_790_000_000 });
  const stream = laneOf(setting).openStream();
  const text = events.map((event) => stream.push(Buffer.from(encoder.encode(event))) ?? "").join("");
  return { stream, text };
}

describe("an answer is committed to once the client is shown some of it", () => {
  test("a thought that a chat client has no word for commits to nothing: a failure after it may go elsewhere", () => {
    const { stream } = afterEvents({}, HIDDEN_THOUGHT);
    expect(stream.phase).toBe("preamble");
    const failed = afterEvents({}, [...HIDDEN_THOUGHT, OVERLOADED]);
    expect(failed.stream.phase).toBe("failed");
    expect(failed.stream.error).toMatchObject({ code: "server_is_overloaded" });
    expect(failed.text).not.toContain("overloaded");
  });

  test("the same thought is content to clients that are given its proof", () => {
    expect(afterEvents({ client: anthropicMessages }, HIDDEN_THOUGHT).stream.phase).toBe("content");
    expect(afterEvents({ client: openaiResponses }, HIDDEN_THOUGHT).stream.phase).toBe("content");
  });

  test("a hidden thought is an answer nevertheless", () => {
    const { stream } = afterEvents({}, [...HIDDEN_THOUGHT, FINISH]);
    expect(stream.phase).toBe("ended");
    expect(stream.isEmpty).toBe(false);
  });

  test("an answer with nothing in it at all is empty", () => {
    expect(afterEvents({}, [START, FINISH]).stream.isEmpty).toBe(true);
  });

  test.each([
    ["chat", openaiChat],
    ["messages", anthropicMessages],
    ["gemini", gemini],
  ])("the first words commit to the answer for a %s client", (_, client) => {
    const opened: StreamEvent = { kind: "text-start", index: 1 };
    const hidden = HIDDEN_THOUGHT.slice(0, 2);
    expect(afterEvents({ client }, [...hidden, opened]).stream.phase).toBe("preamble");
    const said: StreamEvent = { kind: "text-delta", index: 1, text: "Hello" };
    const closed = HIDDEN_THOUGHT.slice(2);
    expect(afterEvents({ client }, [...hidden, ...closed, opened, said]).stream.phase).toBe("content");
  });

  test("a call that a Gemini client gets whole commits to the answer when it is complete", () => {
    const begun: readonly StreamEvent[] = [
      START,
      { kind: "tool-start", index: 0, id: "call_1", name: "look" },
      { kind: "tool-delta", index: 0, text: "{}" },
    ];
    expect(afterEvents({ client: gemini }, begun)).toMatchObject({ stream: { phase: "preamble" }, text: "" });
    const ended: StreamEvent = { kind: "tool-end", index: 0 };
    expect(afterEvents({ client: gemini }, [...begun, ended]).stream.phase).toBe("content");
    expect(afterEvents({ client: openaiChat }, begun).stream.phase).toBe("content");
  });

  test("for a client that wants no stream whatever comes is content", () => {
    expect(afterEvents({ stream: false }, HIDDEN_THOUGHT).stream.phase).toBe("content");
  });
});

describe("proofs that come with calls", () => {
  const answer: ExchangeResponse = {
    id: "resp-1",
    model: "gemini-3-pro-preview",
    createdAt: null,
    content: [
      { kind: "text", text: "Looking." },
      { kind: "tool-call", id: "call_1", name: "look", input: "{}", proof: "CrIC" },
      { kind: "tool-call", id: "call_2", name: "look", input: "{}" },
      { kind: "tool-call", id: "short", name: "look", input: "{}", proof: "CrID" },
    ],
    finish: "tool_calls",
    usage: null,
  };
  const noted = (setting: Setting, run: (lane: Lane) => void): readonly (readonly [string, string])[] => {
    const proofs: [string, string][] = [];
    const noteCallProof = (callId: string, proof: string): void => void proofs.push([callId, proof]);
    run(laneOf({ upstream: gemini, ...setting, noteCallProof }));
    return proofs;
  };
  const restore = (event: StreamEvent): StreamEvent =>
    event.kind === "tool-start" && event.id === "short" ? { ...event, id: "the client's own" } : event;
  const request: ExchangeRequest = { model: "m", stream: true, messages: [], tools: [] };
  const encoder = gemini.createStreamEncoder({ request, fallbackId: "up_1", createdAt: 0 });
  const streamed = Buffer.from(
    spreadResponse(answer)
      .map((event) => encoder.encode(event))
      .join(""),
  );
  const told = [
    ["call_1", "CrIC"],
    ["the client's own", "CrID"],
  ] as const;

  test.each([true, false])("are told by the ids that the client knows (client streams: %p)", (stream) => {
    expect(noted({ restore, stream }, (lane) => void lane.openStream().push(streamed))).toEqual(told);
  });

  test("are told of whole answers too", () => {
    const body = Buffer.from(JSON.stringify(gemini.encodeResponse(answer, request)));
    expect(noted({ restore, stream: false }, (lane) => void lane.readWhole(body))).toEqual(told);
  });

  test("may be of no interest to anybody", () => {
    const stream = laneOf({ upstream: gemini }).openStream();
    stream.push(streamed);
    stream.end();
    expect(stream.phase).toBe("ended");
  });
});

test("the proofs of thoughts and calls are told as the upstream gave them, whatever the client is shown", () => {
  const proven: readonly StreamEvent[] = [
    ...HIDDEN_THOUGHT,
    { kind: "tool-start", index: 1, id: "call_1", name: "look" },
    { kind: "tool-end", index: 1, proof: "EqCall" },
    FINISH,
  ];
  for (const client of [openaiChat, anthropicMessages]) {
    expect(afterEvents({ client }, HIDDEN_THOUGHT).stream.seen.proofs).toEqual(["gAAAA"]);
    expect(afterEvents({ client, stream: false }, [...HIDDEN_THOUGHT, FINISH]).stream.whole()?.proofs).toEqual([
      "gAAAA",
    ]);
  }
  const asked = afterEvents({ client: anthropicMessages, upstream: gemini }, proven.slice(3));
  asked.stream.end();
  expect(asked.stream.seen.proofs).toEqual(["EqCall"]);
  const body = {
    candidates: [
      { content: { parts: [{ functionCall: { name: "look" }, thoughtSignature: "EqCall" }] }, finishReason: "STOP" },
    ],
  };
  const whole = Buffer.from(JSON.stringify(body));
  expect(laneOf({ upstream: gemini, stream: false }).readWhole(whole).proofs).toEqual(["EqCall"]);
});
