// The call that serves an exchange: which address, which headers, which bytes.

import type { Account } from "../../domain/account.ts";
import type { CallBody, CallInput, SocketInput, SocketTarget } from "../provider.ts";
import { proxyOf } from "../shared/call-settings.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { callHeaders, isVendorClient } from "./call-headers.ts";
import { prepareCompact, prepareGenerate } from "./prepare-body.ts";
import type { CodexSettings } from "./settings.ts";

/** Path under the account's base address. */
function pathOf(input: CallInput): string {
  const isLogin = input.account.credentials.kind === "oauth";
  switch (input.operation) {
    case "count-tokens":
      throw new Error("the Codex upstreams count no tokens ahead");
    case "generate":
      if (input.dialect === "openai-chat") return "/chat/completions";
      return isLogin ? "/codex/responses" : "/responses";
    case "compact":
      return isLogin ? "/codex/responses/compact" : "/responses/compact";
    case "transcribe":
      return isLogin ? "/transcribe" : "/audio/transcriptions";
    case "models":
      return isLogin ? "/codex/models" : "/models";
  }
}

export function buildCall(input: CallInput, settings: CodexSettings): UpstreamCall {
  const { account, body } = input;
  const headers = callHeaders(account, input.clientHeaders, settings);
  if (body.kind === "json") headers["content-type"] = "application/json";
  if (input.operation === "generate")
    headers["accept"] = account.credentials.kind === "oauth" ? "text/event-stream" : "*/*";
  return {
    method: body.kind === "none" ? "GET" : "POST",
    url: `${baseOf(account, settings)}${pathOf(input)}${input.query}`,
    headers,
    body: bytesOf(input, body),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

export function socketTarget(input: SocketInput, settings: CodexSettings): SocketTarget | null {
  const { account, clientHeaders } = input;
  if (!account.websockets) return null;
  const path = account.credentials.kind === "oauth" ? "/codex/responses" : "/responses";
  const headers = callHeaders(account, clientHeaders, settings);
  delete headers["accept-encoding"];
  // The upstream knows by this that turns will come (wire facts 1.6); Codex sends its own.
  headers["openai-beta"] = withSocketBeta(headers["openai-beta"]);
  const base = baseOf(account, settings).replace(/^http/, "ws");
  return { url: `${base}${path}`, headers, proxyUrl: proxyOf(account.proxyUrl, settings) };
}

const SOCKET_BETA = "responses_websockets=2026-02-06";

function withSocketBeta(sent: string | undefined): string {
  if (sent === undefined) return SOCKET_BETA;
  return sent.includes("responses_websockets=") ? sent : `${sent}, ${SOCKET_BETA}`;
}

function baseOf(account: Account, settings: CodexSettings): string {
  if (account.credentials.kind === "oauth") return settings.chatgptBaseUrl;
  return account.baseUrl ?? settings.openaiBaseUrl;
}

function bytesOf(input: CallInput, body: CallBody): UpstreamCall["body"] {
  if (body.kind === "none") return null;
  if (body.kind === "form") return body.form;
  // The public API takes what clients send it; only the ChatGPT backend is particular.
  if (input.account.credentials.kind === "api-key") return body.text.bytes;
  return input.operation === "compact"
    ? prepareCompact(body.text)
    : prepareGenerate(body.text, isVendorClient(input.clientHeaders));
}
