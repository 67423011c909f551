// Requests that are no exchange of messages but are served by the pool all the same: transcription, lists of models.
// What comes back is passed on as it is.

import type { DialectId } from "../dialects/dialect.ts";
import { Fault } from "../domain/faults.ts";
import type { Route } from "../pool/model-routes.ts";
import type { CallBody, Operation } from "../providers/provider.ts";
import { readJsonText } from "../exchange/json-text.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import { wholeHeaders } from "./answer-headers.ts";
import { admitClient } from "./admit-client.ts";
import type { Asked } from "./asked.ts";
import { type AttemptPlan, runAttempts } from "./attempts.ts";
import { errorAnswer } from "./error-answer.ts";
import { clientContext, dialectOf, type ExchangeDeps } from "./handle-exchange.ts";
import { type Client, identifyClient } from "./identify-client.ts";
import type { ClientBytes, Lane } from "./lane.ts";
import { sendNoted } from "./noted-call.ts";
import { routeByOperation } from "./route-exchange.ts";
import { settleFailed, settleServed } from "./settle.ts";
import type { Target } from "./target.ts";

export interface PlainRequest {
  readonly asked: Asked;
  bodyFor(target: Target): CallBody;
  readonly query: string;
  readonly operation: Operation;
  readonly route: Route;
  /** For the record; "" where none is meant. */
  readonly model: string;
  readonly client: Client;
  /** Whether it counts against the limits of the client's key. Asking what there is and how much it would be does not. */
  readonly isCounted: boolean;
}

const EMPTY = readEmptyObject();

/** Serves one plain request; throws Fault where no account could. */
export async function servePlain(deps: ExchangeDeps, plain: PlainRequest): Promise<PlainAnswer> {
  const { asked, operation } = plain;
  const { clock, pool, providers } = deps;
  const settings = deps.settings();
  const entry = openRecord(deps, plain);
  await admitCounted(deps, plain, entry);
  const lane = plainLane(asked.dialect);
  const plan: AttemptPlan = {
    operation,
    route: plain.route,
    dialect: asked.dialect,
    tie: null,
    lastServedBy: null,
    stream: false,
    entry,
    signal: asked.request.signal,
    mayBeEmpty: true,
    laneFor: () => lane,
    send(target) {
      const { account, provider, model } = target;
      const { dialect, request } = asked;
      const call = provider.buildCall({
        account,
        operation,
        dialect,
        model,
        stream: false,
        relayed: true,
        body: plain.bodyFor(target),
        clientHeaders: request.headers,
        query: plain.query,
      });
      const options = { signal: request.signal, timeouts: settings };
      return sendNoted({ client: deps.client, entry, account }, call, options);
    },
  };
  const attempted = await runAttempts({ clock, pool, providers, retry: settings.retry }, plan);
  if (attempted.kind === "failed") {
    settleFailed(entry, attempted.fault);
    throw attempted.fault;
  }
  const { serving, opened } = attempted;
  if (opened.kind !== "whole") throw new Error("a stream where a whole answer was asked for");
  const seen = { responseId: null, model: null, usage: null, vendorEvents: [], sealed: [], proofs: [] };
  settleServed({ clock, pool, bind: () => undefined }, { entry, serving, seen, failure: null });
  entry.transcript?.answered(opened.status, {});
  entry.transcript?.told(opened.answer.body);
  return { body: opened.answer.body, headers: opened.headers, status: opened.status };
}

async function admitCounted(deps: ExchangeDeps, plain: PlainRequest, entry: RequestEntry): Promise<void> {
  if (!plain.isCounted) return;
  try {
    await admitClient(deps, { client: plain.client, model: plain.model, text: null, entry });
  } catch (thrown) {
    settleFailed(entry, thrown);
    throw thrown;
  }
}

export interface PlainAnswer {
  readonly body: ClientBytes;
  readonly headers: Headers;
  readonly status: number;
}

function openRecord(deps: ExchangeDeps, { asked, client, model }: PlainRequest): RequestEntry {
  return deps.recorder.open({
    id: asked.id,
    arrivedAt: asked.arrivedAt,
    route: asked.route,
    transport: "http",
    dialect: asked.dialect,
    clientKey: client.name,
    userAgent: asked.request.headers.get("user-agent"),
    model: model === "" ? null : model,
    streamed: false,
    said: { url: asked.request.url, headers: asked.request.headers, body: null },
  });
}

/** The answer as it is, whatever is in it. */
function plainLane(dialect: DialectId): Lane {
  return {
    dialect,
    request: EMPTY,
    openStream: () => {
      throw new Fault("upstream_garbage", "The upstream answered with a stream where none was asked for");
    },
    readWhole: (body) => ({ body, responseId: null, model: null, usage: null, sealed: [], proofs: [] }),
  };
}

/** `multipart/form-data` of at most this size, as the upstream takes it (wire facts 1.5: 25 MB of sound). */
const LARGEST_FORM_BYTES = 32 * 1024 * 1024;
const TRANSCRIBE_MODEL = "gpt-4o-transcribe";

export function createTranscribeHandler(deps: ExchangeDeps): (asked: Asked) => Promise<Response> {
  return async (asked) => {
    const dialect = dialectOf(deps, asked.dialect);
    try {
      const client = identifyClient(asked.request, asked.clientAddress, clientContext(deps));
      const form = await readForm(asked.request);
      const named = form.get("model");
      const model = typeof named === "string" && named !== "" ? named : TRANSCRIBE_MODEL;
      const answer = await servePlain(deps, {
        asked,
        operation: "transcribe",
        route: routeByOperation(deps, { operation: "transcribe", key: client.key }),
        bodyFor: () => ({ kind: "form", form }),
        query: "",
        model,
        client,
        isCounted: true,
      });
      const headers = {
        ...wholeHeaders(asked.id),
        "content-type": answer.headers.get("content-type") ?? "application/json",
      };
      return new Response(answer.body, { status: answer.status, headers });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) deps.defect(thrown, asked.id);
      return errorAnswer(thrown, { dialect, requestId: asked.id, now: deps.clock.now() });
    }
  };
}

async function readForm(request: Request): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.startsWith("multipart/form-data")) {
    throw new Fault("unsupported_media_type", "Send the recording as multipart/form-data with a part named 'file'");
  }
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_FORM_BYTES)
    throw new Fault("payload_too_large", "The form is over 32 MiB");
  const form = await request.formData().catch(() => {
    throw new Fault("invalid_request", "The multipart body is broken");
  });
  if (!(form.get("file") instanceof Blob))
    throw new Fault("invalid_request", "Missing part 'file': the recording", { param: "file" });
  return form as unknown as FormData;
}

function readEmptyObject(): Lane["request"] {
  const result = readJsonText(new TextEncoder().encode("{}"));
  if (result.kind !== "ok") throw new Error("an empty object is JSON");
  return result.text;
}
