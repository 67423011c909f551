// A whole Responses answer: read as the terminal event that would have carried it.

import { Fault } from "../../domain/faults.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { faultOfUpstream } from "../openai/upstream-error.ts";
import { createEventDecoder } from "./decode-stream.ts";

/** Throws Fault `upstream_garbage` where there is no output in it, `upstream_error` where the response failed. */
export function decodeResponse(body: JsonObject): ExchangeResponse {
  const failed = body["status"] === "failed" || (body["error"] ?? null) !== null;
  if (!failed && !Array.isArray(body["output"])) {
    throw new Fault("upstream_garbage", "The upstream's answer has no output in it.");
  }
  const type = failed ? "response.failed" : "response.completed";
  const collected = collectResponse(createEventDecoder().decode({ type, response: body }));
  if (collected.kind === "error") throw faultOfUpstream(collected);
  return collected.response;
}
