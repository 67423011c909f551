// What the sandbox was asked and how each call ended: the witness tests and people ask.

import type { Clock } from "../../domain/ports.ts";

export interface SandboxCall {
  /** 1, 2, 3 ... in order of arrival. */
  readonly number: number;
  /** Epoch ms. */
  readonly at: number;
  /** The HTTP method; `GET` for a WebSocket handshake, `SEND` for each frame the client sends on the socket. */
  readonly method: string;
  readonly path: string;
  readonly transport: "http" | "websocket";
  /** Email of the account or key that asked; null where the credential is nobody's. */
  readonly account: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Decoded JSON or form fields; null where there was none. */
  readonly body: unknown;
  /** Status given; null while there is none. */
  readonly status: number | null;
  /** null while it is under way. */
  readonly end: CallEnd | null;
}

export interface CallEnd {
  /** `aborted` by the caller, `finished` by us, `broken` by a scripted fault. */
  readonly kind: "finished" | "aborted" | "broken";
  /** Epoch ms. */
  readonly at: number;
}

export interface CallHandle {
  readonly call: SandboxCall;
  answered(status: number): void;
  /** The first end counts. */
  end(kind: CallEnd["kind"]): void;
}

export interface CallLog {
  /** `bodyBytes` is what remembering the body costs. */
  open(seen: SeenCall, bodyBytes: number): CallHandle;
  calls(): readonly SandboxCall[];
  /** Resolves with the first call that matches, now or later: asked when a call arrives, is answered and ends. */
  waitFor(match: (call: SandboxCall) => boolean): Promise<SandboxCall>;
  /** Calls ever seen, also those no longer remembered. */
  seen(): number;
  /** HTTP calls and WebSockets open now. */
  openStreams(): number;
}

export type SeenCall = Pick<SandboxCall, "method" | "path" | "transport" | "account" | "headers" | "body">;

/** Benchmarks make millions of calls: only the latest are remembered, and fewer where bodies are large. */
const REMEMBERED = 20_000;
const REMEMBERED_BYTES = 64 * 1024 * 1024;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** An empty log. */
export function createCallLog(clock: Clock): CallLog {
  let calls: SandboxCall[] = [];
  let bytes = 0;
  let seen = 0;
  let open = 0;
  const waiting = new Set<(call: SandboxCall) => void>();
  const tell = (call: SandboxCall): void => {
    for (const notice of waiting) notice(call);
  };
  return {
    open(what, bodyBytes) {
      seen += 1;
      bytes += bodyBytes;
      const call: Mutable<SandboxCall> = { ...what, number: seen, at: clock.now(), status: null, end: null };
      calls.push(call);
      if (calls.length > REMEMBERED || bytes > REMEMBERED_BYTES) {
        calls = calls.slice(Math.ceil(calls.length / 2));
        bytes /= 2;
      }
      // A turn lives inside its socket, which is counted already.
      const counts = call.method !== "SEND";
      if (counts) open += 1;
      tell(call);
      return {
        call,
        answered(status) {
          call.status = status;
          tell(call);
        },
        end(kind) {
          if (call.end !== null) return;
          call.end = { kind, at: clock.now() };
          if (counts) open -= 1;
          tell(call);
        },
      };
    },
    calls: () => [...calls],
    waitFor(match) {
      const known = calls.find(match);
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => {
        const notice = (call: SandboxCall): void => {
          if (!match(call)) return;
          waiting.delete(notice);
          resolve(call);
        };
        waiting.add(notice);
      });
    },
    seen: () => seen,
    openStreams: () => open,
  };
}
