// Sends one turn of a client's WebSocket to its account: by WebSocket where the upstream takes it, by HTTP where not.

import { failure } from "../domain/failure.ts";
import { latin1Text } from "../exchange/byte-text.ts";
import { SILENCE, type Silence } from "../domain/silence.ts";
import { WireFault } from "../domain/wire-fault.ts";
import type { AnswerBody, UpstreamAnswer } from "../wire/upstream-call.ts";
import type { RequestEntry } from "../telemetry/recorder.ts";
import type { Lane } from "./lane.ts";
import { notedTurn, sendNoted } from "./noted-call.ts";
import type { SocketSessionDeps } from "./socket-session.ts";
import { asHttpBody, httpHeaders, type SocketTurn } from "./socket-turn.ts";
import type { Target } from "./target.ts";
import type { UpstreamLink, UpstreamLinks } from "./upstream-links.ts";

export interface TurnSender {
  readonly deps: Pick<SocketSessionDeps, "settings" | "client" | "clock" | "fingerprint" | "requestId">;
  /** Of the client's handshake. */
  readonly headers: Headers;
  readonly links: UpstreamLinks;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  readonly entry: Pick<RequestEntry, "transcript">;
}

export interface Sending {
  readonly target: Target;
  readonly lane: Lane;
}

/** What is spoken on a client's WebSocket. */
const DIALECT = "openai-responses";

/** Never rejects. */
export async function sendTurn(sender: TurnSender, turn: SocketTurn, sending: Sending): Promise<UpstreamAnswer> {
  const { links, headers, signal, deps } = sender;
  const { account, provider } = sending.target;
  if (signal.aborted) return { kind: "failed", failure: LEFT };
  const isRelayed = sending.lane.dialect === DIALECT;
  const link = isRelayed ? await links.to(account, provider, headers) : null;
  if (link === null) return turn.isWarmUp ? warmedUp(deps, turn) : sendByHttp(sender, turn, sending);
  const wasKept = link.lastResponseId !== null;
  const sentAt = deps.clock.now();
  const { answer, isOver } = await begun(sendOnLink(sender, turn, { ...sending, link }));
  const isStale = isOver && wasKept && deps.clock.now() - sentAt < STALE_CONNECTION_MS;
  if (!isStale) return answer;
  links.drop(account);
  return sendTurn(sender, turn, sending);
}

/** A kept connection that has ended in the meantime says so at once; later it may have been the turn that broke it. */
const STALE_CONNECTION_MS = 1000;

const LEFT = failure("cancelled", "request_cancelled", "The client closed the connection");

async function sendByHttp(
  { deps, headers, links, signal, entry }: TurnSender,
  turn: SocketTurn,
  { target, lane }: Sending,
): Promise<UpstreamAnswer> {
  const { account, provider, model } = target;
  const isRelayed = lane.dialect === DIALECT;
  const call = provider.buildCall({
    account,
    operation: "generate",
    dialect: lane.dialect,
    model,
    stream: true,
    relayed: isRelayed,
    body: { kind: "json", text: isRelayed ? asHttpBody(lane.request) : lane.request },
    clientHeaders: httpHeaders(headers, turn.frame),
    query: "",
  });
  const options = { signal, timeouts: deps.settings() };
  const answer = await sendNoted({ client: deps.client, entry, account }, call, options);
  if (answer.kind === "answered" && answer.status < 300) links.takenByHttp(account);
  return answer;
}

function sendOnLink(
  { deps, signal, entry }: TurnSender,
  turn: SocketTurn,
  { target, lane, link }: Sending & { readonly link: UpstreamLink },
): AnswerBody {
  const { firstByteMs, idleMs, quietMs } = deps.settings();
  // The connection that gave the last response remembers it: the news is enough. Any other one is told all.
  const remembers = turn.previousResponseId !== null && link.lastResponseId === turn.previousResponseId;
  const told = remembers ? turn.frame : lane.request;
  const { account, provider } = target;
  const frame = provider.sockets?.prepareTurn(account, told) ?? told.bytes;
  const notes = entry.transcript?.called({ method: "SEND", url: link.url, headers: {}, body: frame }, account);
  const body = link.socket.turn(frame, { firstByteMs, idleMs, quietMs, isLast });
  return noting(link, notes === undefined ? body : notedTurn(body, notes), signal);
}

