// A WebSocket to an upstream, over which turns go one after another. Each turn reads like any other streamed answer:
// a frame becomes a server-sent event, the last one ends the body.

import { failure } from "../domain/failure.ts";
import type { Clock } from "../domain/ports.ts";
import type { OutboundProxies } from "./outbound-proxy.ts";
import { createSocketTurn, type SocketTurn, type TurnOptions } from "./socket-turn.ts";
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

export interface UpstreamSockets {
  /** Null where the upstream does not take the WebSocket, for whatever reason: the same turn by HTTP will tell. */
  open(
    address: SocketAddress,
    options: { readonly connectMs: number; readonly signal: AbortSignal },
  ): Promise<UpstreamSocket | null>;
}

export function createUpstreamSockets(deps: {
  readonly clock: Clock;
  readonly proxies: OutboundProxies;
}): UpstreamSockets {
  return {
    async open(address, options) {
      const proxy = await proxyFor(address, deps.proxies);
      if (proxy === null || options.signal.aborted) return null;
      const { promise, resolve } = Promise.withResolvers<UpstreamSocket | null>();
      const socket = new WebSocket(address.url, {
        headers: address.headers,
        ...proxy,
      });
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

/** The `proxy` option; null where the way to the proxy can not be opened. */
async function proxyFor(address: SocketAddress, proxies: OutboundProxies): Promise<{ readonly proxy?: string } | null> {
  if (address.proxyUrl === null) return {};
  return proxies.httpAddressOf(address.proxyUrl).then(
    (proxy) => ({ proxy }),
    () => null,
  );
}

function socketOf(socket: WebSocket, clock: Clock): UpstreamSocket {
  let current: SocketTurn | null = null;
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") current?.take(data);
    else current?.fail(failure("upstream_error", "binary_frame", "The upstream sent a binary frame"));
  });
  socket.addEventListener("close", () => {
    current?.fail(failure("stream_broken", "connection_lost", "The connection to the upstream broke in mid-answer"));
  });
  return {
    turn(frame, options) {
      current = createSocketTurn(options, clock, () => socket.close());
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

/** WebSocket frames of this protocol are text; a Uint8Array would go out as a binary one. */
function frameText(frame: Uint8Array): string {
  return Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength).toString();
}
