// Prometheus metrics. Labels are bounded: routes, outcomes, conditions; never an id, an account or a model.

import { Counter, Gauge, Histogram, Registry } from "prom-client";

import type { RequestRecord } from "../domain/request-record.ts";

export interface Metrics {
  requestEnded(record: RequestRecord): void;
  recordsDropped(count: number): void;
  /** The exposition text. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

export interface MetricsSources {
  /** Accounts by condition (`healthy`, `rate_limited`, ..., `paused`). */
  accountsByCondition(): ReadonlyMap<string, number>;
  inFlight(): number;
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  registerGauges(registry, sources);
  const { requests, attempts, duration, firstByte, tokens, dropped } = instruments([registry]);
  // Finding a labelled counter costs more than counting: each is found once.
  const requestsOf = remembered((route, outcome) => requests.labels({ route, outcome }));
  const durationOf = remembered((route) => duration.labels({ route }));
  const firstByteOf = remembered((route) => firstByte.labels({ route }));
  const [input, cached, output, reasoning] = [
    tokens.labels({ kind: "input" }),
    tokens.labels({ kind: "cached" }),
    tokens.labels({ kind: "output" }),
    tokens.labels({ kind: "reasoning" }),
  ];
  return {
    requestEnded(record) {
      const { route } = record;
      requestsOf(route, record.outcome).inc();
      if (record.totalMs !== null) durationOf(route).observe(record.totalMs / 1000);
      if (record.firstByteMs !== null) firstByteOf(route).observe(record.firstByteMs / 1000);
      for (const { failure } of record.attempts) if (failure !== null) attempts.inc({ kind: failure.kind });
      if (record.usage === null) return;
      input.inc(record.usage.inputTokens);
      cached.inc(record.usage.cachedInputTokens);
      output.inc(record.usage.outputTokens);
      reasoning.inc(record.usage.reasoningTokens);
    },
    recordsDropped: (count) => dropped.inc(count),
    async render() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

/** Labels are bounded (routes, outcomes), and so is what is kept here. */
function remembered<Child>(find: (first: string, second: string) => Child): (first: string, second?: string) => Child {
  const known = new Map<string, Child>();
  return (first, second = "") => {
    const key = `${first} ${second}`;
    const child = known.get(key) ?? find(first, second);
    known.set(key, child);
    return child;
  };
}

// What is counted as it happens; the return type is inferred, it is a list of prom-client's own.
function instruments(registers: Registry[]) {
  return {
    requests: new Counter({
      name: "switchyard_requests_total",
      help: "Requests by route and outcome",
      labelNames: ["route", "outcome"],
      registers,
    }),
    attempts: new Counter({
      name: "switchyard_attempts_failed_total",
      help: "Failed attempts by kind of failure",
      labelNames: ["kind"],
      registers,
    }),
    duration: new Histogram({
      name: "switchyard_request_seconds",
      help: "Time to the end of a request",
      labelNames: ["route"],
      buckets: SECONDS,
      registers,
    }),
    firstByte: new Histogram({
      name: "switchyard_first_byte_seconds",
      help: "Time to the first byte of content",
      labelNames: ["route"],
      buckets: SECONDS,
      registers,
    }),
    tokens: new Counter({ name: "switchyard_tokens_total", help: "Tokens by kind", labelNames: ["kind"], registers }),
    dropped: new Counter({
      name: "switchyard_records_dropped_total",
      help: "Request records that could not be kept",
      registers,
    }),
  };
}

/** What is looked up when somebody asks. */
function registerGauges(registry: Registry, sources: MetricsSources): void {
  const accounts = new Gauge({
    name: "switchyard_accounts",
    help: "Accounts by condition",
    labelNames: ["condition"],
    registers: [],
    collect() {
      this.reset();
      for (const [condition, count] of sources.accountsByCondition()) this.set({ condition }, count);
    },
  });
  const inFlight = new Gauge({
    name: "switchyard_requests_in_flight",
    help: "Requests being served",
    registers: [],
    collect() {
      this.set(sources.inFlight());
    },
  });
  const memory = new Gauge({
    name: "switchyard_resident_memory_bytes",
    help: "Resident memory",
    registers: [],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  for (const gauge of [accounts, inFlight, memory]) registry.registerMetric(gauge);
}
