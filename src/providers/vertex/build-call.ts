// The call that serves an exchange: project, place and model stand in the address of a service account's call, the model
// alone in that of a key's.

import type { Account } from "../../domain/account.ts";
import { utf8Text } from "../../exchange/byte-text.ts";
import { editJson, type JsonText, readJsonText } from "../../exchange/json-text.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { callerName, GEMINI_CLI } from "../shared/google-caller.ts";
import { parseRecord } from "../shared/json-fields.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { CallInput } from "../provider.ts";
import type { VertexSettings } from "./settings.ts";

/** The client's own query stays behind: it may hold the client's key. */
export function buildCall(input: CallInput, settings: VertexSettings): UpstreamCall {
  const { account, clientHeaders } = input;
  const headers: Record<string, string> = {
    ...credentialHeaders(account),
    "user-agent": callerName(clientHeaders, GEMINI_CLI, settings),
    "content-type": "application/json",
    accept: input.stream ? "text/event-stream" : "application/json",
    // Packed streams come in lumps; what is relayed is wanted as it happens.
    "accept-encoding": "identity",
  };
  const version = input.relayed ? clientHeaders.get("x-goog-api-client") : null;
  if (version !== null) headers["x-goog-api-client"] = version;
  return {
    method: "POST",
    url: `${placeOf(account, settings)}/publishers/google/models/${modelIn(input.model)}:${methodOf(input)}`,
    headers: { ...headers, ...ownHeaders(account) },
    body: bytesOf(input),
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** Keys are told by header here as at the Gemini API (cliproxyapi facts 8). */
function credentialHeaders({ credentials }: Account): Record<string, string> {
  if (credentials.kind === "api-key") return { "x-goog-api-key": credentials.key.reveal() };
  const token = credentials.accessToken.reveal();
  // The pool gets one first: `isRefreshDue` says that it must.
  if (token === "") throw new Error("a Vertex AI call without an access token");
  return { authorization: `Bearer ${token}` };
}

/** What stands before the publisher: with a key neither project nor place, which Google knows by the key. */
function placeOf(account: Account, settings: VertexSettings): string {
  const { credentials } = account;
  if (credentials.kind === "api-key") return `${account.baseUrl ?? hostOf("global", settings)}/v1`;
  const location = account.region ?? "global";
  const project = encodeURIComponent(credentials.upstreamAccountId ?? "");
  return `${hostOf(location, settings)}/v1/projects/${project}/locations/${encodeURIComponent(location)}`;
}

function hostOf(location: string, { baseUrl }: VertexSettings): string {
  return location === "global"
    ? baseUrl.replaceAll("{region}-", "").replaceAll("{region}", location)
    : baseUrl.replaceAll("{region}", location);
}

/** Clients choose the name: nothing in it may lead to another address. */
function modelIn(model: string): string {
  return encodeURIComponent(model.replace(/^(?:publishers\/google\/)?models\//, ""));
}

function methodOf({ operation, stream }: CallInput): string {
  switch (operation) {
    case "generate":
      // Without it the stream is one JSON array (wire facts 3.4).
      return stream ? "streamGenerateContent?alt=sse" : "generateContent";
    case "count-tokens":
      return "countTokens";
    default:
      throw new Error(`Vertex AI does no ${operation}`);
  }
}

/** What the front door has taken out of the address and put into the body. */
const IN_THE_ADDRESS = ["model", "stream"] as const;

function bytesOf({ body, operation }: CallInput): Uint8Array | null {
  if (body.kind !== "json") return null;
  const text = operation === "count-tokens" ? countedRequest(body.text) : body.text;
  return editJson(text, { remove: IN_THE_ADDRESS, set: withRole(text) });
}

/**
 * `{ contents }` where one turn alone does not say whose it is: at the Gemini API it may leave that out, here it is refused
 * ("Please use a valid role: user, model."). Whoever has said more than one turn has told them apart.
 */
function withRole(text: JsonText): { readonly contents?: unknown } {
  const [only, more] = text.elements("contents", 2);
  if (only === undefined || more !== undefined) return {};
  const turn = parseRecord(utf8Text(only));
  return turn === null || turn["role"] !== undefined ? {} : { contents: [{ role: "user", ...turn }] };
}

/** Only the Gemini API takes a whole request wrapped into the question how long it is. */
function countedRequest(text: JsonText): JsonText {
  if (text.kindOf("generateContentRequest") !== "object") return text;
  const inner = readJsonText(Buffer.from(JSON.stringify(text.get("generateContentRequest"))));
  return inner.kind === "ok" ? inner.text : text;
}
