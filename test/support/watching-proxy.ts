// Stands between a client and a gateway with TLS, passes everything on, and notes what was asked for and answered.
// WebSockets it refuses, as an HTTP-only proxy does.

import type { ServerCertificate } from "./certificates.ts";

export interface WatchedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WatchingProxy extends AsyncDisposable {
  readonly url: string;
  requests(): readonly WatchedRequest[];
}

export function startWatchingProxy(gatewayUrl: string, certificate: ServerCertificate): WatchingProxy {
  const requests: WatchedRequest[] = [];
  const { ca, cert, key } = certificate;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    tls: { cert, key },
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const headers = request.headers.toJSON();
      const answer =
        headers["upgrade"] === undefined
          ? await fetch(`${gatewayUrl}${pathname}${search}`, {
              method: request.method,
              headers,
              body: request.method === "GET" ? null : await request.bytes(),
              decompress: false,
              tls: { ca },
            })
          : new Response(null, { status: 426 });
      requests.push({ method: request.method, path: pathname, status: answer.status, headers });
      return new Response(answer.body, { status: answer.status, headers: answer.headers });
    },
  });
  return {
    url: `https://127.0.0.1:${server.port}`,
    requests: () => requests,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
