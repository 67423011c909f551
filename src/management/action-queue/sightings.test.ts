import { expect, test } from "bun:test";

import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { createFakeIds } from "../../../test/support/fake-ids.ts";
import { type Account, ALL_MODELS } from "../../domain/account.ts";
import type { Candidate } from "../../domain/action-queue.ts";
import { failure } from "../../domain/failure.ts";
import { secret } from "../../domain/secret.ts";
import { type LiveAccount, liveAccount } from "../../pool/live-account.ts";
import { openStore } from "../../store/open-store.ts";
import { createSightings } from "./sightings.ts";

const MINUTE_MS = 60_000;

function live(id: string): LiveAccount {
  const account: Account = {
    ...{ id, authIndex: id, provider: "codex", qualifier: "codex", identityKey: id, fileName: `${id}.json` },
    ...{
      email: `${id}@example.com`,
      plan: "plus",
      credentials: { kind: "api-key", key: secret("key") },
      paused: false,
    },
    ...{
      priority: 0,
      weight: 1,
      concurrencyCap: null,
      coolingDisabled: null,
      requestRetry: null,
      websockets: true,
      proxyUrl: null,
      baseUrl: null,
      region: null,
      headers: {},
      models: ALL_MODELS,
    },
  };
  return liveAccount(account, null, 0);
}

async function play() {
  const store = await openStore({ url: ":memory:" });
  const clock = createFakeClock();
  const candidates = store.actionCandidates;
  const told: string[] = [];
  const sightings = createSightings({
    ...{ clock, ids: createFakeIds(), candidates, publish: ({ kind }) => void told.push(kind) },
    defect(error) {
      throw error;
    },
  });
  const waiting = async (): Promise<readonly Candidate[]> => {
    await sightings.settled();
    return candidates.list({ state: "pending" });
  };
  return { clock, sightings, told, waiting, [Symbol.asyncDispose]: store.close };
}

test("three refusals within half an hour wait for somebody, two or slower ones are the weather", async () => {
  await using world = await play();
  const refusal = { ...failure("forbidden", "payment_required", "Pay first"), status: 402 };
  const ada = live("ada");
  for (const pause of [0, 16, 16]) {
    world.clock.advance(pause * MINUTE_MS);
    world.sightings.failed(ada, refusal);
  }
  expect(await world.waiting()).toEqual([]);
  expect(world.told).toEqual([]);
  world.clock.advance(MINUTE_MS);
  world.sightings.failed(ada, refusal);
  expect(await world.waiting()).toMatchObject([
    { label: "ada@example.com", action: "disable", reason: "payment_required", evidence: { httpStatus: 402 } },
  ]);
  expect(world.told).toEqual(["action_queue_changed"]);
});

test("what is no refusal of the account never waits, however often it happens", async () => {
  await using world = await play();
  for (const kind of ["rate_limited", "quota_exceeded", "unreachable", "request_fault"] as const) {
    for (let count = 0; count < 5; count += 1) world.sightings.failed(live("ada"), failure(kind, kind, ""));
  }
  expect(await world.waiting()).toEqual([]);
});

test("an account that is gone waits for nobody", async () => {
  await using world = await play();
  const ada = live("ada");
  const since = world.clock.now();
  ada.condition = { kind: "deactivated", since, code: "account_deactivated", reason: "Closed" };
  world.sightings.healthChanged(ada);
  expect(await world.waiting()).toHaveLength(1);
  world.sightings.accountsReplaced([live("ben")]);
  expect(await world.waiting()).toEqual([]);
});
