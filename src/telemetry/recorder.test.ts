import { describe, expect, test } from "bun:test";

import { failure } from "../domain/failure.ts";
import type { PriceTable } from "../domain/price.ts";
import type { RequestRecord } from "../domain/request-record.ts";
import { NO_USAGE } from "../domain/usage.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { sampleRecord } from "../../test/support/sample-record.ts";
import { createRecorder, type OpenedRequest } from "./recorder.ts";

const PRICES: PriceTable = { asOf: "2026-01-01", models: { "gpt-5*": { input: 1, cachedInput: 0.1, output: 4 } } };
const SAID = { url: "http://localhost/v1/responses", headers: new Headers(), body: null };
const DECISION = sampleRecord({ id: "x" }).attempts[0]?.decision;

function setUp() {
  const clock = createFakeClock();
  const put: RequestRecord[] = [];
  const ended: RequestRecord[] = [];
  const opened: number[] = [];
  // What is put is looked at as it then was.
  const recorder = createRecorder({
    clock,
    put: (record) => void put.push(structuredClone(record)),
    opened: () => void opened.push(clock.now()),
    ended: (record) => void ended.push(record),
    prices: () => PRICES,
    transcripts: { open: () => null },
  });
  const open = (more: Partial<OpenedRequest> = {}) =>
    recorder.open({
      id: "req_1",
      arrivedAt: clock.now(),
      route: "POST /v1/responses",
      transport: "http",
      dialect: "openai-responses",
      clientKey: null,
      userAgent: null,
      model: "gpt-5.5",
      streamed: true,
      said: SAID,
      ...more,
    });
  return { clock, put, opened, ended, open };
}
function chosen(accountId: string | null) {
  if (DECISION === undefined) throw new Error("no decision");
  return { accountId, label: accountId, provider: "codex", model: "gpt-5.5", decision: DECISION };
}

describe("a request's record", () => {
  test("stands, open, before the upstream is called, and once whatever the attempts", () => {
    const { put, open } = setUp();
    const entry = open();
    expect(put).toHaveLength(0);
    entry.attempt(chosen("acc_a"));
    expect(put).toHaveLength(1);
    expect(put[0]).toMatchObject({ outcome: "open", status: 0, accountId: "acc_a", totalMs: null });
    entry.attempt(chosen("acc_b"));
    expect(put).toHaveLength(1);
  });

  test("is settled exactly once: what is said first holds", () => {
    const { put, ended, open } = setUp();
    const entry = open();
    entry.attempt(chosen("acc_a"));
    entry.settle({ outcome: "cancelled", status: 499, errorCode: "request_cancelled" });
    entry.settle({ outcome: "ok", status: 200 });
    expect(put.map(({ outcome }) => outcome)).toEqual(["open", "cancelled"]);
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({ status: 499, errorCode: "request_cancelled", errorMessage: null });
  });

  test("is written at its end where no account was ever chosen", () => {
    const { put, open } = setUp();
    open({ model: null }).settle({ outcome: "error", status: 400, errorCode: "invalid_json", errorMessage: "no" });
    expect(put).toHaveLength(1);
    expect(put[0]).toMatchObject({ accountId: null, attempts: [], modelServed: null, costUsd: null });
  });

  test("tells each attempt's times from the request's arrival, the first byte's and the whole", () => {
    const { clock, put, open } = setUp();
    const entry = open();
    clock.advance(5);
    const first = entry.attempt(chosen("acc_a"));
    clock.advance(10);
    first.ended({ status: 503, failure: { ...failure("upstream_error", "down", "Down"), status: 503 } });
    clock.advance(1);
    const second = entry.attempt(chosen("acc_b"));
    clock.advance(20);
    entry.firstByte();
    clock.advance(100);
    entry.firstByte();
    second.ended({ status: 200, failure: null });
    second.ended({ status: 500, failure: null });
    entry.settle({ outcome: "ok", status: 200 });
    expect(put.at(-1)).toMatchObject({
      accountId: "acc_b",
      firstByteMs: 36,
      totalMs: 136,
      attempts: [
        { startedMs: 5, endedMs: 15, status: 503, failure: { kind: "upstream_error", code: "down", message: "Down" } },
        { startedMs: 16, endedMs: 136, status: 200, failure: null },
      ],
    });
  });

  test("has the cost at the price of the model that served", () => {
    const { put, open } = setUp();
    const usage = { ...NO_USAGE, inputTokens: 1_000_000, outputTokens: 1_000_000 };
    open({ model: "other" }).settle({ outcome: "ok", status: 200, model: "gpt-5.5-2026", usage });
    expect(put.at(-1)).toMatchObject({ modelAsked: "other", modelServed: "gpt-5.5-2026", costUsd: 5 });
    open().settle({ outcome: "cancelled", status: 499, usage });
    expect(put.at(-1)).toMatchObject({ modelServed: "gpt-5.5", costUsd: 5 });
  });

  test("has no cost where price or usage is unknown", () => {
    const { put, open } = setUp();
    open({ model: "other" }).settle({ outcome: "ok", status: 200, usage: NO_USAGE });
    open().settle({ outcome: "ok", status: 200 });
    expect(put.map(({ costUsd }) => costUsd)).toEqual([null, null]);
  });

  test("does not change under who writes it: what was put at the opening stays open, and the end stays as it was", () => {
    const { clock } = setUp();
    const held: RequestRecord[] = [];
    const recorder = createRecorder({
      clock,
      put: (record) => void held.push(record),
      opened() {},
      ended() {},
      prices: () => PRICES,
      transcripts: { open: () => null },
    });
    const { id, route, dialect } = sampleRecord({ id: "req_1" });
    const request = { id, route, dialect, arrivedAt: clock.now(), transport: "http", clientKey: null } as const;
    const entry = recorder.open({ ...request, userAgent: null, model: null, streamed: false, said: SAID });
    entry.attempt(chosen("acc_a"));
    entry.attempt(chosen("acc_b"));
    entry.firstByte();
    entry.settle({ outcome: "ok", status: 200 });
    // Where the client has left, an attempt may still be on its way.
    entry.attempt(chosen("acc_c"));
    entry.ofSession("late");
    clock.advance(5);
    entry.firstByte();
    const [opening, end] = held;
    expect(opening).toMatchObject({ outcome: "open", status: 0, accountId: "acc_a", firstByteMs: null, totalMs: null });
    expect(end).toMatchObject({ outcome: "ok", accountId: "acc_b", session: null, firstByteMs: 0, totalMs: 0 });
    expect(end?.attempts).toHaveLength(2);
    expect(held).toHaveLength(2);
  });
});
