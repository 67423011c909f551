// The calls to xAI's API: which address, which headers, which bytes. Logins call the same official API as keys do.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { prepareChat } from "../shared/chat-body.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { CallInput } from "../provider.ts";
import type { XaiSettings } from "./settings.ts";

export function buildCall(input: CallInput, settings: XaiSettings): UpstreamCall {
  const { account, body } = input;
  const headers = callHeaders(account, settings);
  const conversation = conversationOf(input);
  if (conversation !== null) headers["x-grok-conv-id"] = conversation;
  if (body.kind === "json") headers["content-type"] = "application/json";
  headers["accept"] = input.stream ? "text/event-stream" : "application/json";
  return {
    method: body.kind === "none" ? "GET" : "POST",
    url: `${baseOf(account, settings)}${pathOf(input)}`,
    headers: { ...headers, ...ownHeaders(account) },
    body: bytesOf(input),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function modelsCall(account: Account, settings: XaiSettings): UpstreamCall {
  const headers = { ...callHeaders(account, settings), accept: "application/json", ...ownHeaders(account) };
  const url = `${baseOf(account, settings)}/models`;
  return { method: "GET", url, headers, body: null, proxyUrl: proxyOf(account.proxyUrl, settings) };
}

function callHeaders({ credentials }: Account, settings: XaiSettings): Record<string, string> {
  const token = credentials.kind === "api-key" ? credentials.key : credentials.accessToken;
  return {
    authorization: `Bearer ${token.reveal()}`,
    "user-agent": settings.userAgent,
    // Packed streams come in lumps; what is relayed is wanted as it happens.
    "accept-encoding": "identity",
  };
}

/** A login's token goes to the configured API alone, whatever address its file names. */
function baseOf(account: Account, settings: XaiSettings): string {
  return account.credentials.kind === "oauth" ? settings.baseUrl : (account.baseUrl ?? settings.baseUrl);
}

function pathOf({ operation, dialect }: CallInput): string {
  switch (operation) {
    case "generate":
      return dialect === "openai-chat" ? "/chat/completions" : "/responses";
    case "compact":
      return "/responses/compact";
    default:
      throw new Error(`xAI does no ${operation}`);
  }
}

/**
 * What keeps a conversation on the server that has its beginning cached (cliproxyapi facts 8): the client's own word for
 * it, in one of the places where clients say it. Nothing is made up for those that say nothing.
 */
function conversationOf({ clientHeaders, body }: CallInput): string | null {
  const told = clientHeaders.get("x-grok-conv-id");
  if (told !== null) return told;
  const key = body.kind === "json" && body.text.kindOf("prompt_cache_key") === "string" ? cacheKey(body.text) : null;
  return key ?? clientHeaders.get("session-id") ?? clientHeaders.get("session_id");
}

/** Only what can stand in a header. */
function cacheKey(text: { get(name: string): unknown }): string | null {
  const key = text.get("prompt_cache_key");
  return typeof key === "string" && /^[\x21-\x7e]{1,256}$/.test(key) ? key : null;
}

function bytesOf({ body, dialect, relayed, model }: CallInput): UpstreamCall["body"] {
  if (body.kind === "none") return null;
  if (body.kind === "form") return body.form;
  return dialect === "openai-chat" && !relayed ? prepareChat(body.text, model) : body.text.bytes;
}
