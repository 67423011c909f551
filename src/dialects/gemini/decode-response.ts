// A whole answer: it has the form of one chunk, so that stream and whole are understood alike.

import { Fault } from "../../domain/faults.ts";
import { collectResponse } from "../../exchange/collect.ts";
import type { ExchangeTerms } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { ErrorEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { createStreamDecoder } from "./decode-stream.ts";

/** Throws Fault `upstream_garbage` where there is no candidate in it, `upstream_error` where it is an error after all. */
export function decodeResponse(body: JsonObject, request?: ExchangeTerms): ExchangeResponse {
  const decoder = createStreamDecoder(request);
  const collected = collectResponse([...decoder.decode("", JSON.stringify(body)), ...decoder.end()]);
  if (collected.kind === "answer") return collected.response;
  throw faultOf(collected);
}

function faultOf({ code, message, status, resetsAt }: ErrorEvent): Fault {
  if (code === "upstream_empty") return new Fault("upstream_garbage", "The upstream's answer has no candidate in it.");
  if (code === "upstream_stream_broken") return new Fault("upstream_garbage", "The upstream's answer has no end.");
  return new Fault("upstream_error", message, present({ upstreamCode: code, status: status ?? undefined, resetsAt }));
}
