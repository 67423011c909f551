// What every store promises of records that are played again. Part of the store laws.

import { expect, test } from "bun:test";

import type { RecordedRequest } from "../../src/domain/recorded-request.ts";
import type { Store } from "../../src/store/open-store.ts";
import { openRecord, sampleRecord } from "../support/sample-record.ts";

const NOON = Date.UTC(2026, 0, 1, 12);

interface World {
  store(): Store;
  nextId(): string;
}

export function recordedLaws({ store, nextId }: World): void {
  const pages = async (from: number, to: number, limit: number): Promise<readonly RecordedRequest[]> => {
    const read: RecordedRequest[] = [];
    for (let after: RecordedRequest | null = null; ;) {
      const page: readonly RecordedRequest[] = await store().recordedRequests.page({ from, to, after, limit });
      read.push(...page);
      if (page.length < limit) return read;
      after = page.at(-1) ?? null;
    }
  };

  test("gives the ended requests of a stretch once, oldest first, in pages of any size", async () => {
    // Three begin in each millisecond; ids do not follow the time.
    const records = Array.from({ length: 30 }, (_, index) =>
      sampleRecord({ id: nextId(), startedAt: NOON + ((index * 7) % 10) }),
    );
    const open = openRecord({ id: nextId(), startedAt: NOON + 5 });
    await store().records.write([...records, open]);
    const wanted = records
      .filter(({ startedAt }) => startedAt >= NOON + 2 && startedAt < NOON + 9)
      .toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1))
      .map(({ id }) => id);
    for (const limit of [1, 2, 3, 7, 100]) {
      expect((await pages(NOON + 2, NOON + 9, limit)).map(({ id }) => id)).toEqual(wanted);
    }
    expect(await pages(NOON + 100, NOON + 200, 5)).toEqual([]);
  });

  test("gives what a replay needs of a record", async () => {
    const record = sampleRecord({ id: nextId(), startedAt: NOON });
    await store().records.write([record]);
    const { id, startedAt, totalMs, outcome, status, errorCode, modelAsked, modelServed } = record;
    const { provider, accountId, session, usage, costUsd } = record;
    expect(await pages(NOON, NOON + 1, 5)).toEqual([
      {
        id,
        startedAt,
        totalMs,
        outcome,
        status,
        errorCode,
        modelAsked,
        modelServed,
        provider,
        accountId,
        session,
        usage,
        costUsd,
      },
    ]);
  });
}
