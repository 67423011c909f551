// What goes wrong at an outbound proxy, told apart from what the upstream does: the account is not at fault, and the operator
// has to know which proxy it was.

import { type Failure, failure } from "../domain/failure.ts";

/** The address without user and password, for people. */
export function proxyInWords(proxyUrl: string): string {
  const { protocol, host } = new URL(proxyUrl);
  return `${protocol}//${host}`;
}

export function isSocks(proxyUrl: string): boolean {
  return new URL(proxyUrl).protocol.startsWith("socks");
}

/**
 * The failure behind an answer that is the proxy's own; null where it is the upstream's. No upstream asks for a proxy's
 * password (RFC 9110 15.5.8); 590 to 599 is what the bridge says where SOCKS failed.
 */
export function proxyAnswerFailure(proxyUrl: string, status: number): Failure | null {
  if (status === 407) return refused(proxyUrl, "407 Proxy Authentication Required");
  return isSocks(proxyUrl) && status >= 590 && status <= 599
    ? refused(proxyUrl, "away, or it does not take the user and password")
    : null;
}

/** The failure behind an error of the runtime's client; null where it does not come from the proxy. */
export function proxyErrorFailure(
  proxyUrl: string,
  error: { readonly code: string; readonly message: string },
): Failure | null {
  if (error.code === "ERR_PROXY_TUNNEL") {
    return refused(proxyUrl, error.message.slice(error.message.indexOf(": ") + 2, MOST_TOLD));
  }
  if (!NO_CONNECTION.has(error.code)) return null;
  return failure(
    "unreachable",
    "proxy_unreachable",
    `The outbound proxy ${proxyInWords(proxyUrl)} could not be reached (${error.code})`,
  );
}

/** A proxy may tell a whole page. */
const MOST_TOLD = 200;

/** Through a proxy the runtime itself connects to nobody else. */
const NO_CONNECTION: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ConnectionRefused",
  "ENOTFOUND",
  "FailedToOpenSocket",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
]);

function refused(proxyUrl: string, why: string): Failure {
  return failure(
    "unreachable",
    "proxy_refused",
    `The outbound proxy ${proxyInWords(proxyUrl)} refused to connect (${why})`,
  );
}
