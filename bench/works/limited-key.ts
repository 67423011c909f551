// A client key with limits, made as the dashboard makes it.

import { createApiClient } from "../../contract/client.ts";

const PASSWORD = "correct horse battery";
/** None of them is ever reached. */
const PLENTY = 1_000_000_000;

/** The key of a gateway that has no password yet: limits of every kind, and one on what runs at once. */
export async function createLimitedKey(url: string): Promise<string> {
  const set = await fetch(`${url}/api/dashboard-auth/password/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password: PASSWORD }),
  });
  const cookie = set.headers.getSetCookie().map((one) => one.split(";")[0] ?? "");
  if (!set.ok) throw new Error(`no password could be set: ${set.status} ${await set.text()}`);
  const api = createApiClient({
    baseUrl: url,
    send(address, init) {
      const headers = new Headers(init.headers);
      headers.set("cookie", cookie.join("; "));
      return fetch(address, { ...init, headers });
    },
  });
  const { key } = await api.call("post", "/api/client-keys", {
    json: {
      name: "bench",
      concurrency: 10_000,
      limits: [
        { kind: "requests", window: "minute", max: PLENTY },
        { kind: "tokens", window: "day", max: PLENTY },
        { kind: "cost_usd", window: "month", max: PLENTY },
      ],
    },
  });
  return key;
}
