// What every store promises of the requests as the dashboard asks for them: pages by filter, and roll-ups over time. Part of
// the store laws.

import { expect, test } from "bun:test";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { EVERY_REQUEST, type RequestCursor, type RequestFilter } from "../../src/domain/request-search.ts";
import { sumOf, type TimeSums, type UsageSums } from "../../src/domain/usage-history.ts";
import type { Store } from "../../src/store/open-store.ts";
import { openRecord, sampleRecord } from "../support/sample-record.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 0, 1, 12);
const TERMS = { errorText: "", idPrefix: null, accountIds: [], models: [] };

interface World {
  store(): Store;
  nextId(): string;
}

export function activityLaws(world: World): void {
  pageLaws(world);
  filterLaws(world);
  rollUpLaws(world);
}

/** All pages of a filter, ids newest first. */
async function idsOf(store: Store, filter: Partial<RequestFilter>, limit = 3): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: RequestCursor | null = null;
  do {
    const page = await store.requestSearch.page({ ...EVERY_REQUEST, ...filter }, { limit, after });
    expect(page.records.length).toBeLessThanOrEqual(limit);
    ids.push(...page.records.map(({ id }) => id));
    after = page.next;
  } while (after !== null);
  return ids;
}

function pageLaws({ store, nextId }: World): void {
  test("pages of requests lead from the newest to the oldest, each once, also where many came in the same moment", async () => {
    const written = Array.from({ length: 20 }, (_, index) =>
      sampleRecord({ id: nextId(), startedAt: NOON + Math.floor(index / 6) }),
    );
    await store().records.write(written);
    const newestFirst = written.map(({ id }) => id).toReversed();
    for (const limit of [1, 7, 20, 500]) expect(await idsOf(store(), {}, limit)).toEqual(newestFirst);
  });

  test("a page after another holds what it would have held, whatever has come since", async () => {
    const written = Array.from({ length: 6 }, (_, index) => sampleRecord({ id: nextId(), startedAt: NOON + index }));
    await store().records.write(written);
    const first = await store().requestSearch.page(EVERY_REQUEST, { limit: 3, after: null });
    await store().records.write([sampleRecord({ id: nextId(), startedAt: NOON + DAY_MS })]);
    const second = await store().requestSearch.page(EVERY_REQUEST, { limit: 3, after: first.next });
    expect([...first.records, ...second.records].map(({ id }) => id)).toEqual(written.map(({ id }) => id).toReversed());
    expect(second.next).toBeNull();
  });

  test("a page within a span begins at its end, also after a request that is newer", async () => {
    const written = Array.from({ length: 6 }, (_, index) => sampleRecord({ id: nextId(), startedAt: NOON + index }));
    await store().records.write(written);
    const after = { startedAt: NOON + 5, id: written[5]?.id ?? "" };
    for (const names of [{}, { accountIds: ["acc_ada"] }]) {
      const filter = { ...EVERY_REQUEST, ...names, from: NOON + 1, to: NOON + 4 };
      const { records } = await store().requestSearch.page(filter, { limit: 9, after });
      expect(records.map(({ startedAt }) => startedAt - NOON)).toEqual([3, 2, 1]);
    }
  });

  test("a rare request among very many is found by going on from page to page", async () => {
    const many = Array.from({ length: 9000 }, (_, index) => sampleRecord({ id: nextId(), startedAt: NOON + index }));
    const rare = { ...many[100], totalMs: 999_999 } as RequestRecord;
    await store().records.write([...many.slice(0, 100), rare, ...many.slice(101)]);
    expect(await idsOf(store(), { leastMs: 999_999 })).toEqual([rare.id]);
  }, 30_000);

  test("an account is called what its newest request called it", async () => {
    await store().records.write([
      sampleRecord({ id: nextId(), startedAt: NOON, accountLabel: "old" }),
      sampleRecord({ id: nextId(), startedAt: NOON + 1, accountLabel: "new" }),
      sampleRecord({ id: nextId(), startedAt: NOON + 2, accountId: "acc_bob", accountLabel: null }),
    ]);
    const labels = await store().requestSearch.accountLabels(["acc_ada", "acc_bob", "acc_eve"]);
    expect([...labels]).toEqual([["acc_ada", "new"]]);
  });
}

