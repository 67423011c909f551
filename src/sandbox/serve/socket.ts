// The WebSocket form of /responses: turns on one socket, answered one after the other.

import { usageEvent } from "../accounts/usage.ts";
import { admit } from "../codex/check-token.ts";
import { turnHeaders } from "../codex/responses.ts";
import { refusal } from "../codex/validate-request.ts";
import { compose, composeWarmUp, type Composed } from "../encode/compose.ts";
import type { WireEvent } from "../encode/script.ts";
import type { Fault, StatusFault } from "../faults/fault.ts";
import { asList, asObject, asText, type Json, parseJson } from "../json.ts";
import { admitKey, apiError } from "../openai/check-key.ts";
import { publicHeaders } from "../openai/responses.ts";
import { readResponses } from "../openai/read-responses.ts";
import { callerHeaders, JUNK, usageLimit, usedUp } from "./answer.ts";
import type { CallHandle } from "./call-log.ts";
import { namesOf } from "./caller.ts";
import { BrokenOff, perform } from "./perform.ts";
import { pause, untilAborted } from "./waiting.ts";
import type { Caller, World } from "./world.ts";

export interface SocketState {
  readonly world: World;
  readonly path: string;
  readonly caller: Caller;
  readonly headers: Readonly<Record<string, string>>;
  readonly handle: CallHandle;
  readonly closed: AbortController;
  /** Conversations by response id: good on this socket only. */
  readonly conversations: Map<string, readonly unknown[]>;
  /** The last turn; the next waits for it. */
  turn: Promise<void>;
  /** Wakes a turn that waits for the client to read. */
  drained: () => void;
  /** Ends the connection from this side. */
  end: () => void;
}

/** What a turn needs of the socket. */
export interface Wire {
  /** False where the client is slow to read: wait for `drained` before sending more. */
  send(text: string): boolean;
  close(code: number): void;
  /** Breaks the connection without a close frame. */
  terminate(): void;
}

const REMEMBERED = 16;

/** Whether the socket may open, and with which headers. */
export function admitSocket(
  world: World,
  caller: Caller,
  path: string,
): StatusFault | Readonly<Record<string, string>> {
  if (path === "/backend-api/codex/responses") {
    const admission = admit(caller);
    if (admission.kind === "refused") return admission.answer;
    return { ...turnHeaders(world, { caller, body: null }), "x-codex-turn-state": world.ids.token("turn") };
  }
  if (path === "/v1/responses") {
    const admission = admitKey(caller);
    return admission.kind === "refused" ? admission.answer : publicHeaders(world);
  }
  return { kind: "status", status: 404, body: { detail: "Not Found" } };
}

/** Takes in one frame of the client. */
export function receive(state: SocketState, wire: Wire, frame: string): void {
  state.turn = state.turn.then(() => takeTurn(state, wire, frame));
}

async function takeTurn(state: SocketState, wire: Wire, frame: string): Promise<void> {
  const { world, path, caller, headers } = state;
  const seen = { method: "SEND", path, transport: "websocket", account: namesOf(caller)[0] ?? null, headers } as const;
  const body = parseJson(frame);
  const handle = world.log.open({ ...seen, body: body ?? null }, frame.length);
  const fault = world.faults.take({ names: namesOf(caller), path, stage: "turn" });
  const abandon = (): void => handle.end("aborted");
  state.closed.signal.addEventListener("abort", abandon, { once: true });
  try {
    await answerTurn({ state, wire, handle }, asObject(body), fault);
    handle.end("finished");
  } catch (error) {
    handle.end("broken");
    if (error instanceof BrokenOff && error.manner === "closed") wire.close(1011);
    else wire.terminate();
  } finally {
    state.closed.signal.removeEventListener("abort", abandon);
  }
}

interface Turn {
  readonly state: SocketState;
  readonly wire: Wire;
  readonly handle: CallHandle;
}

async function answerTurn(turn: Turn, body: Json | null, fault: Fault | null): Promise<void> {
  const { state, wire, handle } = turn;
  const { world, caller, closed } = state;
  const refused = await struckTurn(turn, fault);
  if (refused === "gone") return;
  const understood = refused ?? understand(state, body);
  if (understood.kind === "status") {
    handle.answered(understood.status);
    wire.send(JSON.stringify(errorFrame(understood)));
    return;
  }
  handle.answered(200);
  const { composed, input, warmUp } = understood;
  remember(state, composed.id, [...input, ...composed.items]);
  const entry = caller.holder?.entry ?? null;
  let rateLimitsDue = entry !== null && !warmUp;
  for await (const event of perform(composed.script, { clock: world.clock, fault, signal: closed.signal })) {
    await send(state, wire, event);
    if (!rateLimitsDue || entry === null) continue;
    rateLimitsDue = false;
    wire.send(JSON.stringify(usageEvent(entry.usage, entry.handle.plan)));
  }
}

