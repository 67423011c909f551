// The measured stream and the measured answer in the form of Google's generateContent.

import type { Json } from "../json.ts";
import { filler, type Measured } from "../model/measured.ts";
import {
  geminiClosing,
  type GeminiFrame,
  geminiResponse,
  geminiTail,
  type GeminiTelling,
  geminiTextChunk,
} from "./gemini-response.ts";
import { tokensOf } from "./measured-response.ts";
import { DELTA_EVENT_BYTES, measuredScript, type Pace } from "./measured-stream.ts";
import type { Script } from "./script.ts";

/** The script of a `sandbox-stream-*` model. */
export function measuredGeminiScript(
  frame: GeminiFrame,
  ask: Extract<Measured, { kind: "stream" }> & { readonly listed: boolean },
  pace: Pace,
): Script {
  const tokens = tokensOf(ask.deltas);
  const overhead = geminiTextChunk(frame, "", tokens).json.length;
  const delta = geminiTextChunk(frame, filler(Math.max(8, DELTA_EVENT_BYTES - overhead)), tokens);
  const closing = geminiClosing(plain(frame, "", ask.deltas), ask.listed);
  const stream = { ...ask, opening: [], delta: () => delta, closing };
  return measuredScript(geminiTail(ask.listed), stream, pace);
}

/** A response of about `bytes` bytes. */
export function measuredGemini(frame: GeminiFrame, bytes: number): Json {
  const empty = JSON.stringify(geminiResponse(plain(frame, "", bytes / 4))).length;
  return geminiResponse(plain(frame, filler(bytes - empty), bytes / 4));
}

function plain(frame: GeminiFrame, text: string, outputTokens: number): GeminiTelling {
  return { frame, parts: [{ text }], finish: "STOP", blocked: null, tokens: tokensOf(Math.ceil(outputTokens)) };
}
