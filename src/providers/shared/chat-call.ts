// Calls to an upstream with OpenAI's chat API at some base address: what the imitators have in common.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { type CallSettings, proxyOf } from "./call-settings.ts";
import { prepareChat } from "./chat-body.ts";
import { isRecord, textAt } from "./json-fields.ts";
import { ownHeaders } from "./own-headers.ts";
import type { CallInput } from "../provider.ts";

export interface ChatUpstream {
  /** Without a slash at the end, e.g. `https://api.deepseek.com/v1`. */
  readonly baseUrl: string;
  /** The key or access token; "" where the upstream wants none (Ollama, vLLM). */
  readonly token: string;
  /** The name that the vendor's own tool gives itself; its calls keep it. */
  readonly vendorTool?: RegExp;
}

/** The call of a `generate`. Nothing that the client says of itself is meant for an upstream that it does not know. */
export function chatCall(input: CallInput, upstream: ChatUpstream, settings: CallSettings): UpstreamCall {
  if (input.operation !== "generate" || input.body.kind !== "json") {
    throw new Error(`an upstream with OpenAI's chat API is not asked to ${input.operation}`);
  }
  const { account, body } = input;
  const ours = headersOf(upstream, settings);
  const tool = input.clientHeaders.get("user-agent");
  if (tool !== null && upstream.vendorTool?.test(tool) === true) ours["user-agent"] = tool;
  ours["content-type"] = "application/json";
  ours["accept"] = input.stream ? "text/event-stream" : "application/json";
  return {
    method: "POST",
    url: `${upstream.baseUrl}/chat/completions${input.query}`,
    headers: { ...ours, ...ownHeaders(account) },
    body: input.relayed ? body.text.bytes : prepareChat(body.text, input.model),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function modelListCall(account: Account, upstream: ChatUpstream, settings: CallSettings): UpstreamCall {
  return {
    method: "GET",
    url: `${upstream.baseUrl}/models`,
    headers: { ...headersOf(upstream, settings), accept: "application/json", ...ownHeaders(account) },
    body: null,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** The names in `{"data":[{"id":"..."}]}`, or in the array alone (Together, GitHub Models); null where it is neither. */
export function readModelList(body: unknown): readonly string[] | null {
  const list: unknown = isRecord(body) ? body["data"] : body;
  if (!Array.isArray(list)) return null;
  return list.flatMap((model) => (isRecord(model) ? (textAt(model, "id") ?? []) : []));
}

function headersOf({ token }: ChatUpstream, settings: CallSettings): Record<string, string> {
  return {
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    "user-agent": settings.userAgent,
    // Packed streams come in lumps; what is passed on is wanted as it happens.
    "accept-encoding": "identity",
  };
}
