// An answer in the words of Google's generateContent: whole, as an event stream, or as one list.

import type { Ids } from "../../domain/ports.ts";
import { sign } from "../accounts/thought-signature.ts";
import { type Json, parseJson } from "../json.ts";
import type { Reply, Tokens } from "../model/reply.ts";
import type { ToolCall } from "../model/tool-calls.ts";
import type { Script, WireEvent } from "./script.ts";
import { splitWords } from "./split-text.ts";

export interface GeminiFrame {
  readonly id: string;
  readonly model: string;
  /** Whom thought signatures are bound to; null for a model that gives none. */
  readonly signatory: string | null;
  /** Code Assist puts every response into another object. */
  readonly wrapped: boolean;
}

export interface GeminiTelling {
  readonly frame: GeminiFrame;
  readonly parts: readonly Json[];
  readonly finish: string;
  /** Set where the prompt is refused: then there is no candidate at all. */
  readonly blocked: string | null;
  readonly tokens: Tokens;
}

/** What there is to tell of a reply. `blocked` and `finish` come from the user's own words. */
export function geminiTelling(
  frame: GeminiFrame,
  reply: Reply,
  told: { readonly finish: string | null; readonly blocked: string | null; readonly ids: Ids },
): GeminiTelling {
  const isSilent = told.finish !== null || told.blocked !== null || reply.says.kind === "refusal";
  const finish = told.finish ?? (reply.says.kind === "refusal" ? "SAFETY" : reply.cutShort ? "MAX_TOKENS" : "STOP");
  const parts = isSilent ? [] : partsOf(frame, reply, told.ids);
  return { frame, parts, finish, blocked: told.blocked, tokens: reply.tokens };
}

/** The whole response. */
export function geminiResponse({ frame, parts, finish, blocked, tokens }: GeminiTelling): Json {
  if (blocked !== null) return response(frame, { promptFeedback: { blockReason: blocked } }, tokens);
  const content = parts.length === 0 ? {} : { content: { role: "model", parts } };
  return response(frame, { candidates: [{ ...content, finishReason: finish, index: 0 }] }, tokens);
}

/** The response as chunks. `listed` makes one JSON list of them instead of an event stream. */
export function geminiScript(telling: GeminiTelling, listed: boolean): Script {
  return { ...geminiTail(listed), events: chunks(telling, listed) };
}

/** What every script of generateContent shares. */
export function geminiTail(listed: boolean): Omit<Script, "events"> {
  const error = (problem: { readonly message: string }): WireEvent => ({
    type: "error",
    json: JSON.stringify({ error: { code: 500, message: problem.message, status: "INTERNAL" } }),
  });
  return { frame: listed ? listFrame() : sseFrame, failed: error, error };
}

/** One chunk with text. */
export function geminiTextChunk(frame: GeminiFrame, text: string, tokens: Tokens): WireEvent {
  return chunk(response(frame, { candidates: [{ content: { role: "model", parts: [{ text }] }, index: 0 }] }, tokens));
}

/** The chunks that end a response. */
export function geminiClosing(telling: GeminiTelling, listed: boolean): readonly WireEvent[] {
  return [chunk(geminiResponse(telling)), ...(listed ? [LIST_END] : [])];
}

const LIST_END: WireEvent = { type: "end", json: "]" };

function* chunks(telling: GeminiTelling, listed: boolean): Generator<WireEvent> {
  const { frame, parts, tokens } = telling;
  const last = parts.length - 1;
  for (const [index, part] of parts.entries()) {
    for (const piece of pieces(part)) {
      yield chunk(response(frame, { candidates: [{ content: { role: "model", parts: [piece] }, index: 0 }] }, tokens));
    }
    if (index !== last || !("thoughtSignature" in part) || !("text" in part)) continue;
    // The signature of a text comes after all of it, with no text of its own.
    const signature = { text: "", thoughtSignature: part["thoughtSignature"] };
    yield* geminiClosing({ ...telling, parts: [signature] }, listed);
    return;
  }
  const end = parts.length > 0 ? [{ text: "" }] : [];
  yield* geminiClosing({ ...telling, parts: end }, listed);
}

/** A text in several pieces, a function call in one. */
function pieces(part: Json): readonly Json[] {
  const { text, thoughtSignature: _, ...rest } = part;
  return typeof text === "string" ? splitWords(text).map((piece) => ({ ...rest, text: piece })) : [part];
}

function partsOf(frame: GeminiFrame, reply: Reply, ids: Ids): readonly Json[] {
  const { says } = reply;
  const thought = reply.summary === null ? [] : [{ text: reply.summary, thought: true }];
  const signature = frame.signatory === null ? {} : { thoughtSignature: sign(frame.signatory, "") };
  switch (says.kind) {
    case "tool-calls":
      return [
        ...thought,
        ...says.calls.map((call, index) => ({ ...callPart(frame, call, ids), ...(index === 0 ? signature : {}) })),
      ];
    case "text":
      return [...thought, { text: says.text, ...signature }];
    default:
      return thought;
  }
}

/** Only models that sign give ids; of parallel calls the first alone is signed. */
function callPart(frame: GeminiFrame, call: ToolCall, ids: Ids): Json {
  const id = frame.signatory === null ? {} : { id: ids.token("call") };
  return { functionCall: { name: call.name, args: parseJson(call.input) ?? {}, ...id } };
}

function response(frame: GeminiFrame, said: Json, tokens: Tokens): Json {
  const whole = {
    ...said,
    usageMetadata: usageMetadata(tokens),
    modelVersion: frame.model,
    responseId: frame.id,
  };
  return frame.wrapped ? { response: whole, traceId: frame.id } : whole;
}

/** `promptTokenCount` includes what was cached, `candidatesTokenCount` leaves thoughts out. */
function usageMetadata(tokens: Tokens): Json {
  return {
    promptTokenCount: tokens.input,
    candidatesTokenCount: tokens.output - tokens.reasoning,
    totalTokenCount: tokens.input + tokens.output,
    ...(tokens.cached === 0 ? {} : { cachedContentTokenCount: tokens.cached }),
    promptTokensDetails: [{ modality: "TEXT", tokenCount: tokens.input }],
    ...(tokens.reasoning === 0 ? {} : { thoughtsTokenCount: tokens.reasoning }),
  };
}

function chunk(body: Json): WireEvent {
  return { type: "chunk", json: JSON.stringify(body) };
}

function sseFrame(event: WireEvent): string {
  return `data: ${event.json}\r\n\r\n`;
}

/** One JSON list over all events of a script; an error under way is its last entry. */
function listFrame(): (event: WireEvent) => string {
  let isFirst = true;
  return (event) => {
    if (event.type === "end") return isFirst ? "[]" : "]";
    const before = isFirst ? "[" : ",\r\n";
    isFirst = false;
    return before + event.json + (event.type === "error" ? "]" : "");
  };
}
