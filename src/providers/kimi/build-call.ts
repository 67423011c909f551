// The calls to Kimi's API: which address, which headers, which bytes. Both dialects hang under `/v1` of one base.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { prepareChat } from "../shared/chat-body.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { CallInput } from "../provider.ts";
import { acceptedChat } from "./accepted-chat.ts";
import type { KimiSettings } from "./settings.ts";

export function buildCall(input: CallInput, settings: KimiSettings): UpstreamCall {
  const { account, body, clientHeaders } = input;
  const headers = callHeaders(account, clientHeaders, settings);
  if (body.kind === "json") headers["content-type"] = "application/json";
  if (input.dialect === "anthropic-messages") headers["anthropic-version"] = ANTHROPIC_VERSION;
  headers["accept"] = input.stream ? "text/event-stream" : "application/json";
  // Packed streams come in lumps; what is relayed is wanted as it happens.
  headers["accept-encoding"] = "identity";
  return {
    method: body.kind === "none" ? "GET" : "POST",
    url: `${baseOf(account, settings)}${pathOf(input)}`,
    headers: { ...headers, ...ownHeaders(account) },
    body: bytesOf(input),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** A question about the account itself: what is left, which models. */
export function askCall(account: Account, path: string, settings: KimiSettings): UpstreamCall {
  const headers = { ...callHeaders(account, new Headers(), settings), accept: "application/json" };
  return {
    method: "GET",
    url: `${baseOf(account, settings)}${path}`,
    headers: { ...headers, ...ownHeaders(account) },
    body: null,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** Who calls, as auth and API want to know it (wire facts 2.6): the names are Kimi's, the values our own. */
export function deviceHeaders(account: Account, settings: KimiSettings): Record<string, string> {
  const { credentials } = account;
  return credentials.kind === "api-key" ? {} : headersOfDevice(credentials.upstreamAccountId, settings);
}

export function headersOfDevice(deviceId: string | null, settings: KimiSettings): Record<string, string> {
  const [platform = "", version = ""] = settings.userAgent.split("/");
  return {
    "x-msh-platform": platform,
    "x-msh-version": version,
    ...(deviceId === null || /[^\x20-\x7e]/.test(deviceId) ? {} : { "x-msh-device-id": deviceId }),
  };
}

/** What Kimi's endpoint for Anthropic's API was made for; clients may speak a later version than it knows. */
const ANTHROPIC_VERSION = "2023-06-01";

/** Sent by Kimi's own tools, and theirs to say. The device is the account's: it is what the login was given to. */
const PASSED = ["x-msh-platform", "x-msh-version", "x-msh-device-name", "x-msh-device-model", "x-msh-os-version"];

function callHeaders(account: Account, clientHeaders: Headers, settings: KimiSettings): Record<string, string> {
  const { credentials } = account;
  const token = credentials.kind === "api-key" ? credentials.key : credentials.accessToken;
  const headers: Record<string, string> = {
    authorization: `Bearer ${token.reveal()}`,
    "user-agent": settings.userAgent,
    ...deviceHeaders(account, settings),
  };
  const client = clientHeaders.get("user-agent") ?? "";
  if (!/^kimi/i.test(client)) return headers;
  headers["user-agent"] = client;
  for (const name of PASSED) {
    const value = clientHeaders.get(name);
    if (value !== null) headers[name] = value;
  }
  return headers;
}

function pathOf({ operation, dialect }: CallInput): string {
  if (operation !== "generate") throw new Error(`Kimi does no ${operation}`);
  return dialect === "anthropic-messages" ? "/v1/messages" : "/v1/chat/completions";
}

/** With or without `/v1`: both are written down as the address of this API. */
function baseOf(account: Account, settings: KimiSettings): string {
  if (account.credentials.kind === "oauth" || account.baseUrl === null) return settings.baseUrl;
  return account.baseUrl.replace(/\/v1$/, "");
}

function bytesOf({ body, dialect, relayed, model }: CallInput): UpstreamCall["body"] {
  if (body.kind === "none") return null;
  if (body.kind === "form") return body.form;
  if (dialect !== "openai-chat") return body.text.bytes;
  return acceptedChat(relayed ? body.text.bytes : prepareChat(body.text, model));
}
