// A whole message: read as the stream it would have been, so that stream and whole are understood alike.

import { Fault } from "../../domain/faults.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { ExchangeTerms } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { createEventDecoder } from "./decode-stream.ts";
import { faultOfUpstream, readUpstreamError } from "./errors.ts";

/** Throws Fault `upstream_garbage` where there is no content in it, `upstream_error` where it is an error after all. */
export function decodeResponse(body: JsonObject, request?: ExchangeTerms): ExchangeResponse {
  const { content, stop_reason: stopReason, stop_sequence: stopSequence, stop_details: stopDetails, usage } = body;
  const isError = body["type"] === "error" || (body["error"] ?? null) !== null;
  if (isError) throw faultOfUpstream(readUpstreamError(body));
  if (!Array.isArray(content)) throw new Fault("upstream_garbage", "The upstream's answer has no content in it.");
  const decoder = createEventDecoder(request);
  const blocks: readonly unknown[] = content;
  const delta = { stop_reason: stopReason, stop_sequence: stopSequence, stop_details: stopDetails };
  const events = [
    { type: "message_start", message: body },
    ...blocks.flatMap((block, index) => [
      { type: "content_block_start", index, content_block: block },
      { type: "content_block_stop", index },
    ]),
    { type: "message_delta", delta, usage },
    { type: "message_stop" },
  ];
  const collected = collectResponse(events.flatMap((event) => decoder.decode(event)));
  if (collected.kind === "error") throw faultOfUpstream(collected);
  return collected.response;
}
