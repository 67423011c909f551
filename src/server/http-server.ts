// The listening socket: hands each request to the door it belongs to, and each WebSocket to its session.

import type { Server, ServerWebSocket } from "bun";

import type { OpenedSocket, SocketSession } from "../proxy/socket-session.ts";

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Stops accepting. */
  closeDoor(): void;
  /** No answer is on its way any more: the last byte of each has been handed to the network. */
  readonly isIdle: boolean;
  /** Ends everything at once. */
  stop(): void;
}

export interface HttpServerDeps {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  handle(request: Request, peer: string): Promise<Response> | Response;
  /** What a WebSocket at this address becomes: a session to open, or the answer that refuses it. */
  openSocket(request: Request, peer: string): Omit<OpenedSocket, "client"> | Response;
  createSession(opened: OpenedSocket): SocketSession;
  defect(error: unknown): void;
}

interface SocketData {
  readonly opened: Omit<OpenedSocket, "client">;
  session: SocketSession | null;
  /** Resolves once a full outgoing buffer has drained. */
  room: PromiseWithResolvers<void> | null;
}

type Socket = ServerWebSocket<SocketData>;

/** A client whose unread frames exceed this is cut off. */
const MOST_UNREAD_BYTES = 64 * 1024 * 1024;
const SOCKET_IDLE_SECONDS = 240;
/** RFC 6455: the peer does what is not allowed here. */
const POLICY_VIOLATION = 1008;

/** Throws where the address cannot be listened on (`EADDRINUSE`, `EACCES`, ...). */
export function startHttpServer(deps: HttpServerDeps): HttpServer {
  const server: Server<SocketData> = Bun.serve<SocketData>({
    hostname: deps.host,
    port: deps.port,
    // Streams think long; their silence is watched by the proxy itself.
    idleTimeout: 0,
    // The proxy counts bytes itself, so that the refusal has its dialect's shape.
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    ...(deps.tls === null ? {} : { tls: deps.tls }),
    fetch: (request, at) => {
      const peer = at.requestIP(request)?.address ?? "";
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") return deps.handle(request, peer);
      return upgrade(deps, { request, peer, server: at });
    },
    error(error) {
      deps.defect(error);
      return new Response("Internal error", { status: 500 });
    },
    websocket: {
      maxPayloadLength: 128 * 1024 * 1024,
      backpressureLimit: MOST_UNREAD_BYTES,
      closeOnBackpressureLimit: true,
      idleTimeout: SOCKET_IDLE_SECONDS,
      sendPings: true,
      perMessageDeflate: false,
      open(socket) {
        socket.data.session = deps.createSession({
          ...socket.data.opened,
          client: { send: (frame) => sendFrame(socket, frame), end: () => socket.close(POLICY_VIOLATION) },
        });
      },
      message(socket, message) {
        socket.data.session?.receive(typeof message === "string" ? Buffer.from(message) : message);
      },
      drain(socket) {
        socket.data.room?.resolve();
        socket.data.room = null;
      },
      close(socket) {
        socket.data.session?.close();
        socket.data.room?.resolve();
      },
    },
  });
  return {
    url: `${deps.tls === null ? "http" : "https"}://${bracketed(server.hostname ?? deps.host)}:${server.port}`,
    port: server.port ?? deps.port,
    closeDoor: () => void server.stop(false),
    get isIdle() {
      return server.pendingRequests === 0;
    },
    stop: () => void server.stop(true),
  };
}

interface Upgrade {
  readonly request: Request;
  readonly peer: string;
  readonly server: Server<SocketData>;
}

function upgrade(deps: HttpServerDeps, { request, peer, server }: Upgrade): Response | undefined {
  const opened = deps.openSocket(request, peer);
  if (opened instanceof Response) return opened;
  const data: SocketData = { opened, session: null, room: null };
  return server.upgrade(request, { data })
    ? undefined
    : new Response("Expected a WebSocket handshake", { status: 400 });
}

/** Waits where the client reads more slowly than it is sent to. */
function sendFrame(socket: Socket, frame: string): Promise<void> {
  // -1: taken, but the buffer is filling; 0: the socket is gone.
  if (socket.send(frame) !== -1) return Promise.resolve();
  socket.data.room ??= Promise.withResolvers<void>();
  return socket.data.room.promise;
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
