// Prometheus metrics. Labels are bounded: routes, outcomes, conditions; never an id, an account or a model.

import type { RequestRecord } from "../domain/request-record.ts";
import { CONTENT_TYPE, createCounter, createHistogram, gaugeText } from "./exposition.ts";

export interface Metrics {
  requestEnded(record: RequestRecord): void;
  recordsDropped(count: number): void;
  /** The exposition text. */
  render(): { readonly contentType: string; readonly text: string };
}

export interface MetricsSources {
  /** Accounts by condition (`healthy`, `rate_limited`, ..., `paused`). */
  accountsByCondition(): ReadonlyMap<string, number>;
  inFlight(): number;
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export function createMetrics(sources: MetricsSources): Metrics {
  const { requests, attempts, duration, firstByte, tokens, dropped } = createInstruments();
  return {
    requestEnded({ route, outcome, totalMs, firstByteMs, attempts: tried, usage }) {
      requests.add([route, outcome]);
      if (totalMs !== null) duration.observe([route], totalMs / 1000);
      if (firstByteMs !== null) firstByte.observe([route], firstByteMs / 1000);
      for (const { failure } of tried) if (failure !== null) attempts.add([failure.kind]);
      if (usage === null) return;
      tokens.add(["input"], usage.inputTokens);
      tokens.add(["cached"], usage.cachedInputTokens);
      tokens.add(["output"], usage.outputTokens);
      tokens.add(["reasoning"], usage.reasoningTokens);
    },
    recordsDropped: (count) => dropped.add([], count),
    render() {
      const counted = [requests, attempts, duration, firstByte, tokens, dropped].map((instrument) => instrument.text());
      return { contentType: CONTENT_TYPE, text: [...gaugesOf(sources), ...counted].join("\n") };
    },
  };
}

/** What is counted as it happens. */
function createInstruments() {
  return {
    requests: createCounter({
      name: "switchyard_requests_total",
      help: "Requests by route and outcome",
      labels: ["route", "outcome"],
    }),
    attempts: createCounter({
      name: "switchyard_attempts_failed_total",
      help: "Failed attempts by kind of failure",
      labels: ["kind"],
    }),
    duration: createHistogram(
      { name: "switchyard_request_seconds", help: "Time to the end of a request", labels: ["route"] },
      SECONDS,
    ),
    firstByte: createHistogram(
      { name: "switchyard_first_byte_seconds", help: "Time to the first byte of content", labels: ["route"] },
      SECONDS,
    ),
    tokens: createCounter({ name: "switchyard_tokens_total", help: "Tokens by kind", labels: ["kind"] }),
    dropped: createCounter({
      name: "switchyard_records_dropped_total",
      help: "Request records that could not be kept",
      labels: [],
    }),
  };
}

function gaugesOf({ accountsByCondition, inFlight }: MetricsSources): readonly string[] {
  const accounts = Array.from(accountsByCondition(), ([condition, count]) => [[condition], count] as const);
  return [
    gaugeText({ name: "switchyard_accounts", help: "Accounts by condition", labels: ["condition"] }, accounts),
    gaugeText({ name: "switchyard_requests_in_flight", help: "Requests being served", labels: [] }, [[[], inFlight()]]),
    gaugeText({ name: "switchyard_resident_memory_bytes", help: "Resident memory", labels: [] }, [
      [[], process.memoryUsage.rss()],
    ]),
  ];
}
