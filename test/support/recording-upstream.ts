// Stands between the gateway and the sandbox and keeps every byte that either said: what the sandbox's own log has decoded.

export interface RecordedCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sent: Buffer;
  readonly status: number;
  /** All that was answered, once it has ended. */
  readonly answered: Promise<Buffer>;
}

export interface RecordingUpstream extends AsyncDisposable {
  /** In place of the sandbox's own. */
  readonly url: string;
  calls(): readonly RecordedCall[];
  /** The latest call whose path matches. */
  last(path: RegExp): RecordedCall;
}

export function startRecordingUpstream(sandboxUrl: string): RecordingUpstream {
  const calls: RecordedCall[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const path = `${pathname}${search}`;
      const headers = request.headers.toJSON();
      const sent = Buffer.from(await request.arrayBuffer());
      const answer = await fetch(`${sandboxUrl}${path}`, {
        method: request.method,
        headers,
        body: request.method === "GET" ? null : sent,
        decompress: false,
      });
      const [passed, kept] = answer.body?.tee() ?? [null, null];
      const answered = new Response(kept).arrayBuffer().then((bytes) => Buffer.from(bytes));
      calls.push({ method: request.method, path, headers, sent, status: answer.status, answered });
      return new Response(passed, { status: answer.status, headers: answer.headers });
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    calls: () => calls,
    last(path) {
      const found = calls.findLast((call) => path.test(call.path));
      if (found === undefined) throw new Error(`nobody asked for ${path}`);
      return found;
    },
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}
