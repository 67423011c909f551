// Reads along while chunks pass. Gemini has no terminal frame: counts and the last signature may come after the finish
// reason. So no frame is ever the end; the stream's closing is, where a reason was seen before it (`atClose`).

import { readFrame } from "../../exchange/sse-frames.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { nothingSeen, type FrameKind, type StreamTap, type Telling } from "../stream-tap.ts";
import { unwrapAnswer } from "./code-assist.ts";
import { readUpstreamError } from "./errors.ts";
import { endingOf, reasonIn } from "./finish-reason.ts";
import { decodeUsage } from "./usage.ts";

export function geminiTap(): StreamTap {
  const proofs: string[] = [];
  const seen = nothingSeen({ proofs });
  let isFinished = false;
  return {
    seen,
    mendedEnd: () => null,
    atClose: () => (isFinished ? "end" : null),
    look(frame) {
      const { data } = readFrame(frame);
      if (data === "") return "noise";
      const chunk = unwrapAnswer(parse(data));
      isFinished ||= finishes(chunk);
      if (data.includes("thoughtSignature")) proofs.push(...candidates(chunk).flatMap(partsOf).flatMap(proofOf));
      return lookAtChunk(seen, chunk);
    },
  };
}

function lookAtChunk(seen: Telling, chunk: JsonObject): FrameKind {
  if (chunk["error"] !== undefined && chunk["error"] !== null) {
    const { code, message, status, resetsAt } = readUpstreamError(chunk["error"]);
    seen.error = { code, message, status, resetsAt: resetsAt ?? null };
    return "failed";
  }
  if (typeof chunk["responseId"] === "string") seen.responseId = chunk["responseId"];
  if (typeof chunk["modelVersion"] === "string") seen.model = chunk["modelVersion"];
  const usage = decodeUsage(chunk["usageMetadata"]);
  if (usage !== null) seen.usage = usage;
  if (candidates(chunk).some(saysSomething) || isBlocked(chunk)) return "content";
  return candidates(chunk).length === 0 && usage !== null ? "usage" : "preamble";
}

/** An answer withheld is an answer; one that stops before it said anything is none yet, and may still go elsewhere. */
function saysSomething(candidate: JsonObject): boolean {
  const says = partsOf(candidate).some((part) =>
    Object.values(part).some((value) => value !== null && value !== "" && value !== true),
  );
  const reason = reasonIn(candidate["finishReason"]);
  return says || (reason !== undefined && endingOf(reason) !== "stop");
}

function partsOf({ content }: JsonObject): readonly JsonObject[] {
  return isObject(content) && Array.isArray(content["parts"]) ? content["parts"].filter(isObject) : [];
}

function proofOf({ thoughtSignature: proof }: JsonObject): readonly string[] {
  return typeof proof === "string" && proof !== "" ? [proof] : [];
}

const finishes = (chunk: JsonObject): boolean =>
  isBlocked(chunk) || candidates(chunk).some((candidate) => reasonIn(candidate["finishReason"]) !== undefined);

function isBlocked({ promptFeedback }: JsonObject): boolean {
  const reason = isObject(promptFeedback) ? promptFeedback["blockReason"] : undefined;
  return typeof reason === "string" && reason !== "" && !reason.endsWith("_UNSPECIFIED");
}

const candidates = (chunk: JsonObject): readonly JsonObject[] =>
  Array.isArray(chunk["candidates"]) ? chunk["candidates"].filter(isObject) : [];

/** Without alt=sse Google wraps an error in an array. */
function parse(data: string): JsonObject {
  try {
    const value: unknown = JSON.parse(data);
    const chunk: unknown = Array.isArray(value) ? value.find(isObject) : value;
    return isObject(chunk) ? chunk : {};
  } catch {
    return {};
  }
}
