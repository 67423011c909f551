// A whole answer as a `response` object.

import type { ExchangeTerms } from "../../exchange/request.ts";
import type { ExchangeResponse } from "../../exchange/response.ts";
import type { JsonObject } from "../dialect.ts";
import { callNamesOf } from "./client-tools.ts";
import { itemId, outputItem } from "./output-items.ts";
import { closeResponse, openResponse } from "./response-object.ts";

/** `created_at` is 0 where neither the upstream nor the caller said when. */
export function encodeResponse(response: ExchangeResponse, request: ExchangeTerms): JsonObject {
  const { id, model, content, finish, usage } = response;
  const createdAt = Math.floor((response.createdAt ?? 0) / 1000);
  const called = callNamesOf(request.tools);
  const output = content.map((part, position) => outputItem(part, itemId(part, id, position), called));
  return closeResponse(openResponse({ id, model, createdAt }, request), { reason: finish, usage, output });
}
