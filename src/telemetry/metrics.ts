// Prometheus metrics. Labels are bounded: routes, outcomes, conditions; never an id, an account or a model.

import type { RequestOutcome, RequestRecord } from "../domain/request-record.ts";
import { CONTENT_TYPE, type Count, createCounter, createHistogram, gaugeText, type Observed } from "./exposition.ts";

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
  const routes = new Map<string, OfRoute>();
  let ofTokens: OfTokens | null = null;
  return {
    requestEnded({ route, outcome, totalMs, firstByteMs, attempts: tried, usage }) {
      const known = routes.get(route) ?? { ended: {}, duration: null, firstByte: null };
      routes.set(route, known);
      (known.ended[outcome] ??= requests.of(route, outcome)).sum += 1;
      if (totalMs !== null) duration.observe((known.duration ??= duration.of(route)), totalMs / 1000);
      if (firstByteMs !== null) firstByte.observe((known.firstByte ??= firstByte.of(route)), firstByteMs / 1000);
      for (const { failure } of tried) if (failure !== null) attempts.of(failure.kind).sum += 1;
      if (usage === null) return;
      ofTokens ??= {
        input: tokens.of("input"),
        cached: tokens.of("cached"),
        output: tokens.of("output"),
        reasoning: tokens.of("reasoning"),
      };
      ofTokens.input.sum += usage.inputTokens;
      ofTokens.cached.sum += usage.cachedInputTokens;
      ofTokens.output.sum += usage.outputTokens;
      ofTokens.reasoning.sum += usage.reasoningTokens;
    },
    recordsDropped(count) {
      dropped.of().sum += count;
    },
    render() {
      const counted = [requests, attempts, duration, firstByte, tokens, dropped].map((instrument) => instrument.text());
      return { contentType: CONTENT_TYPE, text: [...gaugesOf(sources), ...counted].join("\n") };
    },
  };
}

/** What every request counts, looked up once. */
interface OfRoute {
  readonly ended: Partial<Record<RequestOutcome, Count>>;
  duration: Observed | null;
  firstByte: Observed | null;
}

type OfTokens = Readonly<Record<"input" | "cached" | "output" | "reasoning", Count>>;

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
