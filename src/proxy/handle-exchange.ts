// The story of the product: a client asks, an account of the pool answers, and the record says why that one.

import type { Dialect, DialectId } from "../dialects/dialect.ts";
import { Fault } from "../domain/faults.ts";
import type { Sha256Hex } from "../domain/ids.ts";
import type { Clock } from "../domain/ports.ts";
import type { Pool } from "../pool/pool.ts";
import type { Provider } from "../providers/provider.ts";
import type { Recorder, RequestEntry } from "../telemetry/recorder.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { addNativeHeaders, streamHeaders, wholeHeaders } from "./answer-headers.ts";
import { admitClient, type AdmitDeps } from "./admit-client.ts";
import type { Asked, ProxySettings } from "./asked.ts";
import { type Attempted, type AttemptPlan, runAttempts, type Serving } from "./attempts.ts";
import { bindServed } from "./bind-served.ts";
import type { CallProofs } from "./call-proofs.ts";
import { errorAnswer } from "./error-answer.ts";
import type { ForeignReasoning } from "./foreign-reasoning.ts";
import { type Client, type ClientContext, identifyClient } from "./identify-client.ts";
import type { ClientBytes } from "./lane.ts";
import { sendNoted } from "./noted-call.ts";
import { type LanePlan, planLanes } from "./plan-lanes.ts";
import type { ProofOwners } from "./proof-owners.ts";
import { type AskedExchange, readExchange } from "./read-exchange.ts";
import { routeExchange } from "./route-exchange.ts";
import { type StreamAnswerInput, streamOpened, streamPending } from "./serve-answer.ts";
import { settleFailed, type SettleDeps, settleServed } from "./settle.ts";
import { type Fingerprint, findTies, sessionOf, tieKeysOf } from "./ties.ts";

export interface ExchangeDeps extends AdmitDeps, Pick<ClientContext, "keys"> {
  readonly clock: Clock;
  readonly sha256: Sha256Hex;
  /** A short fingerprint of bytes, for keys held in memory. */
  readonly fingerprint: Fingerprint;
  readonly pool: Pool;
  readonly client: UpstreamClient;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  readonly recorder: Recorder;
  readonly foreignReasoning: ForeignReasoning;
  readonly callProofs: CallProofs;
  readonly proofOwners: ProofOwners;
  settings(): ProxySettings;
  /** A defect of ours came up: told to the log, never to the client. */
  defect(error: unknown, requestId: string): void;
}

/** By what a client is known now. */
export function clientContext({ keys, sha256, clock, settings }: ExchangeDeps): ClientContext {
  return { rules: settings(), keys, sha256, now: clock.now() };
}

export type ExchangeHandler = (asked: Asked) => Promise<Response>;

export function createExchangeHandler(deps: ExchangeDeps): ExchangeHandler {
  return async (asked) => {
    const dialect = dialectOf(deps, asked.dialect);
    let entry: RequestEntry | null = null;
    try {
      const client = identifyClient(asked.request, asked.clientAddress, clientContext(deps));
      const exchange = await readExchange(asked, deps.settings().maxBodyBytes);
      entry = openRecord(deps, asked, { exchange, client });
      const admitting = admitClient(deps, { client, model: exchange.model, text: exchange.text, entry });
      if (admitting !== null) await admitting;
      const { plan, settle } = await planExchange(deps, asked, { exchange, entry, dialect, client });
      return await answer(deps, { asked, dialect, exchange, entry, plan, settle });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) deps.defect(thrown, asked.id);
      if (entry !== null) settleFailed(entry, thrown);
      const transcript = entry?.transcript ?? null;
      return errorAnswer(thrown, { dialect, requestId: asked.id, now: deps.clock.now(), transcript });
    }
  };
}

function openRecord(
  deps: ExchangeDeps,
  asked: Asked,
  read: { readonly exchange: AskedExchange; readonly client: Client },
): RequestEntry {
  return deps.recorder.open({
    id: asked.id,
    arrivedAt: asked.arrivedAt,
    route: asked.route,
    transport: "http",
    dialect: asked.dialect,
    clientKey: read.client.name,
    userAgent: asked.request.headers.get("user-agent"),
    model: read.exchange.model,
    streamed: read.exchange.stream,
    said: { url: asked.request.url, headers: asked.request.headers, body: read.exchange.text.bytes },
  });
}

interface Planning {
  readonly exchange: AskedExchange;
  readonly entry: RequestEntry;
  readonly dialect: Dialect;
  readonly client: Client;
}

