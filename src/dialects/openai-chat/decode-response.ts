// A whole chat answer: read as the one chunk it amounts to, so that stream and whole are understood alike.

import { Fault } from "../../domain/faults.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { ExchangeTerms } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { faultOfUpstream } from "../openai/upstream-error.ts";
import { createStreamDecoder } from "./decode-stream.ts";

/** Throws Fault `upstream_garbage` where there is no message in it, `upstream_error` where it is an error after all. */
export function decodeResponse(body: JsonObject, request?: ExchangeTerms): ExchangeResponse {
  const choice = Array.isArray(body["choices"]) ? body["choices"].find(isObject) : undefined;
  const isError = body["error"] !== undefined && body["error"] !== null;
  if (!isError && !isObject(choice?.["message"])) {
    throw new Fault("upstream_garbage", "The upstream's answer has no message in it.");
  }
  const chunk = { ...body, choices: [{ ...choice, delta: indexed(choice?.["message"]) }] };
  const decoder = createStreamDecoder(request);
  const events = [...decoder.decode("", JSON.stringify(chunk)), ...decoder.decode("", "[DONE]")];
  const collected = collectResponse(events);
  if (collected.kind === "error") throw faultOfUpstream(collected);
  return collected.response;
}

/** Calls of a whole answer have no index: their place is it. */
function indexed(message: unknown): unknown {
  if (!isObject(message) || !Array.isArray(message["tool_calls"])) return message;
  const calls = message["tool_calls"].filter(isObject).map((call, index) => ({ ...call, index }));
  return { ...message, tool_calls: calls };
}