function filterLaws({ store, nextId }: World): void {
  const kinds: readonly Partial<RequestRecord>[] = [
    {},
    { accountId: "acc_bob", clientKey: "desk" },
    { provider: "claude", modelServed: "claude-opus-5-5", route: "POST /v1/messages" },
    { outcome: "error", errorCode: "usage_limit_reached", errorMessage: "Used up 100%", clientKey: null },
    { outcome: "error", errorCode: "rate_limited", errorMessage: null },
    { outcome: "error", errorCode: "upstream_error", errorMessage: "Der Server ist müde_", totalMs: 60_000 },
    { outcome: "cancelled", errorCode: "request_cancelled", errorMessage: "The client closed it", accountId: null },
    { outcome: "interrupted", totalMs: null },
  ];
  const write = async (): Promise<readonly string[]> => {
    const records = kinds.map((kind, index) =>
      sampleRecord({ id: nextId(), startedAt: NOON + index * HOUR_MS, ...kind }),
    );
    const open = openRecord({ id: nextId(), startedAt: NOON + 8 * HOUR_MS });
    await store().records.write([...records, open]);
    return [...records, open].map(({ id }) => id);
  };
  const cases: readonly (readonly [string, Partial<RequestFilter>, readonly number[]])[] = [
    ["a span of time", { from: NOON + HOUR_MS, to: NOON + 3 * HOUR_MS }, [2, 1]],
    ["an account", { accountIds: ["acc_bob"] }, [1]],
    ["several accounts", { accountIds: ["acc_bob", "acc_ada", "acc_ada"] }, [7, 5, 4, 3, 2, 1, 0]],
    ["a client key", { clientKeys: ["desk"] }, [1]],
    ["a provider", { providers: ["claude"] }, [2]],
    ["a model", { models: ["claude-opus-5-5", "nobody"] }, [2]],
    ["a route", { route: "POST /v1/messages" }, [2]],
    ["an error's code", { errorCode: "usage_limit_reached" }, [3]],
    ["a least duration", { leastMs: 901 }, [5]],
    ["ok", { verdicts: ["ok"] }, [2, 1, 0]],
    ["error", { verdicts: ["error"] }, [5]],
    ["quota", { verdicts: ["quota"] }, [3]],
    ["rate limit", { verdicts: ["rate_limit"] }, [4]],
    ["cancelled or interrupted or open", { verdicts: ["cancelled", "interrupted", "open"] }, [8, 7, 6]],
    ["ok or error", { verdicts: ["ok", "error"] }, [5, 2, 1, 0]],
    ["an account and its errors", { accountIds: ["acc_ada"], verdicts: ["error", "quota"] }, [5, 3]],
    ["what nobody is", { providers: ["claude"], clientKeys: ["desk"] }, []],
    ["an error's words, whatever the case", { search: { ...TERMS, errorText: "USED UP" } }, [3]],
    ["an error's words with what SQL takes for wildcards", { search: { ...TERMS, errorText: "0%" } }, [3]],
    ["an underscore as it is", { search: { ...TERMS, errorText: "m_de" } }, []],
    ["words and names of accounts", { search: { ...TERMS, errorText: "müde", accountIds: ["acc_bob"] } }, [5, 1]],
    [
      "names of models in a span",
      { search: { ...TERMS, errorText: "claude-", models: ["claude-opus-5-5"] }, to: NOON + DAY_MS },
      [2],
    ],
    ["fifty accounts", { accountIds: ["acc_bob", ...Array.from({ length: 50 }, (_, index) => `acc_${index}`)] }, [1]],
  ];
  test.each(cases)("requests are found by %s", async (_, filter, expected) => {
    const ids = await write();
    expect(await idsOf(store(), filter, 2)).toEqual(expected.map((index) => ids[index] ?? ""));
  });

  test("a name is found in whatever hours it was in use, beside others or alone, ended or not", async () => {
    const [accounts, keys, models] = [
      ["acc_1", "acc_2", "acc_3"],
      ["desk", "lap", null],
      ["m1", "m2", null],
    ] as const;
    const records = Array.from({ length: 300 }, (_, index) => {
      // Hours with many, hours with one, and days without any.
      const startedAt = NOON + Math.floor((index * index) / 40) * 20 * MINUTE_MS + index;
      const names = { accountId: accounts[(index >> 5) % 3] ?? null, clientKey: keys[(index >> 3) % 3] ?? null };
      const model = models[(index * 7) % 3] ?? null;
      const provider = index % 4 === 0 ? null : "codex";
      const given = { id: nextId(), startedAt, ...names, modelServed: model, provider };
      return index % 29 === 0 ? openRecord(given) : sampleRecord(given);
    });
    await store().records.write(records);
    const fits = (
      of: RequestRecord,
      { accountIds = [], clientKeys = [], models: names = [], ...rest }: Partial<RequestFilter>,
    ) =>
      [
        [accountIds, of.accountId] as const,
        [clientKeys, of.clientKey] as const,
        [names, of.modelServed] as const,
      ].every(([asked, has]) => asked.length === 0 || (has !== null && asked.includes(has))) &&
      of.startedAt >= (rest.from ?? 0) &&
      of.startedAt < (rest.to ?? Infinity);
    const filters: readonly Partial<RequestFilter>[] = [
      { accountIds: ["acc_2"] },
      { accountIds: ["acc_1", "acc_3"], clientKeys: ["lap"] },
      { accountIds: ["acc_1"], clientKeys: ["desk"], models: ["m2"] },
      { models: ["m1"], from: NOON + 10 * HOUR_MS, to: NOON + 200 * HOUR_MS + 5 },
      { clientKeys: ["desk", "nobody"], from: NOON + 30 * MINUTE_MS },
      { accountIds: ["nobody"] },
    ];
    for (const filter of filters) {
      const expected = records.filter((each) => fits(each, filter)).map(({ id }) => id);
      expect(await idsOf(store(), filter, 7)).toEqual(expected.toReversed());
    }
  });

  test("a request is found by the beginning of its id", async () => {
    const ids = await write();
    expect(await idsOf(store(), { search: { ...TERMS, errorText: "req_", idPrefix: ids[4] ?? "" } })).toEqual([
      ids[4] ?? "",
    ]);
  });
}

