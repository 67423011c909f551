// The only door out. One request, with honest limits on connecting, on the first byte and on silence.

import { type Failure, failure } from "../domain/failure.ts";
import type { Cancel, Clock } from "../domain/ports.ts";
import { WireFault } from "../domain/wire-fault.ts";
import { answerBody } from "./answer-body.ts";
import type { OutboundProxies } from "./outbound-proxy.ts";
import { canConnect } from "./probe-connect.ts";
import { proxyAnswerFailure, proxyErrorFailure, proxyInWords } from "./proxy-failure.ts";
import type { AnswerBody, UpstreamAnswer, UpstreamCall, UpstreamClient, UpstreamTimeouts } from "./upstream-call.ts";

/** Most answers come sooner; only a call that has heard nothing for this long is worth asking whether it is connected. */
const PROBE_AFTER_MS = 1000;
/** A kept connection that dies under a request does so at once; later silence may mean that the upstream is at work. */
const STALE_CONNECTION_MS = 1000;

const LARGE_BODY_BYTES = 128 * 1024;

interface SendOptions {
  readonly signal: AbortSignal;
  readonly timeouts: UpstreamTimeouts;
}

export function createUpstreamClient(deps: {
  readonly clock: Clock;
  readonly proxies: OutboundProxies;
}): UpstreamClient {
  const { clock, proxies } = deps;
  /** Origins that answered before, so that a connection to them may be a kept one. */
  const knownOrigins = new Set<string>();

  async function send(call: UpstreamCall, options: SendOptions): Promise<UpstreamAnswer> {
    const startedAt = clock.now();
    const first = await sendOnce(call, options, true);
    if (first.kind === "answered") {
      knownOrigins.add(originOf(call.url));
      return first;
    }
    // RFC 9112 9.3.1: a kept connection may be closed by the peer just as the request leaves; no byte came back, so the
    // request is sent once more, on a fresh connection.
    const wasStale =
      first.failure.code === "connection_closed" &&
      knownOrigins.has(originOf(call.url)) &&
      clock.now() - startedAt < STALE_CONNECTION_MS;
    return wasStale ? sendOnce(call, options, false) : first;
  }

  async function sendOnce(call: UpstreamCall, options: SendOptions, reuse: boolean): Promise<UpstreamAnswer> {
    const { signal, timeouts } = options;
    if (signal.aborted) return { kind: "failed", failure: cancelled() };
    const giving = giveUpWith(signal);
    const stopWatch = watchSilence({ call, timeouts, clock, give: giving.give });
    try {
      const proxy = call.proxyUrl === null ? undefined : await proxies.httpAddressOf(call.proxyUrl);
      const response = await fetch(call.url, requestOf(call, { proxy, signal: giving.signal, reuse }));
      if (call.proxyUrl !== null) await throwIfProxys(response, call.proxyUrl);
      return {
        kind: "answered",
        status: response.status,
        headers: response.headers,
        body: bodyOf(response, giving, timeouts),
      };
    } catch (error) {
      giving.done();
      return { kind: "failed", failure: giving.reason() ?? connectionFailure(error, call.proxyUrl) };
    } finally {
      stopWatch();
    }
  }

  const bodyOf = (response: Response, giving: GivingUp, { idleMs, quietMs }: UpstreamTimeouts): AnswerBody =>
    answerBody({ response, clock, idleMs, quietMs: quietMs ?? Number.POSITIVE_INFINITY, ...giving });

  return { send };
}

/** How a call ends before its answer does. */
interface GivingUp {
  readonly signal: AbortSignal;
  /** Ends the call; the first reason counts. */
  give(why: Failure): void;
  /** Why it was ended; null where it was not. */
  reason(): Failure | null;
  abort(): void;
  /** Nothing more will be read. */
  done(): void;
}

/**
 * A call that is given up where its client leaves. It lives as long as the answer, so it is made apart from the call: a
 * closure made in an async function holds what that function was given, here the request's body for as long as its stream
 * lasts (Bun 1.4.5).
 */
function giveUpWith(client: AbortSignal): GivingUp {
  const controller = new AbortController();
  let reason: Failure | null = null;
  const give = (why: Failure): void => {
    reason ??= why;
    controller.abort();
  };
  const onAbort = (): void => give(cancelled());
  client.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    give,
    reason: () => reason,
    abort: () => controller.abort(),
    done: () => client.removeEventListener("abort", onAbort),
  };
}

