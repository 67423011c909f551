// The floor: the least a relay in this runtime can do. Passes the request on and the answer back, and looks at nothing.
// usage: bun bench/relay/bare-relay.ts <upstream origin>

const upstream = process.argv[2] ?? "";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    const path = request.url.slice(request.url.indexOf("/", 8));
    const controller = new AbortController();
    request.signal.addEventListener("abort", () => controller.abort());
    const headers = { "content-type": "application/json", authorization: request.headers.get("authorization") ?? "" };
    const answer = await fetch(`${upstream}${path}`, {
      method: request.method,
      body: await request.bytes(),
      headers,
      signal: controller.signal,
    });
    const type = answer.headers.get("content-type") ?? "";
    return new Response(answer.body, { status: answer.status, headers: { "content-type": type } });
  },
});
console.log(`listening on http://127.0.0.1:${server.port}`);
