// Reads along while a chat completion's chunks pass.

import { readFrame } from "../../exchange/sse-frames.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { readUpstreamError } from "../openai/upstream-error.ts";
import { nothingSeen, type FrameKind, type StreamTap, type Telling } from "../stream-tap.ts";
import { PROOFS } from "./proofs-in.ts";
import { decodeUsage } from "./usage.ts";

export function chatTap(): StreamTap {
  const proofs: string[] = [];
  const seen = nothingSeen({ proofs });
  return {
    seen,
    mendedEnd: () => null,
    look(frame) {
      const { data } = readFrame(frame);
      if (data === "") return "noise";
      if (data === "[DONE]") return "end";
      const chunk = parse(data);
      if (data.includes('"reasoning_details"')) proofs.push(...proofsOf(chunk));
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
  if (typeof chunk["id"] === "string") seen.responseId = chunk["id"];
  if (typeof chunk["model"] === "string") seen.model = chunk["model"];
  const usage = decodeUsage(chunk["usage"]);
  if (usage !== null) seen.usage = usage;
  const choices = Array.isArray(chunk["choices"]) ? chunk["choices"] : [];
  if (choices.length === 0) return usage === null ? "preamble" : "usage";
  return choices.some(saysSomething) ? "content" : "preamble";
}

function proofsOf({ choices }: JsonObject): readonly string[] {
  const deltas = objectsIn(choices).flatMap(({ delta }) => (isObject(delta) ? [delta] : []));
  const details = deltas.flatMap((delta) => objectsIn(delta["reasoning_details"]));
  return details.flatMap((detail) => PROOFS.map((name) => detail[name])).filter(isProof);
}

const objectsIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const isProof = (value: unknown): value is string => typeof value === "string" && value !== "";

/** The first chunk carries the role alone; a finish reason is the end of an answer, if of an empty one. */
function saysSomething(choice: unknown): boolean {
  if (!isObject(choice)) return false;
  if (choice["finish_reason"] !== null && choice["finish_reason"] !== undefined) return true;
  const { delta } = choice;
  if (!isObject(delta)) return false;
  return Object.entries(delta).some(([name, value]) => name !== "role" && value !== null && value !== "");
}

function parse(data: string): JsonObject {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
