// What goes out and what comes back, as bytes.

import type { Failure } from "../domain/failure.ts";
import type { Silence } from "../domain/silence.ts";

export interface UpstreamCall {
  readonly method: "HEAD" | "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Absolute http(s) address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | FormData | null;
  /** http(s) or socks5(h) address of the outbound proxy; null goes direct. */
  readonly proxyUrl: string | null;
}

export interface UpstreamTimeouts {
  readonly connectMs: number;
  readonly firstByteMs: number;
  /** Longest silence within an answer. */
  readonly idleMs: number;
  /** Silence after which a reader is told that nothing came, so that it can see to its client; absent: never. */
  readonly quietMs?: number;
}

export type UpstreamAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly headers: Headers; readonly body: AnswerBody }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface AnswerBody {
  /**
   * The next chunk, null at the clean end, SILENCE each time that nothing came for `quietMs`. Rejects with WireFault where
   * the wire breaks, falls silent for too long or is aborted.
   */
  next(): Promise<Uint8Array | null | Silence>;
  /** All that is left. Rejects like `next`. */
  rest(): Promise<Uint8Array>;
  /** Nothing more is of interest: reads on in the background for a moment, so that the connection can be kept. */
  release(): void;
  /** Closes the connection; what was not read is lost. */
  discard(): void;
}

export interface UpstreamClient {
  /** Sends once. Never rejects: what goes wrong before the status line is a `failed` answer. */
  send(
    call: UpstreamCall,
    options: { readonly signal: AbortSignal; readonly timeouts: UpstreamTimeouts },
  ): Promise<UpstreamAnswer>;
}
