// One call of a sign-in and its whole answer.

import type { Clock } from "../../domain/ports.ts";
import type { LoginAnswer } from "../../providers/login.ts";
import type { UpstreamCall, UpstreamClient } from "../../wire/upstream-call.ts";

export type VendorAnswer =
  | { readonly kind: "answered"; readonly answer: LoginAnswer }
  /** In words for the operator. */
  | { readonly kind: "unreachable"; readonly reason: string };

export interface VendorDeps {
  readonly client: UpstreamClient;
  readonly clock: Clock;
}

const ANSWER_MS = 30_000;
const TIMEOUTS = { connectMs: 10_000, firstByteMs: ANSWER_MS, idleMs: ANSWER_MS };
/** Tokens take a few kilobytes. */
const MOST_BYTES = 1024 * 1024;

/** Never rejects. */
export async function askVendor(
  call: UpstreamCall,
  { client, clock }: VendorDeps,
  signal: AbortSignal,
): Promise<VendorAnswer> {
  const sent = await client.send(call, { signal, timeouts: TIMEOUTS });
  if (sent.kind === "failed") return unreachable(call, sent.failure.code);
  const { status, headers } = sent;
  try {
    const body = await textOf(sent.body);
    return body === null
      ? unreachable(call, "answer_too_large")
      : { kind: "answered", answer: { status, headers, body, now: clock.now() } };
  } catch {
    return unreachable(call, "answer_broken");
  }
}

async function textOf(body: { next(): Promise<unknown>; discard(): void }): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let chunk = await body.next(); chunk !== null; chunk = await body.next()) {
    // Silence is told where it is asked for, and here it is not.
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length <= MOST_BYTES) continue;
    body.discard();
    return null;
  }
  return Buffer.concat(chunks).toString();
}

/** Host and path alone: an address may carry a password. */
function unreachable({ url }: UpstreamCall, code: string): VendorAnswer {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "the configured address", pathname: "" };
  return {
    kind: "unreachable",
    reason: `${host}${pathname} could not be reached (${code}); check the network, proxy-url and upstreams`,
  };
}
