// What tests of the sign-in do beside calling: another address, a code of the authenticator app, a look into the database.

import { Database } from "bun:sqlite";
import { join } from "node:path";

import { TOTP } from "otpauth";

import { apiClient, type RawAnswer, type Refusal } from "./api-client.ts";
import type { World, WorldOptions } from "./world.ts";

/** The test's own computer speaks for others: what it says in X-Forwarded-For is believed. */
export const BEHIND_PROXY: WorldOptions = { accounts: 0, config: { "trusted-proxies": ["127.0.0.1", "::1"] } };

/** Headers of a call from there, through the proxy. */
export function from(address: string): Readonly<Record<string, string>> {
  return { "x-forwarded-for": address };
}

export interface SignInCalls {
  /** A call of /api/dashboard-auth, e.g. `password/login`, answered however it is. */
  post(call: string, body: unknown, ask?: SignInAsk): Promise<RawAnswer>;
  refused(call: string, body: unknown, ask?: SignInAsk): Promise<Refusal>;
}

export interface SignInAsk {
  readonly address?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function at(world: World): SignInCalls {
  const post: SignInCalls["post"] = (call, body, ask = {}) => {
    const headers = { ...(ask.address === undefined ? {} : from(ask.address)), ...ask.headers };
    return apiClient(world, ask.cookie ?? "").raw("POST", `/api/dashboard-auth/${call}`, { body, headers });
  };
  return {
    post,
    async refused(call, body, ask) {
      const { status, body: answer } = await post(call, body, ask);
      return { status, ...(answer as { error: { code: string; message: string } }).error };
    },
  };
}

/** The code of now; `stepsAhead` 1 is the next one, which counts already. */
export function codeOf(secret: string, stepsAhead = 0): string {
  return new TOTP({ secret }).generate({ timestamp: Date.now() + stepsAhead * 30_000 });
}

/** Changes the database beside the running gateway. */
export function inDatabase(world: World, sql: string, ...values: readonly (string | number)[]): void {
  const database = new Database(join(world.dataDir, "switchyard.db"));
  try {
    database.run("pragma busy_timeout = 2000");
    database.run(sql, [...values]);
  } finally {
    database.close();
  }
}
