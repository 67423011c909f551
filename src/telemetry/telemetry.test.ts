import { describe, expect, test } from "bun:test";

import { failure } from "../domain/failure.ts";
import { secret } from "../domain/secret.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { openRecord, sampleRecord } from "../../test/support/sample-record.ts";
import { createLog, errorFields } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { requestLine } from "./request-line.ts";

describe("metrics", () => {
  test("tell of requests, failures, tokens and accounts, and name no id, account, model or key", async () => {
    const metrics = createMetrics({
      accountsByCondition: () => new Map([["healthy", 3]]),
      inFlight: () => 7,
    });
    const record = sampleRecord({ id: "req_secret" });
    const [attempt] = record.attempts;
    const broken =
      attempt === undefined ? [] : [{ ...attempt, failure: failure("upstream_error", "down_code", "Down") }];
    metrics.requestEnded(record);
    metrics.requestEnded({
      ...record,
      outcome: "error",
      attempts: broken,
      usage: null,
      totalMs: null,
      firstByteMs: null,
    });
    metrics.recordsDropped(2);
    const { text, contentType } = metrics.render();
    expect(contentType).toContain("text/plain");
    for (const line of [
      'switchyard_requests_total{route="POST /v1/responses",outcome="ok"} 1',
      'switchyard_requests_total{route="POST /v1/responses",outcome="error"} 1',
      'switchyard_attempts_failed_total{kind="upstream_error"} 1',
      'switchyard_tokens_total{kind="input"} 1000',
      'switchyard_accounts{condition="healthy"} 3',
      "switchyard_requests_in_flight 7",
      "switchyard_records_dropped_total 2",
    ])
      expect(text).toContain(line);
    for (const told of ["req_secret", "acc_", "ada", "gpt", "laptop", "down_code", "codex"])
      expect(text).not.toContain(told);
  });

  test("of accounts that are in no condition any more say nothing", async () => {
    let counts = new Map([["paused", 1]]);
    const metrics = createMetrics({ accountsByCondition: () => counts, inFlight: () => 0 });
    metrics.render();
    counts = new Map();
    expect(metrics.render().text).not.toContain('condition="paused"');
  });
});

describe("the line of a request", () => {
  test("says what happened, by which account and why that one", () => {
    expect(requestLine(sampleRecord({ id: "req_1" }))).toEqual({
      request_id: "req_1",
      route: "POST /v1/responses",
      status: 200,
      outcome: "ok",
      model: "gpt-5.5-2026-01",
      account: "ada@example.com",
      why: "least weekly usage, then least 5-hour usage",
      attempts: 1,
      first_byte_ms: 210,
      total_ms: 900,
      input_tokens: 1000,
      output_tokens: 50,
      client_key: "laptop",
    });
  });

  test("has the code of a failure, and leaves out what there is not", () => {
    const line = requestLine(openRecord({ id: "req_1", outcome: "error", errorCode: "no_accounts", clientKey: null }));
    expect(line).toMatchObject({ error_code: "no_accounts", account: null, why: null, attempts: 0 });
    expect(JSON.stringify(line)).not.toMatch(/client_key|tokens/);
  });
});

describe("the log", () => {
  const key = secret("sk-very-secret");

  test("writes one JSON line an event, secrets hidden at any depth", () => {
    const clock = createFakeClock();
    let text = "";
    const log = createLog({ debug: false, clock, write: (lines) => void (text += lines) });
    log.debug("hidden", () => ({}));
    log.info("told", { request_id: "req_1", key, deep: { list: [{ key }] } });
    log.setDebug(true);
    log.debug("shown", () => ({}));
    expect(text).toBe("");
    clock.advance(50);
    const lines = text.trim().split("\n");
    expect(text).not.toContain("sk-very-secret");
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(["told", "shown"]);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: "2026-01-01T00:00:00.000Z",
      event: "told",
      request_id: "req_1",
      key: "[secret]",
      deep: { list: [{ key: "[secret]" }] },
    });
  });

  test("tells the time of each line, also of many within one moment", () => {
    const clock = createFakeClock();
    let text = "";
    const log = createLog({ debug: false, clock, write: (lines) => void (text += lines) });
    for (const ms of [0, 0, 1]) {
      clock.advance(ms);
      log.info("told");
    }
    log.flush();
    const line = (time: string): string => `{"level":"info","time":"2026-01-01T00:00:00.${time}Z","event":"told"}\n`;
    expect(text).toBe(line("000") + line("000") + line("001"));
  });

  test("keeps what is told within its line and its quotes", () => {
    let text = "";
    const log = createLog({ debug: false, clock: createFakeClock(), write: (lines) => void (text += lines) });
    const told = { model: 'a"b\\c\nd\u2028\ud800', missing: undefined };
    log.info("told", told);
    log.flush();
    expect(text.trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({ event: "told", model: told.model });
  });

  test("says what went wrong at once, and the rest when it is told to", () => {
    let text = "";
    const log = createLog({ debug: false, clock: createFakeClock(), write: (lines) => void (text += lines) });
    log.info("first");
    log.error("second", { key });
    expect(text.trim().split("\n")).toHaveLength(2);
    log.warn("third");
    log.flush();
    expect(text.trim().split("\n")).toHaveLength(3);
  });

  test("takes an error's text and place, and the text of anything else", () => {
    expect(errorFields(new TypeError("bad"))).toMatchObject({ error: "bad", name: "TypeError" });
    expect(errorFields("odd")).toEqual({ error: "odd" });
  });
});