function rollUpLaws({ store, nextId }: World): void {
  /** Requests of every kind over two and a half days. */
  const records = (): readonly RequestRecord[] =>
    Array.from({ length: 240 }, (_, index) =>
      sampleRecord({
        id: nextId(),
        startedAt: NOON + index * 15 * MINUTE_MS + index,
        outcome: (["ok", "ok", "error", "cancelled", "interrupted"] as const)[index % 5] ?? "ok",
        errorCode: index % 5 === 2 ? `code_${index % 2}` : null,
        accountId: index % 7 === 0 ? null : `acc_${index % 3}`,
        clientKey: index % 4 === 0 ? null : "laptop",
        provider: index % 6 === 0 ? null : "codex",
        route: index % 2 === 0 ? "POST /v1/responses" : "POST /v1/messages",
        usage:
          index % 8 === 0
            ? null
            : { inputTokens: index, cachedInputTokens: 1, cacheWriteTokens: 2, outputTokens: 3, reasoningTokens: 1 },
        costUsd: index % 9 === 0 ? null : 0.25,
        firstByteMs: index % 10 === 0 ? null : index,
        totalMs: 1000 + index,
      }),
    );
  const sumsOf = (some: readonly RequestRecord[]): UsageSums => sumOf(some.map(sumsOfRecord));

  test("roll-ups by time equal the records, whatever the steps and wherever they begin", async () => {
    const all = records();
    await store().records.write(all);
    for (const [stepMs, origin] of [
      [HOUR_MS, 0],
      [DAY_MS, -5.5 * HOUR_MS],
      [DAY_MS, NOON + 3 * DAY_MS + 15 * MINUTE_MS],
    ] as const) {
      const from = NOON + 2 * HOUR_MS;
      const to = NOON + 50 * HOUR_MS;
      for (const ask of [store().usageHistory.series, store().usageHistory.recent]) {
        const steps = await ask({ from, to, origin, stepMs });
        const inside = all.filter(({ startedAt }) => startedAt >= from && startedAt < to);
        const stepOf = (at: number): number => origin + Math.floor((at - origin) / stepMs) * stepMs;
        expect(steps).toEqual(
          [...Map.groupBy(inside, ({ startedAt }) => stepOf(startedAt))].map(([at, some]) => ({ at, ...sumsOf(some) })),
        );
      }
    }
    expect(await store().usageHistory.series({ from: 0, to: NOON, origin: 0, stepMs: DAY_MS })).toEqual([]);
  });

  test("roll-ups by name equal the records, whatever the hours", async () => {
    const all = records();
    await store().records.write(all);
    const names = {
      account: ({ accountId }: RequestRecord) => accountId ?? "",
      key: ({ clientKey }: RequestRecord) => clientKey ?? "",
      provider: ({ provider }: RequestRecord) => provider ?? "",
      route: ({ route }: RequestRecord) => route,
      model: ({ provider, modelServed }: RequestRecord) => (provider === null ? "unknown" : (modelServed ?? "")),
      error: ({ errorCode }: RequestRecord) => errorCode,
    };
    for (const range of [
      { from: NOON, to: NOON + 60 * HOUR_MS },
      { from: NOON + HOUR_MS, to: NOON + 2 * HOUR_MS },
      { from: NOON + 11 * HOUR_MS, to: NOON + 36 * HOUR_MS },
      { from: NOON - 12 * HOUR_MS, to: NOON + 36 * HOUR_MS },
    ]) {
      const inside = all.filter(({ startedAt }) => startedAt >= range.from && startedAt < range.to);
      for (const [scope, nameOf] of Object.entries(names) as readonly [
        keyof typeof names,
        (of: RequestRecord) => string | null,
      ][]) {
        const named = inside.filter((record) => nameOf(record) !== null);
        const expected = [...Map.groupBy(named, nameOf)].map(([name, some]) => ({ name, ...sumsOf(some) }));
        const found = await store().usageHistory.byName(scope, range);
        expect(found.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
          expected.toSorted((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)) as never,
        );
        expect(found.map(({ requests }) => requests)).toEqual(
          found.map(({ requests }) => requests).toSorted((a, b) => b - a),
        );
      }
    }
    expect(await store().usageHistory.names("account", NOON)).toEqual(["", "acc_0", "acc_1", "acc_2"]);
    expect(await store().usageHistory.names("account", NOON + 30 * DAY_MS)).toEqual([]);
  });

  test("times are counted once for each request that went well, within the asked hours", async () => {
    const all = records();
    await store().records.write(all);
    await store().records.write(all);
    const count = (counts: ReadonlyMap<number, number>): number =>
      [...counts.values()].reduce((sum, each) => sum + each, 0);
    const range = { from: NOON, to: NOON + DAY_MS };
    const ok = all.filter(({ outcome, startedAt }) => outcome === "ok" && startedAt < range.to);
    expect(count(await store().usageHistory.latency("total", range))).toBe(ok.length);
    const withContent = ok.filter(({ firstByteMs }) => firstByteMs !== null);
    expect(count(await store().usageHistory.latency("first_byte", range))).toBe(withContent.length);
  });

  test("the newest times of a name are those of its requests that went well, in every way of naming", async () => {
    const all = records();
    await store().records.write(all);
    const within = { from: NOON, to: NOON + 2 * DAY_MS };
    const names = {
      account: (of: RequestRecord) => of.accountId,
      model: (of: RequestRecord) => (of.provider === null ? null : of.modelServed),
      key: (of: RequestRecord) => of.clientKey,
      provider: (of: RequestRecord) => of.provider,
      route: (of: RequestRecord) => of.route,
    };
    for (const scope of ["account", "model", "key", "provider", "route"] as const) {
      const inside = all.filter(({ startedAt }) => startedAt >= within.from && startedAt < within.to);
      const name = inside.map(names[scope]).find((one) => one !== null) ?? "";
      const newest = inside.filter((of) => names[scope](of) === name).toSorted((a, b) => b.startedAt - a.startedAt);
      const expected = (some: readonly RequestRecord[]) =>
        some.filter(({ outcome }) => outcome === "ok").map(({ firstByteMs, totalMs }) => ({ firstByteMs, totalMs }));
      expect(expected(newest).length).toBeGreaterThan(0);
      const asked = (most: number) => store().usageHistory.newestTimes({ scope, name }, { ...within, most });
      expect(await asked(1000)).toEqual(expected(newest));
      expect(await asked(3)).toEqual(expected(newest.slice(0, 3)));
    }
    const nobody = { scope: "account", name: "acc_of_nobody" } as const;
    expect(await store().usageHistory.newestTimes(nobody, { ...within, most: 10 })).toEqual([]);
  });

  test("roll-ups outlive the records; times and five-minute steps last a month", async () => {
    const all = records();
    await store().records.write(all);
    await store().prune({ records: NOON + 100 * DAY_MS, samples: 0, slots: NOON + 65 * DAY_MS });
    const range = { from: NOON, to: NOON + 3 * DAY_MS };
    const series = { ...range, origin: 0, stepMs: DAY_MS };
    expect(sumOf(await store().usageHistory.series(series))).toEqual(sumsOf(all));
    expect(sumOf(await store().usageHistory.byName("account", range))).toEqual(sumsOf(all));
    expect(await store().usageHistory.recent(series)).toEqual([]);
    expect((await store().usageHistory.latency("total", range)).size).toBe(0);
  });
}

/** What the roll-ups have to say of one request. */
function sumsOfRecord(record: RequestRecord): UsageSums {
  const { usage, costUsd, firstByteMs, totalMs } = record;
  return {
    ...sumOf([]),
    requests: 1,
    failures: record.outcome === "error" || record.outcome === "interrupted" ? 1 : 0,
    cancelled: record.outcome === "cancelled" ? 1 : 0,
    usage: usage ?? sumOf([]).usage,
    costUsd: costUsd ?? 0,
    unpriced: usage !== null && costUsd === null ? 1 : 0,
    firstByte: timed(firstByteMs),
    total: timed(totalMs),
  };
}

function timed(ms: number | null): TimeSums {
  return ms === null ? { requests: 0, ms: 0 } : { requests: 1, ms };
}
