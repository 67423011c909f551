// Whose turn it is: conversations stay where their caches are warm, owners are asked alone, strategies do what they say,
// and a cap makes requests wait instead of failing.

import { describe, expect, test } from "bun:test";
import { Database } from "bun:sqlite";
import { join } from "node:path";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat, codexTurn, responses } from "../support/asks.ts";
import { until } from "../support/until.ts";
import { emailOf, ranked, seenCall, startWorld, type World, type WorldAccountInput } from "../support/world.ts";

const ADA = "ada@example.com";
const BEN = "ben@example.com";
const CLEO = "cleo@example.com";
const DAY_MS = 86_400_000;
const ALWAYS = Number.POSITIVE_INFINITY;

/** Who answered it. */
async function served(world: World, answer: Response): Promise<string | null> {
  expect(answer.status).toBe(200);
  await answer.arrayBuffer();
  return (await world.record(answer)).accountLabel;
}

/** Every account's quota has been asked for and is known. */
async function quotasKnown(world: World): Promise<void> {
  const polled = (email: string) =>
    seenCall(world, `the quota poll of ${email}`, ({ path, account, end }) => {
      return path.endsWith("/wham/usage") && account === email && end !== null;
    });
  await Promise.all(world.accounts.map(({ email }) => polled(email)));
  // The poll has been answered; that it has been read shows in the totals, which are null before.
  await until("the pool's totals", async () => {
    const usage = (await (await world.get("/api/codex/usage")).json()) as { rate_limit: object | null };
    return usage.rate_limit;
  });
}

/** Conversations that never were before; each goes where its turn is. */
let conversations = 0;

async function askMany(world: World, count: number): Promise<readonly (string | null)[]> {
  const labels: (string | null)[] = [];
  for (let index = 0; index < count; index += 1) {
    labels.push(await served(world, await world.post("/v1/chat/completions", chat(`conversation ${conversations++}`))));
  }
  return labels;
}

describe("a conversation", () => {
  const SESSIONS: readonly (readonly [string, (turn: number) => [string, object, Record<string, string>]])[] = [
    [
      "by the client's session header",
      (turn) => ["/v1/chat/completions", chat(`turn ${turn}`), { "session-id": "conversation-1" }],
    ],
    [
      "by prompt_cache_key",
      (turn) => ["/v1/responses", responses(`turn ${turn}`, { prompt_cache_key: "conversation-1" }), {}],
    ],
    [
      "by how it opens",
      (turn) => [
        "/v1/chat/completions",
        chat("", {
          messages: [
            { role: "user", content: "first of all" },
            ...Array.from({ length: turn }, (_, at) => ({
              role: at % 2 === 0 ? "assistant" : "user",
              content: `${at}`,
            })),
          ],
        }),
        {},
      ],
    ],
  ];
  for (const [name, turnOf] of SESSIONS) {
    test(`keeps its account, known ${name}, moves when that one is out, and stays where it moved to`, async () => {
      const config = { routing: { strategy: "round-robin" } };
      await using world = await startWorld({ accounts: 3, config });
      const ask = async (turn: number): Promise<string | null> => {
        const [path, body, headers] = turnOf(turn);
        return served(world, await world.post(path, body, { headers }));
      };
      const home = await ask(0);
      expect([await ask(1), await ask(2)]).toEqual([home, home]);
      const [, kept] = world.records();
      expect(kept?.attempts[0]?.decision.rule).toStartWith("kept on its account by ");

      world.fault({ account: home ?? "", fault: faults.rateLimited(400) });
      const second = await ask(3);
      expect(second).not.toBe(home);
      // The first is back, but the conversation's cache is at the second now.
      await until("the first account's return", async () => (await askMany(world, 3)).includes(home));
      expect([await ask(4), await ask(5)]).toEqual([second, second]);
    });
  }

  test("of its own takes its turn on its own: two conversations are spread", async () => {
    await using world = await startWorld({ accounts: 2, config: { routing: { strategy: "round-robin" } } });
    const ask = async (session: string): Promise<string | null> =>
      served(world, await world.post("/v1/chat/completions", chat("hi"), { headers: { "session-id": session } }));
    const [one, two] = [await ask("one"), await ask("two")];
    expect(one).not.toBe(two);
    expect([await ask("one"), await ask("two"), await ask("one")]).toEqual([one, two, one]);
  });

  test("does not stick where sticky-threads-enabled is false", async () => {
    const config = { routing: { strategy: "round-robin", "sticky-threads-enabled": false } };
    await using world = await startWorld({ accounts: 2, config });
    const labels: (string | null)[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      labels.push(
        await served(world, await world.post("/v1/responses", responses("hi", { prompt_cache_key: "same" }))),
      );
    }
    expect(labels[0]).not.toBe(labels[1]);
    expect([labels[2], labels[3]]).toEqual([labels[0] ?? "", labels[1] ?? ""]);
  });

  test("is still known after a restart", async () => {
    const config = { routing: { strategy: "round-robin" } };
    await using world = await startWorld({ accounts: 3, config });
    const headers = { "session-id": "survivor" };
    const home = await served(world, await world.post("/v1/chat/completions", chat("one"), { headers }));
    await askMany(world, 1);
    expect(await world.stop()).toBe(0);
    await world.start();
    expect(await served(world, await world.post("/v1/chat/completions", chat("two"), { headers }))).toBe(home);
  });
});

