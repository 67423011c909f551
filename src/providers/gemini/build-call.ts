// The call that serves an exchange: the model and what is asked of it stand in the address, the key in a header.

import type { Account } from "../../domain/account.ts";
import { editJson } from "../../exchange/json-text.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { callerName, GEMINI_CLI } from "../shared/google-caller.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { CallInput } from "../provider.ts";
import type { GeminiSettings } from "./settings.ts";

/** What the front door has taken out of the address and put into the body; the API knows neither. */
const IN_THE_ADDRESS = ["model", "stream"] as const;

/** The client's own query stays behind: it may hold the client's key. */
export function buildCall(input: CallInput, settings: GeminiSettings): UpstreamCall {
  const { account, body, clientHeaders } = input;
  const headers: Record<string, string> = {
    ...keyHeaders(account, settings),
    "user-agent": callerName(clientHeaders, GEMINI_CLI, settings),
    "content-type": "application/json",
    accept: input.stream ? "text/event-stream" : "application/json",
  };
  const version = input.relayed ? clientHeaders.get("x-goog-api-client") : null;
  if (version !== null) headers["x-goog-api-client"] = version;
  return {
    method: "POST",
    url: `${baseOf(account, settings)}/v1beta/${resourceOf(input.model)}:${methodOf(input)}`,
    headers: { ...headers, ...ownHeaders(account) },
    body: body.kind === "json" ? editJson(body.text, { remove: IN_THE_ADDRESS }) : null,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** Every model this key may use, on one page. */
export function modelsCall(account: Account, settings: GeminiSettings): UpstreamCall {
  return {
    method: "GET",
    url: `${baseOf(account, settings)}/v1beta/models?pageSize=1000`,
    headers: { ...keyHeaders(account, settings), accept: "application/json", ...ownHeaders(account) },
    body: null,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

function methodOf({ operation, stream }: CallInput): string {
  switch (operation) {
    case "generate":
      // Without it the stream is one JSON array (wire facts 3.4).
      return stream ? "streamGenerateContent?alt=sse" : "generateContent";
    case "count-tokens":
      return "countTokens";
    case "compact":
    case "transcribe":
    case "models":
      throw new Error(`the Gemini API does no ${operation}`);
  }
}

/** Clients choose the name: nothing in it may lead to another address. */
function resourceOf(model: string): string {
  const tuned = /^(models|tunedModels)\/(.+)$/s.exec(model);
  return `${tuned?.[1] ?? "models"}/${encodeURIComponent(tuned?.[2] ?? model)}`;
}

function keyHeaders(account: Account, settings: GeminiSettings): Record<string, string> {
  const { credentials } = account;
  const key = credentials.kind === "api-key" ? credentials.key : credentials.accessToken;
  // Packed streams come in lumps; what is relayed is wanted as it happens.
  return { "x-goog-api-key": key.reveal(), "user-agent": settings.userAgent, "accept-encoding": "identity" };
}

/** Some SDKs want the version in the address, and operators copy it along. */
function baseOf(account: Account, settings: GeminiSettings): string {
  return (account.baseUrl ?? settings.baseUrl).replace(/\/v1(?:beta)?$/, "");
}
