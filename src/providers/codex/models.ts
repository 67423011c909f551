// Which models an account may use: the ChatGPT backend's catalogue, or the public API's list.

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { isRecord, textAt } from "../shared/json-fields.ts";
import { callHeaders } from "./call-headers.ts";
import type { CodexSettings } from "./settings.ts";

/** The backend lists for a version of Codex; one that knows all of today's models (observed with codex 0.169). */
export const CLIENT_VERSION = "0.169.0";

export function modelsCall(account: Account, settings: CodexSettings): UpstreamCall {
  const url =
    account.credentials.kind === "oauth"
      ? `${settings.chatgptBaseUrl}/codex/models?client_version=${CLIENT_VERSION}`
      : `${account.baseUrl ?? settings.openaiBaseUrl}/models`;
  const headers = { ...callHeaders(account, new Headers(), settings), accept: "application/json" };
  return { method: "GET", url, headers, body: null, proxyUrl: proxyOf(account.proxyUrl, settings) };
}

/** `{"models":[{slug,visibility}]}` of the backend (wire facts 1.5), `{"data":[{id}]}` of the API. */
export function readModels(body: unknown): readonly string[] | null {
  if (!isRecord(body)) return null;
  const { models, data } = body;
  if (Array.isArray(models)) {
    return models.flatMap((model) => (isRecord(model) && isListed(model) ? textOf(model, "slug") : []));
  }
  return Array.isArray(data) ? data.flatMap((model) => (isRecord(model) ? textOf(model, "id") : [])) : null;
}

/** What the backend hides is not offered; who knows its name gets it all the same. */
function isListed(model: Readonly<Record<string, unknown>>): boolean {
  return model["visibility"] !== "hide" && model["visibility"] !== "none";
}

function textOf(model: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const text = textAt(model, name);
  return text === null ? [] : [text];
}