describe("a response to go on from", () => {
  async function begun(world: World): Promise<{ readonly owner: string | null; readonly id: string }> {
    const answer = await world.post("/v1/responses", responses("remember me", { store: true }));
    const { id } = (await answer.json()) as { id: string };
    return { owner: (await world.record(answer)).accountLabel, id };
  }

  test("is served by its owner alone, whoever's turn it is", async () => {
    const config = { routing: { strategy: "round-robin", "sticky-threads-enabled": false } };
    await using world = await startWorld({ accounts: 0, apiKeyAccounts: 3, config });
    const { owner, id } = await begun(world);
    for (let round = 0; round < 3; round += 1) {
      const answer = await world.post("/v1/responses", responses("go on", { previous_response_id: id }));
      expect(await served(world, answer)).toBe(owner);
      const { attempts } = await world.record(answer);
      expect(attempts[0]?.decision.rule).toBe("only its owner can serve it (previous_response_id)");
    }
  });

  test("fails clearly with 503 while its owner is out, and no other account is asked", async () => {
    await using world = await startWorld({ accounts: 0, apiKeyAccounts: 2 });
    const { owner, id } = await begun(world);
    world.fault({ account: owner ?? "", fault: faults.rateLimited(60_000) });
    const limited = await world.post("/v1/responses", responses("go on", { previous_response_id: id }));
    expect([429, 503]).toContain(limited.status);
    const asked = world.exchanges().length;
    const answer = await world.post("/v1/responses", responses("go on", { previous_response_id: id, stream: true }));
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ error: { code: "owner_unavailable" } });
    expect(world.exchanges()).toHaveLength(asked);
    expect((await world.record(answer)).attempts.at(-1)?.decision.rule).toBe(
      "its owner (previous_response_id) cannot serve it: rate_limited",
    );
    // A new conversation goes elsewhere.
    expect(await served(world, await world.post("/v1/responses", responses("something new")))).not.toBe(owner);
  });

  test("stays with its owner through a transient failure", async () => {
    await using world = await startWorld({ accounts: 0, apiKeyAccounts: 2 });
    const { owner, id } = await begun(world);
    world.fault({ account: owner ?? "", fault: faults.overloaded(), times: 2 });
    const answer = await world.post("/v1/responses", responses("go on", { previous_response_id: id }));
    expect(await served(world, answer)).toBe(owner);
    expect((await world.record(answer)).attempts.map(({ accountLabel }) => accountLabel)).toEqual([
      owner,
      owner,
      owner,
    ]);
  });

  test("is still its owner's after a restart", async () => {
    const config = { routing: { strategy: "round-robin", "sticky-threads-enabled": false } };
    await using world = await startWorld({ accounts: 0, apiKeyAccounts: 3, config });
    const { owner, id } = await begun(world);
    await world.stop();
    await world.start();
    for (let round = 0; round < 2; round += 1) {
      const answer = await world.post("/v1/responses", responses("go on", { previous_response_id: id }));
      expect(await served(world, answer)).toBe(owner);
    }
  });
});

