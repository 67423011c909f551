// A pool so large that the gateway remembers who stands where: every request still goes where a look at everybody would send it.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { startWorld, type World } from "../support/world.ts";
import { until } from "../support/until.ts";

const SIZE = 100;
/** More than it takes for the gateway to remember the pool. */
const A_WHILE = 30;
const REST_MS = 1500;

let world: World;

beforeAll(async () => {
  world = await startWorld({
    accounts: 0,
    apiKeyAccounts: SIZE,
    config: { routing: { strategy: "round-robin", "sticky-threads-enabled": false } },
  });
});
afterAll(() => world[Symbol.asyncDispose]());

/** The records of so many requests, one after the other. */
async function askMany(count: number): Promise<readonly RequestRecord[]> {
  const answers: Response[] = [];
  for (let index = 0; index < count; index += 1) {
    const answer = await world.post("/v1/chat/completions", chat("hi"));
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    answers.push(answer);
  }
  return Promise.all(answers.map((answer) => world.record(answer)));
}

async function ask(): Promise<RequestRecord> {
  const [record] = await askMany(1);
  if (record === undefined) throw new Error("no record");
  return record;
}

const served = async (count: number): Promise<readonly (string | null)[]> =>
  (await askMany(count)).map(({ accountId }) => accountId);

const ruledOut = ({ attempts }: RequestRecord): Readonly<Record<string, number>> | undefined =>
  attempts.at(-1)?.decision.ruledOut;

describe("among a hundred accounts", () => {
  test("each serves once before any serves again, and in the same order", async () => {
    const first = await served(SIZE);
    expect(new Set(first).size).toBe(SIZE);
    expect(await served(SIZE)).toEqual(first);
  });

  test("one that is told to slow down is passed over from that moment on, and serves in its turn once it may be asked again", async () => {
    world.fault({ path: "/v1/chat/completions", fault: faults.rateLimited(REST_MS) });
    const { attempts, startedAt } = await ask();
    const slowed = attempts[0]?.accountId ?? "";
    expect(attempts.map(({ failure }) => failure?.kind ?? null)).toEqual(["rate_limited", null]);
    expect(attempts[1]?.decision.ruledOut).toEqual({ rate_limited: 1 });
    expect(ruledOut(await ask())).toEqual({ rate_limited: 1 });
    const back = await until("the account serves again", async () =>
      (await askMany(A_WHILE)).find(({ accountId }) => accountId === slowed),
    );
    expect(back.startedAt).toBeGreaterThanOrEqual(startedAt + REST_MS);
    expect(ruledOut(back)).toEqual({});
  });

  test("one that is paused serves no more, and those of a higher priority serve alone", async () => {
    await served(A_WHILE);
    const [paused, preferred] = world.apiKeyAccounts;
    if (paused === undefined || preferred === undefined) throw new Error("no accounts");
    await world.editAuthFile(paused, { disabled: true });
    await until("it is paused", async () => ruledOut(await ask())?.["paused"] === 1);
    expect(new Set(await served(SIZE - 1)).size).toBe(SIZE - 1);
    await world.editAuthFile(preferred, { priority: 5 });
    const alone = await until("it serves alone", async () => {
      const [one, next] = await served(2);
      return one === next ? one : null;
    });
    expect(new Set(await served(A_WHILE))).toEqual(new Set([alone]));
  });
});
