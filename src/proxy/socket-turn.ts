// One frame of a client's WebSocket, read as the turn it asks for.

import { Fault } from "../domain/faults.ts";
import { utf8Text } from "../exchange/byte-text.ts";
import { editJson, type JsonText } from "../exchange/json-text.ts";
import { peekMember, peekText } from "../exchange/peek-member.ts";
import { exchangeOf, parseObject } from "./read-exchange.ts";

export interface SocketTurn {
  /** The frame as it came. */
  readonly frame: JsonText;
  readonly model: string;
  readonly previousResponseId: string | null;
  /** Only warms up: an answer without content is right. */
  readonly isWarmUp: boolean;
  /** The turn's own input items, each as JSON text. */
  readonly input: readonly string[];
}

const EVERY = Number.POSITIVE_INFINITY;

/** Throws Fault `invalid_json` or `invalid_request`. */
export function readTurn(bytes: Uint8Array): SocketTurn {
  const frame = parseObject(bytes);
  const type = peekMember(frame, "type");
  if (type !== "response.create") {
    throw new Fault(
      "invalid_request",
      `Expected a frame of type 'response.create', got ${JSON.stringify(type ?? null)}`,
      { param: "type" },
    );
  }
  return {
    frame,
    model: exchangeOf(frame).model,
    previousResponseId: peekText(frame, "previous_response_id"),
    isWarmUp: peekMember(frame, "generate") === false,
    input: inputItems(frame),
  };
}

function inputItems(frame: JsonText): readonly string[] {
  const text = peekText(frame, "input");
  if (text !== null)
    return [JSON.stringify({ type: "message", role: "user", content: [{ type: "input_text", text }] })];
  return frame.elements("input", EVERY).map((item) => utf8Text(item));
}

/** The turn with the whole conversation in it, leaning on nothing that the upstream remembers. */
export function toldInFull(turn: SocketTurn, before: readonly string[]): JsonText {
  if (turn.previousResponseId === null) return turn.frame;
  const items = [...before, ...turn.input];
  // The items are JSON text already: they are put in as they are, where a placeholder held their place.
  const edited = Buffer.from(editJson(turn.frame, { remove: ["previous_response_id"], set: { input: [] } })).toString();
  return parseObject(Buffer.from(edited.replace('"input":[]', () => `"input":[${items.join(",")}]`)));
}

/** The same turn as the body of an HTTP request. */
export function asHttpBody(text: JsonText): JsonText {
  return parseObject(editJson(text, { remove: ["type", "generate"], set: { stream: true } }));
}

const HEADER_PREFIX = "ws_request_header_";

/** What a frame carries in `client_metadata` in place of request headers (wire facts 1.6), put back among the headers. */
export function httpHeaders(handshake: Headers, frame: JsonText): Headers {
  const headers = new Headers(handshake);
  const metadata = peekMember(frame, "client_metadata");
  if (typeof metadata !== "object" || metadata === null) return headers;
  for (const [name, value] of Object.entries(metadata)) {
    if (typeof value !== "string") continue;
    if (name.startsWith(HEADER_PREFIX)) headers.set(name.slice(HEADER_PREFIX.length).replaceAll("_", "-"), value);
    else if (name.startsWith("x-codex-")) headers.set(name, value);
  }
  return headers;
}
