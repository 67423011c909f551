import { expect, test } from "bun:test";
import { createServer } from "node:net";

import { Pool } from "pg";

import { StoreAway } from "../store-unavailable.ts";
import { withoutBrokenConnections } from "./postgres-pool.ts";

/** A server that closes every connection. */
async function refusingPort(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: address.port, close: () => void server.close() };
}

async function failureAt(port: number): Promise<unknown> {
  const pool = withoutBrokenConnections(new Pool({ host: "127.0.0.1", port, user: "nobody" }));
  try {
    return await pool.connect().catch((error: unknown) => error);
  } finally {
    await pool.end();
  }
}

test("a server that is gone, or ends what begins, is away; the reason is kept", async () => {
  const { port, close } = await refusingPort();
  const ended = await failureAt(port);
  close();
  expect(ended).toBeInstanceOf(StoreAway);
  const gone = await failureAt(port);
  expect(gone).toBeInstanceOf(StoreAway);
  expect(gone).toMatchObject({ code: "ECONNREFUSED", message: expect.stringContaining("ECONNREFUSED") });
});
