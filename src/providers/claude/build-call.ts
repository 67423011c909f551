// The call that serves an exchange: which address, which headers, which bytes.

import type { Account } from "../../domain/account.ts";
import { editJson, type JsonText } from "../../exchange/json-text.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { CallInput } from "../provider.ts";
import { callHeaders } from "./call-headers.ts";
import type { ClaudeSettings } from "./settings.ts";

export function buildCall(input: CallInput, settings: ClaudeSettings): UpstreamCall {
  const { account, body, clientHeaders, relayed } = input;
  const text = body.kind === "json" ? body.text : null;
  const headers = callHeaders({ account, clientHeaders, relayed, betas: betasIn(text) }, settings);
  if (text !== null) headers["content-type"] = "application/json";
  headers["accept"] = input.stream ? "text/event-stream" : "application/json";
  return {
    method: text === null ? "GET" : "POST",
    url: `${baseOf(account, settings)}${pathOf(input)}${input.query}`,
    headers: { ...headers, ...ownHeaders(account) },
    body: text === null ? null : bytesOf(input, text),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** Only keys have addresses of their own: a login's token is shown to nobody but who gave it out. */
export function baseOf(account: Account, settings: ClaudeSettings): string {
  return account.credentials.kind === "api-key" ? (account.baseUrl ?? settings.baseUrl) : settings.baseUrl;
}

function pathOf(input: CallInput): string {
  switch (input.operation) {
    case "generate":
      return "/v1/messages";
    case "count-tokens":
      return "/v1/messages/count_tokens";
    case "models":
      return "/v1/models";
    case "compact":
    case "transcribe":
      throw new Error(`Anthropic has no ${input.operation}`);
  }
}

/** What makes an answer and is refused where only the question is counted (cliproxyapi facts 8, parameters of SDK 1.11). */
const NOT_COUNTED = [
  "max_tokens",
  "stream",
  "metadata",
  "temperature",
  "top_p",
  "top_k",
  "stop_sequences",
  "service_tier",
  "container",
  "context_management",
  "diagnostics",
  "inference_geo",
  "fallbacks",
  "fallback_credit_token",
  "thread",
] as const;

/** The client's very bytes, which signatures and caches are bound to (wire facts 4.1, trap 6). */
function bytesOf(input: CallInput, text: JsonText): Uint8Array {
  const remove = text.has("betas") ? ["betas"] : [];
  return editJson(text, { remove: input.operation === "count-tokens" ? [...remove, ...NOT_COUNTED] : remove });
}

/** SDKs take `betas` as a member and send a header; a client that sends the member means the same. */
function betasIn(text: JsonText | null): readonly string[] {
  if (text?.kindOf("betas") !== "array") return [];
  const betas: unknown = text.get("betas");
  if (!Array.isArray(betas)) return [];
  return betas.filter((beta): beta is string => typeof beta === "string" && /^[\w.-]+$/.test(beta));
}
