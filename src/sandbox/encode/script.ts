// A streamed answer as a script: what will be said event by event, before anything is sent or goes wrong.

export interface WireEvent {
  readonly type: string;
  /** The event as JSON text. */
  readonly json: string;
}

export interface Script {
  readonly events: Iterable<WireEvent> | AsyncIterable<WireEvent>;
  /** One event as it stands in an event stream. */
  frame(event: WireEvent): string;
  /** The event that says the answer failed under way. */
  failed(problem: Problem): WireEvent;
  /** The event that says something is wrong with the stream. */
  error(problem: Problem): WireEvent;
  /** The same events as ready-made pieces of an event stream, where they are many: a shorter way to the socket. */
  pieces?(): AsyncIterable<string | Uint8Array>;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
}

/** `event:` and `data:` lines, as the Responses API writes them. */
export function namedFrame(event: WireEvent): string {
  return `event: ${event.type}\ndata: ${event.json}\n\n`;
}

/** A `data:` line alone, as Chat Completions writes it. */
export function dataFrame(event: WireEvent): string {
  return `data: ${event.json}\n\n`;
}
