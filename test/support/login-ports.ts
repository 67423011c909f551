// Vendors fix the loopback ports to which their sign-ins come back: of all test files that listen there, one at a time may.

import { afterAll, beforeAll } from "bun:test";

import { until } from "./until.ts";

/** A port that stands for all of them: whoever listens here has them, and a process that dies lets go. */
const TURN_PORT = 29_155;
const PATIENCE_MS = 10 * 60_000;

/** Called once at the top of a file. */
export function holdLoginPorts(): void {
  let turn: { stop(): void } | null = null;
  beforeAll(async () => {
    turn = await until("the login ports are free", takeTurn, PATIENCE_MS);
  }, PATIENCE_MS);
  afterAll(() => turn?.stop());
}

function takeTurn(): { stop(): void } | null {
  try {
    return Bun.listen({ hostname: "127.0.0.1", port: TURN_PORT, socket: { data: () => undefined } });
  } catch {
    return null;
  }
}
