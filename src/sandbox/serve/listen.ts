// The sandbox's port: reads each request, enters it in the log, lets faults strike, and hands it to its endpoint.

import type { Server, ServerWebSocket } from "bun";
import type { Fault, StatusFault } from "../faults/fault.ts";
import { answer, OPENAI_ENVELOPE, struckFirst } from "./answer.ts";
import { identify, namesOf, NOBODY } from "./caller.ts";
import { control } from "./control.ts";
import { readBody } from "./read-body.ts";
import { route, upstreamAt } from "./routes.ts";
import { admitSocket, receive, type SocketState } from "./socket.ts";
import type { Visit, World } from "./world.ts";

export interface Listening {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ListenAt {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free one. */
  readonly port?: number;
  readonly tls?: { readonly cert: string; readonly key: string };
}

const LARGEST_BODY_BYTES = 256 * 1024 * 1024;

/** Opens the port. */
export function listen(world: World, at: ListenAt): Listening {
  const server = Bun.serve<SocketState>({
    hostname: at.host ?? "127.0.0.1",
    port: at.port ?? 0,
    // Streams may be silent for as long as a test likes.
    idleTimeout: 0,
    development: false,
    maxRequestBodySize: LARGEST_BODY_BYTES,
    ...(at.tls === undefined ? {} : { tls: at.tls }),
    fetch: (request, self) => enter(world, request, self),
    websocket: {
      idleTimeout: 0,
      maxPayloadLength: LARGEST_BODY_BYTES,
      perMessageDeflate: true,
      message: onMessage,
      open(socket) {
        socket.data.end = () => socket.close(1001);
        world.sockets.add(socket.data.end);
      },
      drain: (socket) => socket.data.drained(),
      close: (socket) => {
        world.sockets.delete(socket.data.end);
        socket.data.closed.abort();
        socket.data.drained();
        socket.data.handle.end("aborted");
      },
    },
  });
  return { url: server.url.origin, stop: () => server.stop(true) };
}

async function enter(world: World, request: Request, server: Server<SocketState>): Promise<Response | undefined> {
  const url = new URL(request.url);
  if (url.pathname === "/_sandbox" || url.pathname.startsWith("/_sandbox/"))
    return control(world, request, url.pathname);
  if (request.headers.get("upgrade")?.toLowerCase() === "websocket") return openSocket(world, request, server);
  const { body, bytes } = await readBody(request);
  const { method, headers, signal } = request;
  const upstream = upstreamAt(url.pathname);
  const caller = upstream === null ? identify(world, headers, body) : NOBODY;
  const names = upstream === null ? namesOf(caller) : upstream.namesOf(world, { url, headers, body });
  const seen = { method, path: url.pathname, transport: "http", account: names[0] ?? null } as const;
  const handle = world.log.open({ ...seen, headers: headers.toJSON(), body: body ?? null }, bytes);
  signal.addEventListener("abort", () => handle.end("aborted"), { once: true });
  const fault = world.faults.take({ names, path: url.pathname, stage: "http" });
  const envelope = upstream?.envelope ?? OPENAI_ENVELOPE;
  const visit: Visit = { method, url, headers, body, caller, handle, fault, envelope, signal };
  return (await struckFirst(world, visit)) ?? route(method, url.pathname)(world, visit);
}

async function openSocket(world: World, request: Request, server: Server<SocketState>): Promise<Response | undefined> {
  const url = new URL(request.url);
  const caller = identify(world, request.headers, null);
  const names = namesOf(caller);
  const headers = request.headers.toJSON();
  const seen = { method: "GET", path: url.pathname, transport: "websocket", account: names[0] ?? null } as const;
  const handle = world.log.open({ ...seen, headers, body: null }, 0);
  request.signal.addEventListener("abort", () => handle.end("aborted"), { once: true });
  const fault = world.faults.take({ names, path: url.pathname, stage: "handshake" });
  const visit: Visit = {
    method: "GET",
    url,
    headers: request.headers,
    body: null,
    caller,
    handle,
    fault: null,
    envelope: OPENAI_ENVELOPE,
    signal: request.signal,
  };
  const struck = refusedUpgrade(fault) ?? (await struckFirst(world, { ...visit, fault }));
  if (struck instanceof Response) return struck;
  const admitted = struck ?? admitSocket(world, caller, url.pathname);
  if (isRefusal(admitted)) return answer(world, visit, admitted);
  const data: SocketState = {
    world,
    path: url.pathname,
    caller,
    headers,
    handle,
    closed: new AbortController(),
    conversations: new Map(),
    turn: Promise.resolve(),
    drained: () => undefined,
    end: () => undefined,
  };
  handle.answered(101);
  if (server.upgrade(request, { data, headers: admitted })) return undefined;
  return answer(world, visit, { status: 400, body: { detail: "This is not a WebSocket handshake" } });
}

function refusedUpgrade(fault: Fault | null): StatusFault | null {
  if (fault?.kind !== "refuse-websocket") return null;
  return { kind: "status", status: fault.status, body: { detail: "Upgrade Required" } };
}

function isRefusal(admitted: StatusFault | Readonly<Record<string, string>>): admitted is StatusFault {
  return admitted["kind"] === "status" && typeof admitted["status"] === "number";
}

function onMessage(socket: ServerWebSocket<SocketState>, message: string | Buffer): void {
  const wire = {
    send: (text: string) => socket.sendText(text) !== -1,
    close: (code: number) => socket.close(code),
    terminate: () => socket.terminate(),
  };
  receive(socket.data, wire, typeof message === "string" ? message : message.toString());
}