/** Faults that strike before the turn is read. `gone` where nothing more is to be said. */
async function struckTurn({ state, wire }: Turn, fault: Fault | null): Promise<StatusFault | "gone" | null> {
  const { world, closed } = state;
  switch (fault?.kind) {
    case "status":
      return { ...fault, headers: { ...callerHeaders(state), ...fault.headers } };
    case "usage-limit":
      return usageLimit(world, state, fault);
    case "hang":
      await untilAborted(closed.signal);
      return "gone";
    case "delay":
      await pause(world.clock, fault.ms, closed.signal);
      return null;
    case "garbage":
      wire.send(JUNK);
      return "gone";
    default:
      return null;
  }
}

type Understood =
  | StatusFault
  | {
      readonly kind: "turn";
      readonly composed: Composed;
      readonly input: readonly unknown[];
      readonly warmUp: boolean;
    };

function understand(state: SocketState, body: Json | null): Understood {
  if (body === null || body["type"] !== "response.create") {
    return apiError({ status: 400, message: "Expected a response.create event.", code: "invalid_request" });
  }
  const { type: _type, generate, ...request } = body;
  const read = state.path === "/v1/responses" ? readPublic(state, request) : readCodex(state, request);
  if (read.kind === "status") return read;
  const source = state.path === "/v1/responses" ? "public" : "codex";
  const ask = { ...read, source, signal: state.closed.signal } as const;
  const warmUp = generate === false;
  const composed = warmUp ? composeWarmUp(ask, state.world) : compose(ask, state.world);
  const apiKey = state.caller.apiKey;
  if (apiKey !== null && request["store"] !== false && composed.sameAs === null) {
    state.world.memory.remember(apiKey.key, composed.id, [...read.input, ...composed.items]);
  }
  return { kind: "turn", composed, input: read.input, warmUp };
}

type Read = {
  readonly kind: "read";
  readonly request: Json;
  readonly input: readonly unknown[];
  readonly owner: string;
};

function readPublic(state: SocketState, request: Json): Read | StatusFault {
  const { apiKey } = state.caller;
  if (apiKey === null)
    return apiError({ status: 401, message: "Incorrect API key provided.", code: "invalid_api_key" });
  const recall = (id: string): readonly unknown[] | null =>
    state.conversations.get(id) ?? state.world.memory.recall(apiKey.key, id);
  const read = readResponses(request, apiKey.userId, recall);
  return read.kind === "refused" ? read.answer : { ...read, owner: apiKey.userId };
}

function readCodex(state: SocketState, request: Json): Read | StatusFault {
  const { world, caller } = state;
  const admission = admit(caller);
  if (admission.kind === "refused") return admission.answer;
  const { entry } = admission;
  const limited = usedUp(world, state);
  if (limited?.kind === "usage-limit") return usageLimit(world, state, limited);
  const owner = entry.handle.accountId;
  const refused = refusal(request, { accountId: owner, transport: "websocket" });
  if (refused !== null) return refused;
  const previous = asText(request["previous_response_id"]);
  const before = previous === null ? [] : state.conversations.get(previous);
  if (before === undefined) {
    const message = `Previous response with id '${previous}' not found.`;
    return apiError({ status: 400, message, code: "previous_response_not_found", param: "previous_response_id" });
  }
  entry.usage.creep();
  entry.served.count += 1;
  return { kind: "read", request, input: [...before, ...asList(request["input"])], owner };
}

function errorFrame(refused: StatusFault): Json {
  const body = typeof refused.body === "string" ? {} : refused.body;
  const error = asObject(body["error"]) ?? { type: "invalid_request_error", message: detailText(refused) };
  return {
    type: "error",
    status: refused.status,
    error,
    ...(refused.headers === undefined ? {} : { headers: refused.headers }),
  };
}

function detailText(refused: StatusFault): string {
  if (typeof refused.body === "string") return refused.body;
  const { detail } = refused.body;
  return asText(detail) ?? JSON.stringify(detail ?? refused.body);
}

async function send(state: SocketState, wire: Wire, event: WireEvent): Promise<void> {
  // The end of a chat stream has no place here, and a Responses script never has one.
  if (wire.send(event.json) || state.closed.signal.aborted) return;
  await new Promise<void>((resolve) => {
    state.drained = resolve;
  });
}

function remember(state: SocketState, id: string, conversation: readonly unknown[]): void {
  state.conversations.set(id, conversation);
  const oldest = state.conversations.keys().next().value;
  if (state.conversations.size > REMEMBERED && oldest !== undefined) state.conversations.delete(oldest);
}
