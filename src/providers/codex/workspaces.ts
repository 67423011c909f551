// What the workspaces of a ChatGPT login are called (codex-auth facts §7).

import type { Account } from "../../domain/account.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import { proxyOf } from "../shared/call-settings.ts";
import { isRecord, textAt } from "../shared/json-fields.ts";
import { callHeaders } from "./call-headers.ts";
import type { CodexSettings } from "./settings.ts";

/** `GET /accounts`: every workspace that the login may use, whichever it is for. */
export function workspacesCall(account: Account, settings: CodexSettings): UpstreamCall | null {
  if (account.credentials.kind !== "oauth") return null;
  const headers = { ...callHeaders(account, new Headers(), settings), accept: "application/json" };
  const url = `${settings.chatgptBaseUrl}/accounts`;
  return { method: "GET", url, headers, body: null, proxyUrl: proxyOf(account.proxyUrl, settings) };
}

export function readWorkspaces(body: unknown): ReadonlyMap<string, string | null> | null {
  const items = isRecord(body) ? body["items"] : null;
  if (!Array.isArray(items)) return null;
  return new Map(
    items.filter(isRecord).flatMap((item) => {
      const id = textAt(item, "id");
      return id === null ? [] : [[id, textAt(item, "name")] as const];
    }),
  );
}
