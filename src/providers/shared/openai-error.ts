// The error that an upstream with OpenAI's API put where an answer should be. Every imitator has its own idea of
// OpenAI's envelope; this reads them all into one.

import type { JsonRecord } from "../auth-file.ts";
import { isRecord, recordAt, textAt } from "./json-fields.ts";
import { plainText } from "./plain-text.ts";

export interface OpenAiError {
  /** What it is called, in lower case, the most exact name first: its code, its type, its status. */
  readonly names: readonly string[];
  /** The member of the request that it is about. */
  readonly param: string | null;
  /** Fit for the client's eyes. */
  readonly message: string;
  /** The members of the error; {} where it is a bare text. */
  readonly fields: JsonRecord;
}

/**
 * `{"error":{message,type,param,code}}` of OpenAI; the same without its envelope (vLLM, Mistral, Cerebras) or in an array
 * (Google); `{"error":"text"}`; FastAPI's `{"detail":...}`; a text in quotes or none; a page. Total.
 */
export function readOpenAiError(body: string): OpenAiError {
  const json = parse(body);
  const outer: unknown = Array.isArray(json) ? json[0] : json;
  if (!isRecord(outer)) return bare(plainText(typeof outer === "string" ? outer : body));
  const fields = recordAt(outer, "error") ?? recordAt(outer, "detail") ?? withoutEnvelope(outer);
  if (fields === null) return bare(messageOf(outer) ?? SAYS_NOTHING);
  return {
    names: ["code", "type", "status"].flatMap((name) => nameOf(fields, name)),
    param: textAt(fields, "param"),
    message: messageOf(fields) ?? SAYS_NOTHING,
    fields,
  };
}

const SAYS_NOTHING = "The upstream refused without saying why";

/** The object itself where it says what `error` would: a message beside a code or type. */
function withoutEnvelope(outer: JsonRecord): JsonRecord | null {
  return outer["message"] !== undefined && (outer["code"] !== undefined || outer["type"] !== undefined) ? outer : null;
}

function bare(message: string): OpenAiError {
  return { names: [], param: null, message, fields: {} };
}

/** A number counts as well (Z.ai, SiliconFlow), unless it only repeats the HTTP status (OpenRouter, vLLM). */
function nameOf(fields: JsonRecord, name: string): readonly string[] {
  const value = fields[name];
  const text = typeof value === "number" ? String(value) : (textAt(fields, name)?.toLowerCase() ?? "");
  return text === "" || /^[1-5]\d\d$/.test(text) ? [] : [text];
}

function messageOf(fields: JsonRecord): string | null {
  for (const name of ["message", "detail", "error_description", "error", "msg", "title"]) {
    const told = tell(fields[name]);
    if (told !== null) return told;
  }
  return null;
}

/** A text, or the first of FastAPI's complaints: `[{"loc":["body","max_tokens"],"msg":"..."}]`. */
function tell(value: unknown): string | null {
  if (typeof value === "string") return value.trim() === "" ? null : plainText(value);
  const list: unknown = isRecord(value) ? value["detail"] : value;
  const first: unknown = Array.isArray(list) ? list[0] : null;
  if (!isRecord(first)) return null;
  const { loc } = first;
  const where = Array.isArray(loc) ? loc.filter((part) => typeof part === "string").join(".") : "";
  const message = textAt(first, "msg");
  return message === null ? null : plainText(where === "" ? message : `${where}: ${message}`);
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
