// A request's record from arrival to end: opened before the upstream call, settled exactly once, whatever happens.

import type { Decision } from "../domain/choose-account.ts";
import type { Failure } from "../domain/failure.ts";
import { costOf, createPriceLookup, type priceOf, type PriceTable } from "../domain/price.ts";
import type { Clock } from "../domain/ports.ts";
import type { Attempt, RequestOutcome, RequestRecord } from "../domain/request-record.ts";
import type { Usage } from "../domain/usage.ts";
import type { RequestSaid, Transcript } from "./transcript.ts";
import type { Transcripts } from "./transcripts.ts";

export interface Recorder {
  open(request: OpenedRequest): RequestEntry;
}

export interface OpenedRequest {
  readonly id: string;
  readonly arrivedAt: number;
  readonly route: string;
  readonly transport: RequestRecord["transport"];
  readonly dialect: string;
  readonly clientKey: string | null;
  readonly userAgent: string | null;
  readonly model: string | null;
  readonly streamed: boolean;
  /** For its transcript. */
  readonly said: RequestSaid;
}

/** The open record of one request. */
export interface RequestEntry {
  readonly id: string;
  /** null where none is kept. */
  readonly transcript: Transcript | null;
  /** An account was chosen (or none could be): the record now says why. */
  attempt(chosen: {
    readonly accountId: string | null;
    readonly label: string | null;
    /** null where nobody could be chosen. */
    readonly provider: string | null;
    /** The model asked for: by the upstream's name, or by the client's where nobody was chosen. */
    readonly model: string;
    readonly decision: Decision;
  }): AttemptEntry;
  /** Which conversation it belongs to: a fingerprint. */
  ofSession(fingerprint: string): void;
  /** Who else wants to know of the end: once, with the record as it then is; at once where it has ended already. */
  atEnd(told: (record: RequestRecord) => void): void;
  /** The first byte of content. Later calls change nothing. */
  firstByte(): void;
  /** The end. Later calls change nothing. */
  settle(end: RequestEnd): void;
}

export interface AttemptEntry {
  ended(result: { readonly status: number | null; readonly failure: Failure | null }): void;
}

export interface RequestEnd {
  readonly outcome: Exclude<RequestOutcome, "open">;
  readonly status: number;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
  readonly model?: string | null | undefined;
  readonly usage?: Usage | null | undefined;
}

interface RecorderDeps {
  readonly clock: Clock;
  /** Told with each request, before anything is done for it. */
  opened(): void;
  /** Takes the record's newest state, at the opening and at the end. Nothing in it changes any more but how its attempts end. */
  put(record: RequestRecord): void;
  /** Told once at the end, for the log and the metrics. */
  ended(record: RequestRecord): void;
  prices(): PriceTable;
  readonly transcripts: Pick<Transcripts, "open">;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function createRecorder(deps: RecorderDeps): Recorder {
  const priceFor = createPriceLookup();
  return { open: (request) => openEntry(deps, request, priceFor) };
}

function openEntry(deps: RecorderDeps, request: OpenedRequest, priceFor: typeof priceOf): RequestEntry {
  const { clock } = deps;
  // The entry lives as long as the answer: it must not keep the request's body.
  const { arrivedAt } = request;
  const attempts: Mutable<Attempt>[] = [];
  const record = newRecord(request, attempts);
  const atEnd: ((record: RequestRecord) => void)[] = [];
  let isOpen = true;
  let isKnown = false;
  deps.opened();
  const transcript = deps.transcripts.open(request.said);
  const since = (): number => clock.now() - arrivedAt;

  return {
    id: request.id,
    transcript,
    attempt(chosen) {
      const { accountId, label, provider, model } = chosen;
      const attempt = newAttempt(chosen, since());
      // After the end it is an attempt that did not hear of it yet.
      if (!isOpen) return attemptEntry(attempt, since);
      attempts.push(attempt);
      transcript?.attempted();
      record.provider = provider ?? record.provider;
      record.modelServed = model === "" ? record.modelServed : model;
      record.accountId = accountId;
      record.accountLabel = label;
      // From here on something may happen upstream: the row stands before it does. A state of its own: its writer may
      // still be at it when the request ends.
      if (!isKnown) deps.put({ ...record });
      isKnown = true;
      return attemptEntry(attempt, since);
    },
    ofSession(fingerprint) {
      if (isOpen) record.session = fingerprint;
    },
    atEnd(told) {
      if (isOpen) atEnd.push(told);
      else told(record);
    },
    firstByte() {
      if (isOpen) record.firstByteMs ??= since();
      transcript?.begun();
    },
    settle(end) {
      if (!isOpen) return;
      isOpen = false;
      record.outcome = end.outcome;
      record.status = end.status;
      record.errorCode = end.errorCode ?? null;
      record.errorMessage = end.errorMessage ?? null;
      record.modelServed = end.model ?? record.modelServed;
      record.usage = end.usage ?? null;
      record.totalMs = since();
      const price = record.modelServed === null ? null : priceFor(deps.prices(), record.modelServed);
      record.costUsd = price === null || record.usage === null ? null : costOf(price, record.usage);
      deps.put(record);
      for (const told of atEnd) told(record);
      deps.ended(record);
      transcript?.settled(record);
    },
  };
}

function attemptEntry(attempt: Mutable<Attempt>, since: () => number): AttemptEntry {
  return {
    ended({ status, failure }) {
      if (attempt.endedMs !== null) return;
      attempt.endedMs = since();
      attempt.status = status;
      attempt.failure = failure === null ? null : { kind: failure.kind, code: failure.code, message: failure.message };
    },
  };
}

type Chosen = Parameters<RequestEntry["attempt"]>[0];

function newAttempt(chosen: Chosen, startedMs: number): Mutable<Attempt> {
  return {
    accountId: chosen.accountId,
    accountLabel: chosen.label,
    provider: chosen.provider,
    model: chosen.model,
    decision: chosen.decision,
    startedMs,
    endedMs: null,
    status: null,
    failure: null,
  };
}

function newRecord(request: OpenedRequest, attempts: readonly Attempt[]): Mutable<RequestRecord> {
  return {
    id: request.id,
    startedAt: request.arrivedAt,
    outcome: "open",
    status: 0,
    errorCode: null,
    errorMessage: null,
    route: request.route,
    transport: request.transport,
    dialect: request.dialect,
    clientKey: request.clientKey,
    userAgent: request.userAgent,
    modelAsked: request.model,
    modelServed: request.model,
    streamed: request.streamed,
    session: null,
    provider: null,
    accountId: null,
    accountLabel: null,
    attempts,
    firstByteMs: null,
    totalMs: null,
    usage: null,
    costUsd: null,
  };
}
