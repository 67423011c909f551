// A WebSocket to an upstream, over which turns go one after another. Each turn reads like any other streamed answer:
// a frame becomes a server-sent event, the last one ends the body.

import { type Failure, failure } from "../domain/failure.ts";
import type { Cancel, Clock } from "../domain/ports.ts";
import type { OutboundProxies } from "./outbound-proxy.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { AnswerBody } from "./upstream-call.ts";

export interface SocketAddress {
  /** Absolute ws(s) address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly proxyUrl: string | null;
}

export interface UpstreamSocket {
  /** Sends one turn's frame. A turn before this one must have been read to its end. */
  turn(frame: Uint8Array, options: TurnOptions): AnswerBody;
  readonly isOpen: boolean;
  close(): void;
}

export interface TurnOptions {
  readonly firstByteMs: number;
  readonly idleMs: number;
  /** True for the frame that ends a turn. */
  isLast(frame: string): boolean;
}

export interface UpstreamSockets {
  /** Null where the upstream does not take the WebSocket, for whatever reason: the same turn by HTTP will tell. */
  open(
    address: SocketAddress,
    options: { readonly connectMs: number; readonly signal: AbortSignal },
  ): Promise<UpstreamSocket | null>;
}

/** An upstream that runs this far ahead of a slow client is cut off. */
const MOST_QUEUED_BYTES = 32 * 1024 * 1024;

export function createUpstreamSockets(deps: {
  readonly clock: Clock;
  readonly proxies: OutboundProxies;
}): UpstreamSockets {
  return {
    async open(address, options) {
      const proxy = address.proxyUrl === null ? undefined : await deps.proxies.httpAddressOf(address.proxyUrl);
      const { promise, resolve } = Promise.withResolvers<UpstreamSocket | null>();
      const socket = new WebSocket(address.url, {
        headers: address.headers,
        ...(proxy === undefined ? {} : { proxy }),
      } as Bun.WebSocketOptions);
      const giveUp = (): void => {
        socket.close();
        resolve(null);
      };
      const cancel = deps.clock.after(options.connectMs, giveUp);
      options.signal.addEventListener("abort", giveUp, { once: true });
      socket.addEventListener("open", () => resolve(socketOf(socket, deps.clock)), { once: true });
      socket.addEventListener("error", () => resolve(null), { once: true });
      socket.addEventListener("close", () => resolve(null), { once: true });
      const opened = await promise;
      cancel();
      options.signal.removeEventListener("abort", giveUp);
      return opened;
    },
  };
}

function socketOf(socket: WebSocket, clock: Clock): UpstreamSocket {
  let current: Turn | null = null;
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") current?.take(data);
    else current?.fail(failure("upstream_error", "binary_frame", "The upstream sent a binary frame"));
  });
  socket.addEventListener("close", () => {
    current?.fail(failure("stream_broken", "connection_lost", "The connection to the upstream broke in mid-answer"));
  });
  return {
    turn(frame, options) {
      current = createTurn(options, clock, () => socket.close());
      if (socket.readyState === WebSocket.OPEN) socket.send(frameText(frame));
      else
        current.fail(
          failure("unreachable", "connection_closed", "The upstream closed the connection without an answer"),
        );
      return current.body;
    },
    get isOpen() {
      return socket.readyState === WebSocket.OPEN;
    },
    close: () => socket.close(),
  };
}

interface Turn {
  take(frame: string): void;
  fail(why: Failure): void;
  readonly body: AnswerBody;
}

function createTurn(options: TurnOptions, clock: Clock, closeSocket: () => void): Turn {
  const queue: string[] = [];
  let queuedBytes = 0;
  let ended = false;
  let broken: Failure | null = null;
  let heard = false;
  let wake: (() => void) | null = null;
  let cancel: Cancel | null = null;

  const notify = (): void => {
    cancel?.();
    cancel = null;
    wake?.();
    wake = null;
  };
  const fail = (why: Failure): void => {
    if (ended || broken !== null) return;
    broken = why;
    notify();
  };
  const silent = (): void => {
    const [code, limitMs] = heard ? ["idle_timeout", options.idleMs] : ["first_byte_timeout", options.firstByteMs];
    fail(failure("unreachable", String(code), `The upstream fell silent for ${Number(limitMs) / 1000} s`));
    closeSocket();
  };
  const next = async (): Promise<Uint8Array | null> => {
    while (queue.length === 0) {
      if (broken !== null) throw new WireFault(broken);
      if (ended) return null;
      cancel = clock.after(heard ? options.idleMs : options.firstByteMs, silent);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const frame = queue.shift() ?? "";
    queuedBytes -= frame.length;
    return Buffer.from(`data: ${frame}\n\n`);
  };
  return {
    take(frame) {
      if (ended || broken !== null) return;
      heard = true;
      queue.push(frame);
      queuedBytes += frame.length;
      ended = options.isLast(frame);
      notify();
      if (queuedBytes <= MOST_QUEUED_BYTES) return;
      fail(failure("stream_broken", "client_too_slow", "The client reads slower than the upstream sends"));
      closeSocket();
    },
    fail,
    body: {
      next,
      async rest() {
        const chunks: Uint8Array[] = [];
        for (let chunk = await next(); chunk !== null; chunk = await next()) chunks.push(chunk);
        return Buffer.concat(chunks);
      },
      // The socket stays for the next turn.
      release: () => cancel?.(),
      discard() {
        cancel?.();
        if (ended) return;
        fail(failure("cancelled", "request_cancelled", "The client closed the connection"));
        // A turn can not be called off in mid-air: its late frames would be taken for the next turn's.
        closeSocket();
      },
    },
  };
}

/** WebSocket frames of this protocol are text; a Uint8Array would go out as a binary one. */
function frameText(frame: Uint8Array): string {
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString();
}
