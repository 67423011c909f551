// Reads an upstream's answer up to the point where it can be committed to: its first content, its whole, or its failure.

import { type Failure, failure } from "../domain/failure.ts";
import { Fault } from "../domain/faults.ts";
import type { ToldError } from "../dialects/stream-tap.ts";
import { latin1Text } from "../exchange/byte-text.ts";
import { readJsonText } from "../exchange/json-text.ts";
import { SILENCE } from "../domain/silence.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { AnswerBody, UpstreamAnswer } from "../wire/upstream-call.ts";
import type { Target } from "./target.ts";
import type { ClientBytes, Lane, LaneStream, WholeAnswer } from "./lane.ts";

export type OpenedAnswer =
  | {
      readonly kind: "streaming";
      readonly status: number;
      readonly headers: Headers;
      /** What the client gets first. */
      readonly head: readonly ClientBytes[];
      readonly stream: LaneStream;
      readonly body: AnswerBody;
    }
  | { readonly kind: "whole"; readonly status: number; readonly headers: Headers; readonly answer: WholeAnswer }
  | {
      readonly kind: "failed";
      readonly status: number | null;
      readonly failure: Failure;
      readonly told: string | null;
    };

export interface OpenInput {
  readonly answer: UpstreamAnswer;
  readonly lane: Lane;
  readonly target: Target;
  /** The client wants a stream; else the answer is read whole, whatever the upstream sends. */
  readonly stream: boolean;
  /** An answer without content is right here (a warm-up). */
  readonly mayBeEmpty: boolean;
  now(): number;
}

/** Never rejects: what goes wrong on the way is a `failed` answer. */
export async function openAnswer(input: OpenInput): Promise<OpenedAnswer> {
  const { answer } = input;
  if (answer.kind === "failed") return { kind: "failed", status: null, failure: answer.failure, told: null };
  try {
    if (answer.status < 200 || answer.status >= 300) return await refused(input, answer);
    const isStream = (answer.headers.get("content-type") ?? "").startsWith("text/event-stream");
    if (!isStream && (!input.stream || isJson(answer.headers))) {
      const body = await answer.body.rest();
      const error = errorInside(body) ?? (input.stream ? NOT_STREAMED : null);
      if (error !== null)
        return { kind: "failed", status: answer.status, failure: classified(input, error), told: null };
      const whole = input.lane.readWhole(body);
      return { kind: "whole", status: answer.status, headers: answer.headers, answer: whole };
    }
    return await openStream(input, answer);
  } catch (thrown) {
    answer.body.discard();
    return { kind: "failed", status: answer.status, failure: failureOf(thrown), told: null };
  }
}

type Answered = Extract<UpstreamAnswer, { kind: "answered" }>;

async function refused(input: OpenInput, answer: Answered): Promise<OpenedAnswer> {
  const body = Buffer.from(await answer.body.rest()).toString();
  const { account, provider, model } = input.target;
  const why = provider.classifyFailure({
    account,
    model,
    status: answer.status,
    headers: answer.headers,
    body,
    now: input.now(),
  });
  return { kind: "failed", status: answer.status, failure: why, told: body };
}

async function openStream(input: OpenInput, answer: Answered): Promise<OpenedAnswer> {
  const stream = input.lane.openStream();
  const head: ClientBytes[] = [];
  const isOpen = (): boolean =>
    stream.phase === "ended" || stream.phase === "failed" || (input.stream && stream.phase === "content");
  while (!isOpen()) {
    const chunk = await answer.body.next();
    // The client is kept company by whoever waits for this answer.
    if (chunk === SILENCE) continue;
    const out = chunk === null ? stream.end() : stream.push(chunk);
    if (out !== null && input.stream) head.push(out);
    if (chunk === null) break;
  }
  const why = failureInside(input, stream);
  if (why !== null) {
    answer.body.discard();
    return { kind: "failed", status: answer.status, failure: why, told: null };
  }
  if (input.stream)
    return { kind: "streaming", status: answer.status, headers: answer.headers, head, stream, body: answer.body };
  answer.body.release();
  const whole = stream.whole();
  if (whole === null) return { kind: "failed", status: answer.status, failure: EMPTY, told: null };
  return { kind: "whole", status: 200, headers: answer.headers, answer: whole };
}

function classified({ target, now }: OpenInput, told: ToldError): Failure {
  return target.provider.classifyStreamError({ ...told, model: target.model, now: now() });
}

/** Members of which one stands in every answer that is none. */
const ANSWERS = ["choices", "output", "content", "candidates", "totalTokens", "input_tokens"];

/** Some that stream say nothing of what they send; who says JSON does not stream. */
function isJson(headers: Headers): boolean {
  return (headers.get("content-type") ?? "").startsWith("application/json");
}

const NOT_STREAMED: ToldError = {
  code: "server_error",
  message: "The upstream did not stream its answer",
  status: 502,
  resetsAt: null,
};

const HEAD_BYTES = 400;
const ERROR_FIRST = /"error"\s*:\s*\{/;

/** Some upstreams tell a failure in a 200 whose body is `{"error": ...}` and nothing else (openai-compatibility). */
function errorInside(body: Uint8Array): ToldError | null {
  // It stands near the beginning: whole answers are not read twice for its sake.
  if (!ERROR_FIRST.test(latin1Text(body, 0, Math.min(body.byteLength, HEAD_BYTES)))) return null;
  const read = readJsonText(body);
  if (read.kind === "malformed" || read.text.kindOf("error") !== "object") return null;
  if (ANSWERS.some((name) => read.text.has(name))) return null;
  const error = read.text.get("error") as Readonly<Record<string, unknown>>;
  const text = (name: string): string | null => (typeof error[name] === "string" ? error[name] : null);
  const { code } = error;
  return {
    code: text("code") ?? text("type") ?? text("status") ?? "server_error",
    message: text("message") ?? "The upstream failed",
    status: typeof code === "number" && code >= 400 && code <= 599 ? code : null,
    resetsAt: null,
  };
}

const EMPTY = failure("stream_broken", "upstream_empty", "The upstream answered with nothing");
const BROKEN = failure(
  "stream_broken",
  "upstream_stream_broken",
  "The upstream's stream ended before its answer was complete",
);

/** What failed inside a 200, before the client has seen anything of it; null where nothing did. */
function failureInside(input: OpenInput, stream: LaneStream): Failure | null {
  switch (stream.phase) {
    case "failed": {
      const told = stream.error ?? {
        code: "server_error",
        message: "The upstream failed",
        status: null,
        resetsAt: null,
      };
      return classified(input, told);
    }
    // The end came: with nothing of an answer before it, or in the middle of one.
    case "preamble":
      return EMPTY;
    case "content":
      return input.stream ? null : BROKEN;
    // A clean but empty stream is a failure, not a success (rulings "Providers").
    case "ended":
      return stream.isEmpty && !input.mayBeEmpty ? EMPTY : null;
  }
}

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof WireFault) return thrown.failure;
  if (thrown instanceof Fault) return failure("upstream_error", thrown.code, thrown.message);
  throw thrown;
}
