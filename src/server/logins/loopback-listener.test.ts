// Browsers come back to this computer, on real ports.

import { expect, test } from "bun:test";

import type { CallbackVerdict } from "../../logins/flows/login-flow.ts";
import { loopbackListener } from "./loopback-listener.ts";

const UNKNOWN: CallbackVerdict = { kind: "unknown-state" };

/** A port that nobody listens on. */
function freePort(): number {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const { port } = server;
  void server.stop(true);
  return port ?? 0;
}

test("gets what the browser brings, at the vendor's path alone, until it is closed", async () => {
  const port = freePort();
  const seen: string[] = [];
  const door = loopbackListener.listen({ port, path: "/auth/callback" }, (query) => {
    seen.push(query.toString());
    return { kind: "taken", ended: Promise.resolve({ kind: "error", reason: "too <late>" }) };
  });
  const page = await fetch(`http://127.0.0.1:${port}/auth/callback?code=c&state=s`);
  expect([page.status, await page.text()]).toEqual([400, expect.stringContaining("too &lt;late&gt;")]);
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect((await fetch(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${port}/auth/callback`, { method: "POST" })).status).toBe(404);
  expect(seen).toEqual(["code=c&state=s"]);
  door?.close();
  expect(fetch(`http://127.0.0.1:${port}/auth/callback`)).rejects.toThrow();
});

test("does without a port that another program has", async () => {
  const taken = Bun.serve({ port: 0, fetch: () => new Response("another program's") });
  const door = loopbackListener.listen({ port: taken.port ?? 0, path: "/callback" }, () => UNKNOWN);
  expect(door).toBeNull();
  expect(await (await fetch(`http://127.0.0.1:${taken.port}/callback`)).text()).toBe("another program's");
  await taken.stop(true);
});

test("is reached from this computer alone", async () => {
  const port = freePort();
  const door = loopbackListener.listen({ port, path: "/callback" }, () => UNKNOWN);
  // Another address of this computer is what another computer would be sent to.
  expect(fetch(`http://127.0.0.2:${port}/callback`)).rejects.toThrow();
  door?.close();
});
