// Which models an account may use.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { isRecord, textAt } from "../shared/json-fields.ts";
import { baseOf } from "./build-call.ts";
import { ourHeaders } from "./call-headers.ts";
import type { ClaudeSettings } from "./settings.ts";

/** The list comes in pages of 20; a thousand is the most a page may have (Anthropic's API reference, "List models"). */
export function modelsCall(account: Account, settings: ClaudeSettings): UpstreamCall {
  return {
    method: "GET",
    url: `${baseOf(account, settings)}/v1/models?limit=1000`,
    headers: ourHeaders(account, settings),
    body: null,
    proxyUrl: proxyOf(account.proxyUrl, settings),
  };
}

/** `{"data":[{id}]}` */
export function readModels(body: unknown): readonly string[] | null {
  if (!isRecord(body) || !Array.isArray(body["data"])) return null;
  return body["data"].flatMap((model) => (isRecord(model) ? (textAt(model, "id") ?? []) : []));
}