async function planExchange(
  deps: ExchangeDeps,
  asked: Asked,
  { exchange, entry, dialect, client }: Planning,
): Promise<{ plan: AttemptPlan; settle: SettleDeps }> {
  const { headers, signal } = asked.request;
  const settings = deps.settings();
  const route = routeExchange(deps, exchange.model, { operation: asked.operation, key: client.key });
  const [leg] = route.legs;
  const scope = `${client.name ?? ""}@${leg.home}`;
  const keys = tieKeysOf({ headers, text: exchange.text, scope, hash: deps.fingerprint });
  if (keys.soft !== null) entry.ofSession(sessionOf(keys.soft, deps.sha256));
  const { tie, lastServedBy } = await findTies(keys, deps.pool.affinity, settings.stickyThreads);
  const lanes = lanesFor(deps, asked, { exchange, dialect, session: keys.soft?.key ?? null });
  const plan: AttemptPlan = {
    operation: asked.operation,
    route,
    dialect: dialect.id,
    tie,
    lastServedBy,
    stream: exchange.stream,
    entry,
    signal,
    laneFor: lanes.laneFor,
    mayBeEmpty: false,
    send({ account, provider, model }, lane) {
      const call = provider.buildCall({
        account,
        operation: asked.operation,
        dialect: lane.dialect,
        model,
        stream: exchange.stream,
        relayed: lane.dialect === dialect.id,
        body: { kind: "json", text: lane.request },
        clientHeaders: headers,
        query: lane.dialect === dialect.id ? (asked.query ?? "") : "",
      });
      return sendNoted({ client: deps.client, entry, account }, call, { signal, timeouts: settings });
    },
  };
  const bind = bindServed({
    affinity: deps.pool.affinity,
    soft: keys.soft,
    home: leg.name,
    uploads: keys.uploads,
    sessionTtlMs: settings.sessionTtlMs,
    fingerprint: deps.fingerprint,
    proofOwners: deps.proofOwners,
  });
  return { plan, settle: { clock: deps.clock, pool: deps.pool, bind } };
}

function lanesFor(
  { dialects, foreignReasoning, callProofs }: ExchangeDeps,
  asked: Asked,
  { exchange, dialect, session }: Pick<Planning, "exchange" | "dialect"> & { readonly session: string | null },
): LanePlan {
  return planLanes({
    dialects,
    foreignReasoning,
    callProofs,
    text: exchange.text,
    given: asked.given ?? {},
    client: dialect,
    manner: { native: asked.native, wantsUsage: dialect.wantsUsage(exchange.text) },
    session,
    fallbackId: asked.id,
    arrivedAt: asked.arrivedAt,
  });
}

interface Answering {
  readonly asked: Asked;
  readonly dialect: Dialect;
  readonly exchange: AskedExchange;
  readonly entry: RequestEntry;
  readonly plan: AttemptPlan;
  readonly settle: SettleDeps;
}

async function answer(deps: ExchangeDeps, what: Answering): Promise<Response> {
  const settings = deps.settings();
  const { clock, pool, providers } = deps;
  const attempting = runAttempts({ clock, pool, providers, retry: settings.retry }, what.plan);
  if (!what.exchange.stream) return wholeAnswer(deps, what, await attempting);
  const first = await within(deps.clock, settings.quietMs, attempting);
  const streaming: StreamAnswerInput = {
    dialect: what.dialect,
    entry: what.entry,
    clock: deps.clock,
    quietMs: settings.quietMs,
    settle: what.settle,
    signal: what.plan.signal,
  };
  // After a silence this long the 200 is committed without content, so that proxies in between do not cut the line.
  if (first === null) return streamResponse(deps, what, { body: streamPending(streaming, attempting), from: null });
  if (first.kind === "failed") return failed(deps, what, first);
  const { opened, serving } = first;
  if (opened.kind !== "streaming") throw new Error("a whole answer where a stream was asked for");
  return streamResponse(deps, what, { body: streamOpened(streaming, opened, serving), from: serving });
}

function streamResponse(
  deps: ExchangeDeps,
  { asked, plan }: Answering,
  out: { readonly body: AsyncIterable<ClientBytes>; readonly from: Serving | null },
): Response {
  const headers = streamHeaders(asked.id);
  // While nobody serves yet it is those who may.
  const provider = out.from?.target.provider.id ?? plan.route.legs[0].candidates[0]?.account.provider;
  if (asked.native && provider !== undefined) {
    addNativeHeaders(headers, out.from?.headers ?? null, deps.pool.usage(provider));
  }
  plan.entry.transcript?.answered(200, headers);
  return new Response(out.body, { headers });
}

function wholeAnswer(deps: ExchangeDeps, what: Answering, attempted: Attempted): Response {
  if (attempted.kind === "failed") return failed(deps, what, attempted);
  const { opened, serving } = attempted;
  if (opened.kind !== "whole") throw new Error("a stream where a whole answer was asked for");
  what.entry.firstByte();
  const { body, responseId, model, usage, sealed, proofs } = opened.answer;
  const seen = { responseId, model, usage, sealed, proofs, vendorEvents: [] };
  settleServed(what.settle, { entry: what.entry, serving, seen, failure: null });
  const headers = wholeHeaders(what.asked.id);
  if (what.asked.native) addNativeHeaders(headers, opened.headers, deps.pool.usage(serving.target.provider.id));
  what.entry.transcript?.answered(opened.status, headers);
  what.entry.transcript?.told(body);
  return new Response(body, { status: opened.status, headers });
}

function failed(deps: ExchangeDeps, what: Answering, attempted: Extract<Attempted, { kind: "failed" }>): Response {
  settleFailed(what.entry, attempted.fault);
  return errorAnswer(attempted.fault, {
    dialect: what.dialect,
    requestId: what.asked.id,
    now: deps.clock.now(),
    told: attempted.told,
    transcript: what.entry.transcript,
  });
}

/** What a promise comes to within the time, else null; it goes on either way. */
function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(null));
    promise.then(
      (value) => {
        cancel();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

export function dialectOf(deps: Pick<ExchangeDeps, "dialects">, id: DialectId): Dialect {
  const dialect = deps.dialects.get(id);
  if (dialect === undefined) throw new Error(`no dialect '${id}'`);
  return dialect;
}
