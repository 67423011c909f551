// The headers of a call: the account's own credentials, and of the client's headers what belongs to the upstream.

import type { Account } from "../../domain/account.ts";
import { ownHeaders } from "../shared/own-headers.ts";
import type { ClaudeSettings } from "./settings.ts";

export interface HeaderInput {
  readonly account: Account;
  readonly clientHeaders: Headers;
  /** What the client says of version and betas is meant for the upstream. */
  readonly relayed: boolean;
  /** Betas that the request's body named. */
  readonly betas: readonly string[];
}

/** A login is accepted with this beta alone (wire facts 2.2). */
const OAUTH_BETA = "oauth-2025-04-20";
/** The version whose form we encode; clients of newer ones say so themselves (wire facts 3.3). */
const DEFAULT_VERSION = "2023-06-01";
const VERSION = /^\d{4}-\d{2}-\d{2}$/;

/** Sent by Claude Code and meant for Anthropic (observed with 2.1.329, wire facts 3.3). */
const PASSED: ReadonlySet<string> = new Set([
  "x-app",
  "x-client-app",
  "x-client-request-id",
  "x-anthropic-additional-protection",
  "anthropic-dangerous-direct-browser-access",
]);
const PASSED_PREFIXES = ["x-stainless-", "x-claude-code-"];
/** What names the client's own login stays here, whatever it begins with. */
const CREDENTIAL = /authorization|cookie|token|secret|credential|api-key|account/;

/** Without the account's own headers, which come last. */
export function callHeaders(input: HeaderInput, settings: ClaudeSettings): Record<string, string> {
  const { account, clientHeaders, relayed } = input;
  const headers: Record<string, string> = {};
  const own = vendorUserAgent(clientHeaders);
  if (own !== null) {
    clientHeaders.forEach((value, name) => {
      const isMeantForIt = PASSED.has(name) || PASSED_PREFIXES.some((prefix) => name.startsWith(prefix));
      if (isMeantForIt && !CREDENTIAL.test(name)) headers[name] = value;
    });
  }
  headers["anthropic-version"] = versionOf(relayed ? clientHeaders.get("anthropic-version") : null);
  const betas = betasOf(input);
  if (betas !== "") headers["anthropic-beta"] = betas;
  Object.assign(headers, credentialHeaders(account, settings));
  headers["user-agent"] = own ?? settings.userAgent;
  // Packed streams come in lumps; what is relayed is wanted as it happens.
  headers["accept-encoding"] = "identity";
  return headers;
}

/** The headers of a call that no client asked for. */
export function ourHeaders(account: Account, settings: ClaudeSettings): Record<string, string> {
  const headers = callHeaders({ account, clientHeaders: new Headers(), relayed: false, betas: [] }, settings);
  return { ...headers, accept: "application/json", ...ownHeaders(account) };
}

/** The name of Claude Code where it is the client: it keeps it. Everybody else's request goes out under ours. */
function vendorUserAgent(clientHeaders: Headers): string | null {
  const own = clientHeaders.get("user-agent");
  return own !== null && /^claude-cli\//i.test(own) ? own : null;
}

function versionOf(said: string | null): string {
  return said !== null && VERSION.test(said) ? said : DEFAULT_VERSION;
}

/** The client's betas and what the credentials need; how the client itself signs in is no matter of the upstream's. */
function betasOf({ account, clientHeaders, relayed, betas }: HeaderInput): string {
  const said = relayed ? (clientHeaders.get("anthropic-beta") ?? "").split(",").map((beta) => beta.trim()) : [];
  const wanted = [...said, ...betas].filter((beta) => beta !== "" && beta !== OAUTH_BETA);
  return [...new Set(isLogin(account) ? [...wanted, OAUTH_BETA] : wanted)].join(",");
}

/** The long-lived token of `claude setup-token` is kept as a key is, and is a login all the same. */
function isLogin({ credentials }: Account): boolean {
  return credentials.kind === "oauth" || credentials.key.reveal().startsWith("sk-ant-oat");
}

/**
 * Anthropic's own API takes keys as `x-api-key` in all its versions; other servers that speak like it are written for
 * Claude Code's `ANTHROPIC_AUTH_TOKEN` and take a bearer (cliproxyapi facts 8). An entry's `headers` overrule both.
 */
function credentialHeaders(account: Account, settings: ClaudeSettings): Record<string, string> {
  const { credentials } = account;
  if (credentials.kind === "oauth") return { authorization: `Bearer ${credentials.accessToken.reveal()}` };
  const key = credentials.key.reveal();
  const isTheirs = account.baseUrl === null || account.baseUrl === settings.baseUrl || isAnthropic(account.baseUrl);
  return isTheirs && !isLogin(account) ? { "x-api-key": key } : { authorization: `Bearer ${key}` };
}

function isAnthropic(baseUrl: string): boolean {
  return /^https:\/\/api\.anthropic\.com(?:[:/]|$)/i.test(baseUrl);
}
