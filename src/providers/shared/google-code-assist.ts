// Calls of Code Assist (`<base>/v1internal:<method>`), as Gemini CLI's and Antigravity's accounts make them, and the envelope
// around what it answers.

import { unwrapFrameData } from "../../dialects/gemini/code-assist.ts";
import type { Account } from "../../domain/account.ts";
import { utf8Text } from "../../exchange/byte-text.ts";
import { editJson, type JsonEdits, type JsonText } from "../../exchange/json-text.ts";
import { peekMember } from "../../exchange/peek-member.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "./call-settings.ts";
import type { GoogleLoginSettings } from "./google-login.ts";
import { isRecord } from "./json-fields.ts";
import { ownHeaders } from "./own-headers.ts";
import type { CallInput, Envelope } from "../provider.ts";

export interface CodeAssistAsk {
  readonly account: Account;
  /** `generateContent`, `loadCodeAssist`, ... with its query. */
  readonly method: string;
  readonly body: Uint8Array | string;
  readonly userAgent: string;
}

export function codeAssistCall(
  { account, method, body, userAgent }: CodeAssistAsk,
  settings: GoogleLoginSettings,
): UpstreamCall {
  const { credentials } = account;
  const token = credentials.kind === "oauth" ? credentials.accessToken : credentials.key;
  return {
    method: "POST",
    url: `${settings.baseUrl}/v1internal:${method}`,
    headers: { ...codeAssistHeaders(token.reveal(), userAgent), ...acceptOf(method), ...ownHeaders(account) },
    body,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function codeAssistHeaders(accessToken: string, userAgent: string): Record<string, string> {
  return {
    authorization: `Bearer ${accessToken}`,
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": userAgent,
    // Packed streams come in lumps; what is relayed is wanted as it happens.
    "accept-encoding": "identity",
  };
}

function acceptOf(method: string): Record<string, string> {
  return method.endsWith("alt=sse") ? { accept: "text/event-stream" } : {};
}

/** Without `alt=sse` the stream is one JSON array (wire facts 3.4). */
export function codeAssistMethod({ operation, stream }: CallInput): string {
  switch (operation) {
    case "generate":
      return stream ? "streamGenerateContent?alt=sse" : "generateContent";
    case "count-tokens":
      return "countTokens";
    case "compact":
    case "transcribe":
    case "models":
      throw new Error(`Code Assist does no ${operation}`);
  }
}

/** The model by its bare name, as the envelope wants it. */
export function bareModel(model: string): string {
  return model.replace(/^models\//, "");
}

const IN_THE_ENVELOPE = ["model", "stream"];

/** `{...outer, "request": <the client's bytes>}`; of the inner request `model` and `stream` go, and what `edits` names. */
export function wrapped(outer: object, request: JsonText, edits: JsonEdits = {}): Uint8Array {
  const head = JSON.stringify(outer).slice(0, -1);
  const inner = editJson(request, { ...edits, remove: [...IN_THE_ENVELOPE, ...(edits.remove ?? [])] });
  return Buffer.concat([Buffer.from(`${head},"request":`), inner, Buffer.from("}")]);
}

/** Counting takes the contents alone, and the model's name inside (wire facts 2.3). */
export function countBody(model: string, request: JsonText): string {
  const whole = peekMember(request, "generateContentRequest");
  const contents = isRecord(whole) ? whole["contents"] : peekMember(request, "contents");
  return JSON.stringify({ request: { model: `models/${bareModel(model)}`, contents: contents ?? [] } });
}

/** `{"response":{...},"traceId":"..."}` around each answer and each chunk. */
export const codeAssistEnvelope: Envelope = {
  unwrapFrame,
  unwrapWhole(body) {
    const text = utf8Text(body);
    const inner = unwrapFrame(text);
    return inner === text ? body : Buffer.from(inner);
  },
};

const USUAL = /^\s*\{\s*"response"\s*:\s*(?=\{)/;

/** Every chunk of every stream passes here: the usual shape is cut out of the text, what looks otherwise is parsed. */
function unwrapFrame(data: string): string {
  const head = USUAL.exec(data);
  if (head === null) return data.includes('"response"') ? unwrapFrameData(data) : data;
  const start = head[0].length;
  const end = endOfObject(data, start);
  return end < 0 ? data : data.slice(start, end);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/** The place after the brace that closes the one at `open`; -1 where there is none. Strings are leapt over natively. */
function endOfObject(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return -1;
    } else if (code === OPEN) depth += 1;
    else if (code === CLOSE && --depth === 0) return at + 1;
  }
  return -1;
}

/** The place of the quote that ends the string that begins at `open`; -1 where there is none. */
function endOfString(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1);
  while (quote >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote;
    quote = text.indexOf('"', quote + 1);
  }
  return -1;
}