describe("a strategy", () => {
  const USED: WorldAccountInput[] = [
    { secondaryUsedPercent: 60 },
    { secondaryUsedPercent: 20 },
    { secondaryUsedPercent: 40 },
  ];

  test("usage-weighted serves from the account with the least weekly usage", async () => {
    await using world = await startWorld({ accounts: USED });
    await quotasKnown(world);
    expect(await askMany(world, 3)).toEqual([BEN, BEN, BEN]);
  });

  test("fill-first empties the most used one, and goes on when it is full", async () => {
    await using world = await startWorld({ accounts: USED, config: { routing: { strategy: "fill-first" } } });
    await quotasKnown(world);
    expect(await askMany(world, 2)).toEqual([ADA, ADA]);
    world.accounts[0]?.sandbox.setUsage({ secondary: 100 });
    expect(await askMany(world, 2)).toEqual([CLEO, CLEO]);
  });

  test("round-robin gives each account its turn", async () => {
    await using world = await startWorld({ accounts: USED, config: { routing: { strategy: "round-robin" } } });
    const labels = await askMany(world, 9);
    for (let round = 0; round < 9; round += 3) {
      expect(labels.slice(round, round + 3).toSorted()).toEqual([ADA, BEN, CLEO]);
    }
  });

  test("of any kind lets a burst spread over the accounts", async () => {
    await using world = await startWorld({ accounts: 3 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        world.post("/v1/chat/completions", chat(`burst ${index}`, { model: "sandbox-stream-10x10", stream: true })),
      ),
    );
    await Promise.all(answers.map((answer) => answer.text()));
    const byAccount = Map.groupBy(world.exchanges(), ({ account }) => account);
    expect([...byAccount.values()].map(({ length }) => length)).toEqual([10, 10, 10]);
  });

  test("usage-weighted with prefer-earlier-reset-accounts takes the quota that lapses first", async () => {
    const accounts: WorldAccountInput[] = [
      { secondaryUsedPercent: 10, secondaryResetsInMs: 6 * DAY_MS },
      { secondaryUsedPercent: 70, secondaryResetsInMs: 1.5 * DAY_MS },
    ];
    const config = { routing: { "prefer-earlier-reset-accounts": true } };
    await using world = await startWorld({ accounts, config });
    await quotasKnown(world);
    expect(await askMany(world, 2)).toEqual([BEN, BEN]);
    await world.editConfig({ routing: { "prefer-earlier-reset-accounts": false } });
    await world.waitForLog("config_changed");
    expect(await askMany(world, 2)).toEqual([ADA, ADA]);
  });

  test("is bounded by priority: the lower one serves only while the higher cannot", async () => {
    const accounts = [{ file: { priority: 1 } }, { file: { priority: 10 }, secondaryUsedPercent: 90 }];
    await using world = await startWorld({ accounts });
    await quotasKnown(world);
    expect(await askMany(world, 2)).toEqual([BEN, BEN]);
    world.fault({ account: BEN, fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    expect(await askMany(world, 2)).toEqual([ADA, ADA]);
  });

  test("never uses a paused account, not even as the last one", async () => {
    await using world = await startWorld({ accounts: [{ file: { disabled: true } }, {}] });
    expect(await askMany(world, 3)).toEqual([BEN, BEN, BEN]);
    world.fault({ account: BEN, fault: faults.serverError(), times: ALWAYS });
    expect((await world.post("/v1/chat/completions", chat("hi"))).status).toBe(500);
    expect(world.sandbox.calls().some(({ account }) => account === ADA)).toBe(false);
  });
});

describe("a concurrency cap", () => {
  test("makes requests wait for a place, none fails, and no account ever has more than its cap", async () => {
    const MANY = 24;
    const accounts = [{ file: { concurrency: 3 } }, {}];
    await using world = await startWorld({ accounts, config: { routing: { "account-concurrency": 2 } } });
    const answers = await Promise.all(
      Array.from({ length: MANY }, async (_, index) => {
        const body = chat(`waiter ${index}`, { stream: true, model: "sandbox-stream-5x10" });
        const answer = await world.post("/v1/chat/completions", body);
        return { status: answer.status, text: await answer.text() };
      }),
    );
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toEndWith("data: [DONE]\n\n");
    }
    expect(most(world, ADA)).toBe(3);
    expect(most(world, BEN)).toBe(2);
  });

  test("keeps a conversation off its account while that one is full, and does not fail it", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { routing: { "account-concurrency": 1 } } });
    const headers = { "session-id": "busy" };
    expect(await served(world, await world.post("/v1/chat/completions", chat("one"), { headers }))).toBe(ADA);
    world.fault({ account: ADA, fault: { kind: "hang" } });
    const leaving = new AbortController();
    world.post("/v1/chat/completions", chat("held"), { signal: leaving.signal }).catch(() => undefined);
    await seenCall(
      world,
      "the held call",
      ({ account, path, end }) => account === ADA && path.endsWith("/responses") && end === null,
    );
    expect(await served(world, await world.post("/v1/chat/completions", chat("two"), { headers }))).toBe(BEN);
    leaving.abort();
  });
});

/** The most calls of one account that were open at one time. */
function most(world: World, email: string): number {
  const moments = world
    .exchanges()
    .filter(({ account }) => account === email)
    .flatMap(({ at, end }) => [
      { at, by: 1 },
      { at: end?.at ?? ALWAYS, by: -1 },
    ])
    // An end and a beginning in one millisecond: the place was free before it was taken.
    .toSorted((a, b) => a.at - b.at || a.by - b.by);
  let open = 0;
  let peak = 0;
  for (const { by } of moments) {
    open += by;
    peak = Math.max(peak, open);
  }
  return peak;
}

