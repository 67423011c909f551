// Answers of every kind, to be told by one dialect and retold by another; and the ways in which they come as a stream.

import fc from "fast-check";

import type { AssistantPart, ExchangeRequest, ToolCallPart } from "../../src/exchange/request.ts";
import type { ExchangeResponse } from "../../src/exchange/response.ts";
import { spreadResponse } from "../../src/exchange/spread.ts";
import type { StreamEvent } from "../../src/exchange/stream-event.ts";

const FUNCTIONS = ["look", "list_files"] as const;
const CUSTOM = ["exec", "apply_patch"] as const;

/** What the answers answer. */
export const QUESTION: ExchangeRequest = {
  model: "gpt-5.5",
  stream: true,
  usageInStream: true,
  messages: [{ role: "user", content: [{ kind: "text", text: "hi" }] }],
  tools: [
    ...FUNCTIONS.map((name) => ({ kind: "function" as const, name })),
    ...CUSTOM.map((name) => ({ kind: "custom" as const, name })),
  ],
};

/** What streams, JSON and their escapes could stumble over. */
const AWKWARD = ["\n\n", "\r\n", "data: x\n\n", '"', "\\", "\\u00e9", "\u2028", "\0", "é", "世界", "👋🏽", "[DONE]", " "];
const words = fc
  .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: "binary", maxLength: 6 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((pieces) => pieces.join(""))
  .filter((text) => text !== "");
const id = fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/);
const proofValue = fc.stringMatching(/^[a-zA-Z0-9+/=]{1,12}$/);

const reasoning: fc.Arbitrary<AssistantPart> = fc
  .record(
    {
      kind: fc.constant("reasoning" as const),
      text: fc.oneof(words, fc.constant("")),
      id: id.map((name) => `rs_${name}`),
      proof: fc.record({
        kind: fc.constantFrom("encrypted_content" as const, "signature" as const, "redacted" as const),
        value: proofValue,
      }),
    },
    { requiredKeys: ["kind", "text"] },
  )
  // Without words and without proof there is no thought.
  .filter((thought) => thought.text !== "" || thought.proof !== undefined);

const object = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(words, fc.integer(), fc.boolean()), {
  maxKeys: 3,
});
/** A call without parameters may come without arguments. */
const objectText = fc.oneof(
  fc.tuple(object, fc.constantFrom(0, 2)).map(([value, indent]) => JSON.stringify(value, null, indent)),
  fc.constant(""),
);
const call: fc.Arbitrary<ToolCallPart> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("tool-call" as const),
      id,
      name: fc.constantFrom(...FUNCTIONS),
      input: objectText,
      proof: proofValue,
    },
    { requiredKeys: ["kind", "id", "name", "input"] },
  ),
  fc.record({
    kind: fc.constant("tool-call" as const),
    id,
    name: fc.constantFrom(...CUSTOM),
    input: words,
    custom: fc.constant(true),
  }),
);

const part: fc.Arbitrary<AssistantPart> = fc.oneof(
  words.map((text) => ({ kind: "text" as const, text })),
  words.map((text) => ({ kind: "refusal" as const, text })),
  reasoning,
  call,
);

const content = fc
  .array(part, { maxLength: 6 })
  // Ids are unique within an answer.
  .map((parts) => parts.map((one, at) => ("id" in one ? { ...one, id: `${one.id}_${at}` } : one)));

const count = fc.nat(1000);
const usage = fc
  .record({ fresh: count, read: count, written: count, said: count, thought: count })
  .filter(({ fresh, said }) => fresh + said > 0)
  .map(({ fresh, read, written, said, thought }) => ({
    inputTokens: fresh + read + written,
    cachedInputTokens: read,
    cacheWriteTokens: written,
    outputTokens: said + thought,
    reasoningTokens: thought,
  }));

type Ending = Pick<ExchangeResponse, "finish" | "stopSequence">;
const endings: readonly Ending[] = [
  { finish: "stop" },
  { finish: "length" },
  { finish: "content_filter" },
  { finish: "stop_sequence", stopSequence: "END" },
];

export const anyAnswer: fc.Arbitrary<ExchangeResponse> = fc
  .record({
    id: id.map((name) => `resp_${name}`),
    model: fc.constantFrom("gpt-5.5", "claude-sonnet-4-6", "gemini-3-pro-preview"),
    createdAt: fc.oneof(fc.constant(null), fc.constant(1_790_000_123_000)),
    content,
    ending: fc.constantFrom(...endings),
    usage: fc.oneof(usage, fc.constant(null)),
  })
  .map(({ ending, ...answer }) => {
    const called = answer.content.some(({ kind }) => kind === "tool-call");
    return { ...answer, ...(ending.finish === "stop" && called ? { finish: "tool_calls" as const } : ending) };
  });

/** An answer as the events of a stream, its words in pieces of the given sizes (in UTF-16 units, by turns). */
export function streamed(answer: ExchangeResponse, sizes: readonly number[]): readonly StreamEvent[] {
  let turn = 0;
  return spreadResponse(answer).flatMap((event): readonly StreamEvent[] => {
    if (!("text" in event)) return [event];
    const pieces: StreamEvent[] = [];
    for (let from = 0; from < event.text.length;) {
      const size = sizes[turn++ % Math.max(1, sizes.length)] ?? 4;
      pieces.push({ ...event, text: event.text.slice(from, from + size) });
      from += size;
    }
    return pieces;
  });
}

/**
 * The same events with the blocks in between one another, as the picks say. Each block keeps its own order, and they
 * begin in theirs: a block takes its place in the answer with the first that it says. Nobody says two things at once:
 * what overlaps is calls.
 */
export function overlapping(events: readonly StreamEvent[], picks: readonly number[]): readonly StreamEvent[] {
  const waiting = [...Map.groupBy(events.slice(1, -1), (event) => ("index" in event ? event.index : -1)).values()];
  const open: StreamEvent[][] = [];
  const mixed: StreamEvent[] = [];
  for (let turn = 0; open.length + waiting.length > 0; turn++) {
    const pick = (picks[turn % Math.max(1, picks.length)] ?? 0) % (open.length + 1);
    const mayBegin = waiting[0]?.[0]?.kind === "tool-start" || open.every(([next]) => next?.kind.startsWith("tool-"));
    const begun = mayBegin && pick === open.length ? waiting.shift() : undefined;
    if (begun !== undefined) {
      mixed.push(...begun.splice(0, 2));
      open.push(begun);
    } else {
      const next = open[pick % Math.max(1, open.length)]?.shift();
      if (next !== undefined) mixed.push(next);
    }
    open.splice(0, open.length, ...open.filter((block) => block.length > 0));
  }
  return [...events.slice(0, 1), ...mixed, ...events.slice(-1)];
}
