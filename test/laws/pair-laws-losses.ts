// What an answer loses by being told in a dialect, as docs/translation.md has it: nothing else may get lost.

import type { DialectId } from "../../src/dialects/dialect.ts";
import type { AssistantPart } from "../../src/exchange/request.ts";
import type { ExchangeResponse } from "../../src/exchange/response.ts";

export interface Losses {
  /** What the dialect has no word for. */
  readonly lost: (answer: ExchangeResponse) => ExchangeResponse;
  /** Differences of form alone, in which its streams and whole answers may differ from one another. */
  readonly form: (content: readonly AssistantPart[]) => readonly AssistantPart[];
}

export const asItIs: Losses["form"] = (content) => content;

export const LOSSES: Readonly<Record<DialectId, Losses>> = {
  "openai-chat": {
    // A thought is its words; a stop sequence that was hit is a stop.
    lost: (answer) => endedPlainly(mapParts(answer, (part) => withoutCallProof(withoutProof(withoutId(part))))),
    // A message has one text, one refusal, one thought, and then its calls.
    form: (content) => [
      ...joined(content, "reasoning"),
      ...joined(content, "text"),
      ...joined(content, "refusal"),
      ...content.filter(({ kind }) => kind === "tool-call"),
    ],
  },
  "openai-responses": {
    lost: (answer) => endedPlainly(mapParts(answer, withoutCallProof)),
    form: asItIs,
  },
  "anthropic-messages": {
    // A refusal is text, and the reason to stop says what it is.
    lost: (answer) => {
      const refused = answer.finish === "stop" && answer.content.some(({ kind }) => kind === "refusal");
      const told = mapParts(answer, (part) => asText(withoutCallProof(withoutId(part))));
      return { ...told, createdAt: null, finish: refused ? "content_filter" : answer.finish };
    },
    form: (content) => content.map(withObject),
  },
  gemini: {
    // A refusal is text; a thought has a proof only where it is Claude's own; tokens written to a cache are not told.
    lost: (answer) => {
      const isClaude = answer.model.includes("claude");
      const told = mapParts(answer, (part) => {
        const kept = isClaude && part.kind === "reasoning" && part.proof?.kind === "signature";
        return asText(withoutId(kept ? part : withoutProof(part)));
      });
      const usage = answer.usage === null ? null : { ...answer.usage, cacheWriteTokens: 0 };
      return saidWithheld({ ...endedPlainly(told), createdAt: null, usage });
    },
    // Text upon text is one text, thought upon thought one thought, up to its proof.
    form: (content) => content.map(withObject).reduce<readonly AssistantPart[]>(withNeighbour, []),
  },
};

/** A part that is left with nothing in it is no part. */
function mapParts(answer: ExchangeResponse, map: (part: AssistantPart) => AssistantPart): ExchangeResponse {
  const content = answer.content.map(map);
  return {
    ...answer,
    content: content.filter((part) => part.kind !== "reasoning" || part.text !== "" || part.proof !== undefined),
  };
}

function withoutId(part: AssistantPart): AssistantPart {
  if (part.kind !== "reasoning") return part;
  const { id: _, ...rest } = part;
  return rest;
}

function withoutProof(part: AssistantPart): AssistantPart {
  if (part.kind !== "reasoning") return part;
  const { proof: _, ...rest } = part;
  return rest;
}

function withoutCallProof(part: AssistantPart): AssistantPart {
  if (part.kind !== "tool-call") return part;
  const { proof: _, ...rest } = part;
  return rest;
}

const asText = (part: AssistantPart): AssistantPart =>
  part.kind === "refusal" ? { kind: "text", text: part.text } : part;

function endedPlainly(said: ExchangeResponse): ExchangeResponse {
  const { stopSequence: _, ...answer } = said;
  if (answer.finish !== "stop_sequence") return answer;
  const called = answer.content.some(({ kind }) => kind === "tool-call");
  return { ...answer, finish: called ? "tool_calls" : "stop" };
}

/** An answer that was withheld whole is told as a refusal that says so. */
function saidWithheld(answer: ExchangeResponse): ExchangeResponse {
  if (answer.finish !== "content_filter" || answer.content.length > 0) return answer;
  return { ...answer, content: [{ kind: "refusal", text: "The answer was withheld: SAFETY." }] };
}

/** Arguments are an object: how it was written down may be lost, and a call without arguments has an empty one. */
function withObject(part: AssistantPart): AssistantPart {
  if (part.kind !== "tool-call" || part.custom === true) return part;
  return { ...part, input: JSON.stringify(JSON.parse(part.input === "" ? "{}" : part.input)) };
}

function joined(content: readonly AssistantPart[], kind: "text" | "refusal" | "reasoning"): readonly AssistantPart[] {
  const texts = content.flatMap((part) => (part.kind === kind ? [part.text] : []));
  return texts.length === 0 ? [] : [{ kind, text: texts.join("") }];
}

function withNeighbour(told: readonly AssistantPart[], part: AssistantPart): readonly AssistantPart[] {
  const last = told.at(-1);
  const before = told.slice(0, -1);
  if (last?.kind === "text" && part.kind === "text") return [...before, { kind: "text", text: last.text + part.text }];
  if (last?.kind === "reasoning" && part.kind === "reasoning" && last.proof === undefined)
    return [...before, { ...part, text: last.text + part.text }];
  return [...told, part];
}
