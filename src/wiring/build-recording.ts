// What is told of every request: its record in the store, the metrics, a line of the log, the panels' memory.

import type { PriceTable } from "../domain/price.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { Store } from "../store/open-store.ts";
import { createRecordWriter, type RecordWriter } from "../store/record-writer.ts";
import type { EventBus } from "../telemetry/event-bus.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { createRecorder, type Recorder } from "../telemetry/recorder.ts";
import { attemptLine, requestLine } from "../telemetry/request-line.ts";
import type { Transcripts } from "../telemetry/transcripts.ts";
import { accountsByCondition } from "./account-counts.ts";
import type { BuiltGateway } from "./build-gateway.ts";
import { createUsageMemory, type UsageMemory } from "./management-accounts.ts";

export interface Recording {
  readonly recorder: Recorder;
  readonly writer: RecordWriter;
  readonly metrics: Metrics;
  readonly usage: UsageMemory;
  /** Requests whose record is open. */
  inFlight(): number;
  /** Records that could not be written, since the start. */
  recordsDropped(): number;
}

export interface RecordingParts {
  readonly store: Store;
  readonly log: Log;
  readonly events: EventBus;
  readonly transcripts: Pick<Transcripts, "open">;
  prices(): PriceTable;
  pool(): BuiltGateway["pool"];
}

export function buildRecording({ store, log, events, transcripts, prices, pool }: RecordingParts): Recording {
  let inFlight = 0;
  let dropped = 0;
  const usage = createUsageMemory();
  const metrics = createMetrics({
    accountsByCondition: () => accountsByCondition(pool().accounts(), systemClock.now()),
    inFlight: () => inFlight,
  });
  const writer = createRecordWriter({
    records: store.records,
    clock: systemClock,
    onError(problem) {
      if (problem.kind === "records_dropped") {
        dropped += problem.count;
        metrics.recordsDropped(problem.count);
        events.publish(problem);
      }
      log.error("records", problem.kind === "write_failed" ? { ...problem, ...errorFields(problem.error) } : problem);
    },
  });
  const recorder = createRecorder({
    clock: systemClock,
    prices,
    transcripts,
    opened: () => void (inFlight += 1),
    put: writer.put,
    ended(record) {
      inFlight -= 1;
      metrics.requestEnded(record);
      usage.note(record);
      events.publish({ kind: "request_finished", record });
      for (const attempt of record.attempts) log.debug("attempt", () => attemptLine(record, attempt));
      log.info("request", requestLine(record));
    },
  });
  return { recorder, writer, metrics, usage, inFlight: () => inFlight, recordsDropped: () => dropped };
}