function requestOf(
  { method, headers, body }: UpstreamCall,
  by: { readonly proxy: string | undefined; readonly signal: AbortSignal; readonly reuse: boolean },
): BunFetchRequestInit {
  const { proxy, signal, reuse } = by;
  const request = {
    method,
    ...sentAs(headers, body),
    signal,
    keepalive: reuse,
    redirect: "manual",
    // The limits are ours (see watchSilence); the runtime's own five minutes would cut long thinking.
    timeout: false,
  } as BunFetchRequestInit;
  return proxy === undefined ? request : { ...request, proxy };
}

/**
 * A large body goes in as a stream: of bytes the runtime's client makes a copy, and keeps it until the answer has ended
 * (Bun 1.4.5: 1 MB for each live stream of an agent with a long history). For a small one a stream costs more than its copy.
 */
function sentAs(
  headers: UpstreamCall["headers"],
  body: UpstreamCall["body"],
): Pick<BunFetchRequestInit, "headers" | "body"> {
  if (!(body instanceof Uint8Array) || body.byteLength < LARGE_BODY_BYTES)
    return { headers, body: body as BunFetchRequestInit["body"] };
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(body);
      controller.close();
    },
  });
  return { headers: { ...headers, "content-length": String(body.byteLength) }, body: stream };
}

/** Throws WireFault where the answer is the outbound proxy's own. */
async function throwIfProxys(response: Response, proxyUrl: string): Promise<void> {
  const failed = proxyAnswerFailure(proxyUrl, response.status);
  if (failed === null) return;
  await response.body?.cancel();
  throw new WireFault(failed);
}

interface SilenceWatch {
  readonly call: UpstreamCall;
  readonly timeouts: UpstreamTimeouts;
  readonly clock: Clock;
  give(why: Failure): void;
}

/**
 * Until the status line: the connect limit, then the first-byte limit. The runtime does not say when it is connected,
 * so a call that stays silent is checked by a connection of our own to the same place.
 */
function watchSilence({ call, timeouts, clock, give }: SilenceWatch): Cancel {
  let cancelTimer: Cancel = () => undefined;
  let over = false;
  const connectWatchMs = Math.min(PROBE_AFTER_MS, timeouts.connectMs / 2, timeouts.firstByteMs);
  cancelTimer = clock.after(connectWatchMs, () => {
    cancelTimer = clock.after(timeouts.firstByteMs - connectWatchMs, () => give(firstByteTimeout(timeouts)));
    void canConnect({ url: call.proxyUrl ?? call.url, withinMs: timeouts.connectMs - connectWatchMs, clock }).then(
      (reached) => {
        if (!reached && !over) give(connectTimeout(timeouts, call.proxyUrl));
      },
    );
  });
  return () => {
    over = true;
    cancelTimer();
  };
}

function originOf(url: string): string {
  const path = url.indexOf("/", 8);
  return path < 0 ? url : url.slice(0, path);
}

function cancelled(): Failure {
  return failure("cancelled", "request_cancelled", "The client closed the connection");
}

function connectTimeout(timeouts: UpstreamTimeouts, proxyUrl: string | null): Failure {
  const whom = proxyUrl === null ? "the upstream" : `the outbound proxy ${proxyInWords(proxyUrl)}`;
  return failure("unreachable", "connect_timeout", `No connection to ${whom} within ${timeouts.connectMs / 1000} s`);
}

function firstByteTimeout(timeouts: UpstreamTimeouts): Failure {
  return failure(
    "unreachable",
    "first_byte_timeout",
    `The upstream did not begin to answer within ${timeouts.firstByteMs / 1000} s`,
  );
}

const CLOSED_CODES: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "ConnectionClosed", "UND_ERR_SOCKET"]);

function connectionFailure(error: unknown, proxyUrl: string | null): Failure {
  if (error instanceof WireFault) return error.failure;
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
  const message = error instanceof Error ? error.message : "";
  const proxys = proxyUrl === null ? null : proxyErrorFailure(proxyUrl, { code, message });
  if (proxys !== null) return proxys;
  if (CLOSED_CODES.has(code))
    return failure("unreachable", "connection_closed", "The upstream closed the connection without an answer");
  return failure("unreachable", "connect_failed", `The upstream could not be reached (${code})`);
}