describe("a rest", () => {
  test("after a rate limit is as long as the upstream says, and no longer", async () => {
    await using world = await startWorld({
      accounts: ranked(2),
      config: { routing: { "sticky-threads-enabled": false } },
    });
    world.fault({ account: ADA, fault: faults.rateLimited(700) });
    const struckAt = Date.now();
    expect(await askMany(world, 1)).toEqual([BEN]);
    const record = world.records().at(-1);
    const [exclusion] = (record?.attempts[1]?.decision.considered ?? []).flatMap((one) => one.exclusion ?? []);
    expect(exclusion).toMatchObject({ reason: "rate_limited" });
    expect((exclusion?.until ?? 0) - struckAt).toBeWithin(600, 1100);
    await until("ada's return", async () => (await askMany(world, 1))[0] === ADA);
    expect(Date.now() - struckAt).toBeGreaterThanOrEqual(690);
  });

  test("for a used-up quota lasts until its reset", async () => {
    await using world = await startWorld({
      accounts: ranked(2),
      config: { routing: { "sticky-threads-enabled": false } },
    });
    // The upstream counts in whole seconds.
    world.fault({ account: ADA, fault: faults.usageLimitReached({ resetsInMs: 1600 }) });
    expect(await askMany(world, 2)).toEqual([BEN, BEN]);
    await until("ada's return", async () => (await askMany(world, 1))[0] === ADA);
  });

  test("for a used-up quota ends early when a quota poll shows an early reset", async () => {
    const config = { "quota-poll-seconds": 0.1, routing: { "sticky-threads-enabled": false } };
    await using world = await startWorld({ accounts: ranked(2), config });
    world.fault({ account: ADA, fault: faults.usageLimitReached({ resetsInMs: 7 * DAY_MS }) });
    expect(await askMany(world, 2)).toEqual([BEN, BEN]);
    await world.stop();
    // A poll within twenty seconds of the refusal is not believed yet: the refusal is made older than that.
    age(world, 60_000);
    await world.start();
    await world.waitForLog(
      ({ event, account, kind }) => event === "account_condition" && account === ADA && kind === "healthy",
    );
    expect(await askMany(world, 1)).toEqual([ADA]);
  });

  test("is begun by a quota poll that shows a full window, before any request is refused", async () => {
    const accounts = [{ file: { priority: 9 }, secondaryUsedPercent: 100 }, {}];
    await using world = await startWorld({ accounts });
    await world.waitForLog(({ event, account }) => event === "account_condition" && account === ADA);
    expect(await askMany(world, 2)).toEqual([BEN, BEN]);
    expect(world.exchanges().map(({ account }) => account)).toEqual([BEN, BEN]);
  });

  test("after three failures in a row keeps the account out while others can serve", async () => {
    const config = { routing: { "sticky-threads-enabled": false } };
    await using world = await startWorld({ accounts: ranked(2), config });
    world.fault({ account: ADA, fault: faults.serverError(), times: ALWAYS });
    expect(await askMany(world, 6)).toEqual(Array.from({ length: 6 }, () => BEN));
    expect(world.exchanges().filter(({ account }) => account === ADA)).toHaveLength(3);
    expect(world.records().at(-1)?.attempts[0]?.decision.ruledOut).toEqual({ backing_off: 1 });
  });
});

/** Makes what the stopped gateway remembers of its accounts' rests older by so much. */
function age(world: World, ms: number): void {
  const database = new Database(join(world.dataDir, "switchyard.db"));
  try {
    const rows = database.query<{ account_id: string; health: string }, []>("select * from account_states").all();
    for (const { account_id: id, health } of rows) {
      const older = health.replaceAll(/"since":(\d+)/g, (_, since: string) => `"since":${Number(since) - ms}`);
      database.run("update account_states set health = ? where account_id = ?", [older, id]);
    }
  } finally {
    database.close();
  }
}

test("Codex's turn state ties the turn to its account", async () => {
  await using world = await startWorld({ accounts: 3, config: { routing: { strategy: "round-robin" } } });
  const answer = await world.post("/backend-api/codex/responses", codexTurn("hi"));
  const owner = await served(world, answer);
  const turnState = answer.headers.get("x-codex-turn-state");
  if (turnState === null) return;
  const headers = { "x-codex-turn-state": turnState };
  expect(await served(world, await world.post("/backend-api/codex/responses", codexTurn("on"), { headers }))).toBe(
    owner,
  );
  expect(world.accounts.map(({ email }) => email)).toContain(owner ?? emailOf(0));
});