interface Begun {
  readonly answer: UpstreamAnswer;
  /** The connection is over, and the turn was not begun on it. */
  readonly isOver: boolean;
}

/** The answer, once its first frame is there. */
async function begun(body: AnswerBody): Promise<Begun> {
  try {
    let first = await body.next();
    while (first === SILENCE) first = await body.next();
    let held: Uint8Array | null = first;
    const next = async (): Promise<Uint8Array | null | Silence> => {
      const chunk = held ?? (await body.next());
      held = null;
      return chunk;
    };
    const rest = async (): Promise<Uint8Array> => Buffer.concat([held ?? new Uint8Array(0), await body.rest()]);
    const answer = { kind: "answered", status: 200, headers: SSE, body: { ...body, next, rest } } as const;
    return { answer, isOver: first !== null && TOO_OLD.test(latin1Text(first, 0, HEAD_BYTES)) };
  } catch (thrown) {
    if (!(thrown instanceof WireFault)) throw thrown;
    return { answer: { kind: "failed", failure: thrown.failure }, isOver: ENDED.has(thrown.failure.code) };
  }
}

/** As much of a frame as tells what it is. */
const HEAD_BYTES = 400;
const ENDED: ReadonlySet<string> = new Set(["connection_lost", "connection_closed"]);
/** The upstream serves a connection for an hour; this is its answer to a turn after that (wire facts 1.6). */
const TOO_OLD = /"code": ?"websocket_connection_limit_reached"/;

const SSE = new Headers({ "content-type": "text/event-stream" });
const LAST = /^\{"type": ?"(?:response\.(?:completed|done|failed|incomplete)|error)"/;

function isLast(frame: string): boolean {
  if (LAST.test(frame)) return true;
  // The type stands first in practice; where it does not, the frame is looked at as a whole.
  return (
    !frame.startsWith('{"type"') && /"type": ?"(?:response\.(?:completed|done|failed|incomplete)|error)"/.test(frame)
  );
}

/** Keeps the link's memory of which response it can go on from, and tells a client's leaving from a connection's end. */
function noting(link: UpstreamLink, body: AnswerBody, signal: AbortSignal): AnswerBody {
  return {
    ...body,
    async next() {
      const chunk = await body.next().catch((thrown: unknown) => {
        throw signal.aborted ? new WireFault(LEFT) : thrown;
      });
      const text = chunk === null || chunk === SILENCE ? "" : latin1Text(chunk, 0, HEAD_BYTES);
      if (
        text.includes('"response.completed"') ||
        text.includes('"response.done"') ||
        text.includes('"response.created"')
      ) {
        link.lastResponseId = /"response": ?\{[^{}]*?"id": ?"([^"]+)"/.exec(text)?.[1] ?? link.lastResponseId;
      }
      return chunk;
    },
  };
}

/** A warm-up needs no upstream that does not keep it: the answer is an id to go on from. */
function warmedUp(deps: TurnSender["deps"], turn: SocketTurn): UpstreamAnswer {
  const id = `resp_${deps.fingerprint(`${deps.requestId()}${turn.model}`)}`;
  const response = {
    id,
    object: "response",
    created_at: Math.floor(deps.clock.now() / 1000),
    model: turn.model,
    output: [],
    usage: null,
  };
  const events = [
    { type: "response.created", response: { ...response, status: "in_progress" }, sequence_number: 0 },
    { type: "response.completed", response: { ...response, status: "completed" }, sequence_number: 1 },
  ];
  const chunks = events.map((event) => Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  const body: AnswerBody = {
    next: () => Promise.resolve(chunks.shift() ?? null),
    rest: () => Promise.resolve(Buffer.concat(chunks)),
    release: () => undefined,
    discard: () => undefined,
  };
  return { kind: "answered", status: 200, headers: SSE, body };
}
