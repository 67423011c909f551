// Outbound proxies of every kind, as an operator has them. Wherever they are asked to go, they go to one port of this
// computer: an address that leads nowhere by itself proves that a call went through them.

import { once } from "node:events";
import { createServer, type IncomingMessage, request as httpRequest, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createTlsDoor } from "node:tls";

import type { ServerCertificate } from "./certificates.ts";

export const PROXY_SCHEMES = ["http", "https", "socks5", "socks5h"] as const;
export type ProxyScheme = (typeof PROXY_SCHEMES)[number];

export interface ProxyOptions {
  readonly scheme: ProxyScheme;
  /** Where everything leads. */
  readonly toPort: number;
  /** Who may pass; absent: everybody. */
  readonly login?: ProxyLogin;
  /** For `https`. */
  readonly certificate?: ServerCertificate;
}

export interface ProxyLogin {
  readonly user: string;
  readonly password: string;
}

export interface TestProxy extends AsyncDisposable {
  /** As `proxy-url` says it, with its login (or another one) where it wants one. */
  url(login?: ProxyLogin): string;
  /** Where it was asked to go, `host:port`, in order; without those it turned away. */
  targets(): readonly string[];
  /** How many it turned away. */
  refused(): number;
}

export async function startProxy(options: ProxyOptions): Promise<TestProxy> {
  const seen: Seen = { targets: [], refused: 0 };
  const server = serverOf(options, seen);
  const sockets = new Set<Duplex>();
  server.on("connection", (socket: Duplex) => {
    sockets.add(socket);
    // Whoever talks to the proxy may leave in mid-sentence.
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listening(server);
  return {
    url(login = options.login) {
      const who = login === undefined ? "" : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;
      return `${options.scheme}://${who}127.0.0.1:${port}`;
    },
    targets: () => seen.targets,
    refused: () => seen.refused,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Passes TLS connections on to a server that has none. */
export async function startTlsDoor(
  toPort: number,
  { cert, key }: ServerCertificate,
): Promise<AsyncDisposable & { readonly port: number }> {
  const door = createTlsDoor({ cert, key }, (socket) => join(socket, connect(toPort, "127.0.0.1")));
  return {
    port: await listening(door),
    async [Symbol.asyncDispose]() {
      door.close();
    },
  };
}

interface Seen {
  readonly targets: string[];
  refused: number;
}

async function listening(server: Server): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  return (server.address() as AddressInfo).port;
}

function serverOf(options: ProxyOptions, seen: Seen): Server {
  if (options.scheme.startsWith("socks")) {
    return createTcpServer((socket) => void serveSocks(socket, options, seen).catch(() => socket.destroy()));
  }
  const forward: RequestListener = (request, response) => {
    const target = new URL(request.url ?? "");
    if (!mayPass(request, options, seen)) {
      response.writeHead(407, { "proxy-authenticate": "Basic" }).end("who are you?");
      return;
    }
    seen.targets.push(target.host);
    const { method, headers } = request;
    const path = `${target.pathname}${target.search}`;
    const going = httpRequest({ host: "127.0.0.1", port: options.toPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    going.on("error", () => response.destroy());
    request.pipe(going);
  };
  const server =
    options.certificate === undefined
      ? createServer(forward)
      : createTlsServer({ cert: options.certificate.cert, key: options.certificate.key }, forward);
  server.on("connect", (request: IncomingMessage, socket: Duplex) => {
    if (!mayPass(request, options, seen)) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n");
      return;
    }
    seen.targets.push(request.url ?? "");
    const going = connect(options.toPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      join(socket, going);
    });
  });
  return server;
}

function mayPass({ headers }: IncomingMessage, { login }: ProxyOptions, seen: Seen): boolean {
  if (login === undefined) return true;
  const expected = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString("base64")}`;
  const isKnown = headers["proxy-authorization"] === expected;
  if (!isKnown) seen.refused += 1;
  return isKnown;
}

function join(here: Duplex, there: Socket): void {
  here.pipe(there).pipe(here);
  for (const [one, other] of [
    [here, there],
    [there, here],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
  }
}

const BY_PASSWORD = 2;
const BY_NAME = 3;

/** RFC 1928, RFC 1929: CONNECT alone. */
async function serveSocks(socket: Socket, { login, toPort }: ProxyOptions, seen: Seen): Promise<void> {
  const [, methods = 0] = await take(socket, 2);
  const offered = await take(socket, methods);
  const method = login === undefined ? 0 : BY_PASSWORD;
  if (!offered.includes(method)) {
    seen.refused += 1;
    socket.end(Uint8Array.of(5, 0xff));
    return;
  }
  socket.write(Uint8Array.of(5, method));
  if (login !== undefined) {
    const user = await takeText(socket, (await take(socket, 2))[1] ?? 0);
    const password = await takeText(socket, (await take(socket, 1))[0] ?? 0);
    const isKnown = user === login.user && password === login.password;
    socket.write(Uint8Array.of(1, isKnown ? 0 : 1));
    if (!isKnown) {
      seen.refused += 1;
      socket.end();
      return;
    }
  }
  const [, , , kind] = await take(socket, 4);
  const host =
    kind === BY_NAME ? await takeText(socket, (await take(socket, 1))[0] ?? 0) : (await take(socket, 4)).join(".");
  const [high = 0, low = 0] = await take(socket, 2);
  seen.targets.push(`${host}:${high * 256 + low}`);
  const going = connect(toPort, "127.0.0.1");
  await once(going, "connect");
  socket.write(Uint8Array.of(5, 0, 0, 1, 127, 0, 0, 1, 0, 0));
  join(socket, going);
}

async function takeText(socket: Socket, length: number): Promise<string> {
  return (await take(socket, length)).toString();
}

async function take(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes !== null) return bytes;
    await once(socket, "readable");
  }
}
