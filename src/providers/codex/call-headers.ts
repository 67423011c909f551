// The headers of a call: the account's own credentials, and of the client's headers what belongs to the upstream.

import type { Account } from "../../domain/account.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { CodexSettings } from "./settings.ts";

/** Sent by Codex to its backend and meant for it (wire facts 1.1, 1.6, observed with codex 0.169, 2026-11-21). */
const PASSED: ReadonlySet<string> = new Set([
  "session-id",
  "session_id",
  "thread-id",
  "conversation_id",
  "x-client-request-id",
  "openai-beta",
  "version",
  "originator",
]);
const PASSED_PREFIXES = ["x-codex-", "x-openai-"];
/** What names the client's own login stays here, whatever it begins with (`x-openai-actor-authorization`, ...). */
const CREDENTIAL = /authorization|cookie|token|secret|api-key|account-id/;

export function callHeaders(account: Account, clientHeaders: Headers, settings: CodexSettings): Record<string, string> {
  const headers: Record<string, string> = {};
  clientHeaders.forEach((value, name) => {
    const isMeantForIt = PASSED.has(name) || PASSED_PREFIXES.some((prefix) => name.startsWith(prefix));
    if (isMeantForIt && !CREDENTIAL.test(name)) headers[name] = value;
  });
  Object.assign(headers, credentialHeaders(account));
  headers["user-agent"] = userAgentFor(clientHeaders, settings);
  // Packed streams come in lumps; what is relayed is wanted as it happens.
  headers["accept-encoding"] = "identity";
  return Object.assign(headers, ownHeaders(account));
}

export function credentialHeaders(account: Account): Record<string, string> {
  const { credentials } = account;
  if (credentials.kind === "api-key") return { authorization: `Bearer ${credentials.key.reveal()}` };
  const headers: Record<string, string> = { authorization: `Bearer ${credentials.accessToken.reveal()}` };
  if (credentials.upstreamAccountId !== null) headers["chatgpt-account-id"] = credentials.upstreamAccountId;
  return headers;
}

/** True for Codex itself, by the name it gives. */
export function isVendorClient(clientHeaders: Headers): boolean {
  return /^codex[_-]/i.test(clientHeaders.get("user-agent") ?? "");
}

/** The vendor's own tool keeps its name; everybody else's request goes out under ours. Nobody is disguised. */
function userAgentFor(clientHeaders: Headers, settings: CodexSettings): string {
  const own = clientHeaders.get("user-agent");
  return own !== null && isVendorClient(clientHeaders) ? own : settings.userAgent;
}
