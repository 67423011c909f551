// Sends one turn of a client's WebSocket to its account: by WebSocket where the upstream takes it, by HTTP where not.

import type { Account } from "../domain/account.ts";
import { failure } from "../domain/failure.ts";
import { latin1Text } from "../exchange/byte-text.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { Provider } from "../providers/provider.ts";
import type { AnswerBody, UpstreamAnswer } from "../wire/upstream-call.ts";
import type { SocketSessionDeps } from "./socket-session.ts";
import { asHttpBody, httpHeaders, type SocketTurn } from "./socket-turn.ts";
import type { UpstreamLink, UpstreamLinks } from "./upstream-links.ts";

export interface TurnSender {
  readonly deps: Pick<SocketSessionDeps, "settings" | "client" | "clock" | "fingerprint" | "requestId">;
  /** Of the client's handshake. */
  readonly headers: Headers;
  readonly links: UpstreamLinks;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

export interface Sending {
  readonly account: Account;
  readonly provider: Provider;
  readonly request: JsonText;
}

/** Never rejects. */
export async function sendTurn(
  sender: TurnSender,
  turn: SocketTurn,
  { account, provider, request }: Sending,
): Promise<UpstreamAnswer> {
  const { deps, headers, links, signal } = sender;
  const settings = deps.settings();
  if (signal.aborted)
    return { kind: "failed", failure: failure("cancelled", "request_cancelled", "The client closed the connection") };
  const link = await links.to(account, provider, headers);
  if (link === null) {
    if (turn.isWarmUp) return warmedUp(deps, turn);
    const body = { kind: "json", text: asHttpBody(request) } as const;
    const clientHeaders = httpHeaders(headers, turn.frame);
    const call = provider.buildCall({
      account,
      operation: "generate",
      dialect: "openai-responses",
      body,
      clientHeaders,
      query: "",
    });
    return deps.client.send(call, { signal, timeouts: settings });
  }
  // The connection that gave the last response remembers it: the news is enough. Any other one is told all.
  const remembers = turn.previousResponseId !== null && link.lastResponseId === turn.previousResponseId;
  const frame = provider.prepareTurn(account, remembers ? turn.frame : request);
  const body = link.socket.turn(frame, { firstByteMs: settings.firstByteMs, idleMs: settings.idleMs, isLast });
  return { kind: "answered", status: 200, headers: SSE, body: noting(link, body) };
}

const SSE = new Headers({ "content-type": "text/event-stream" });
const LAST = /^\{"type": ?"(?:response\.(?:completed|done|failed|incomplete)|error)"/;

function isLast(frame: string): boolean {
  if (LAST.test(frame)) return true;
  // The type stands first in practice; where it does not, the frame is looked at as a whole.
  return (
    !frame.startsWith('{"type"') && /"type": ?"(?:response\.(?:completed|done|failed|incomplete)|error)"/.test(frame)
  );
}

/** Keeps the link's memory of which response it can go on from. */
function noting(link: UpstreamLink, body: AnswerBody): AnswerBody {
  return {
    ...body,
    async next() {
      const chunk = await body.next();
      const text = chunk === null ? "" : latin1Text(chunk, 0, 400);
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
