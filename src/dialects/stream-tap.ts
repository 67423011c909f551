// What a relayed stream tells while it passes untouched.

import type { Usage } from "../domain/usage.ts";

/** Looks at the frames of one upstream stream that the client's own dialect is spoken in. Total: never throws. */
export interface StreamTap {
  /** What this frame (whole, with its blank line) is to the relay. */
  look(frame: Uint8Array): FrameKind;
  /** The final frame put right, where the upstream's own leaves out what passed before; null where it stands as it came. */
  mendedEnd(): string | null;
  /** For dialects without a terminal frame: "end" where the answer is whole now that the stream has closed, else null. */
  atClose?(): "end" | null;
  readonly seen: StreamSeen;
}

export type FrameKind =
  /** Opens the answer but says nothing yet: held back, so that a failure right after it can still go elsewhere. */
  | "preamble"
  | "content"
  /** The answer is whole. */
  | "end"
  /** The upstream failed inside its 200 and said so in the way that ends a stream: `seen.error` says how. */
  | "failed"
  /** The same in a way that some clients of the dialect do not hear. */
  | "failed-unheard"
  /** Meant for the vendor's own client alone. */
  | "vendor"
  /** Token counts in a frame of their own, which only some clients ask for. */
  | "usage"
  /** Comments and keep-alives. */
  | "noise";

export interface StreamSeen {
  readonly responseId: string | null;
  readonly model: string | null;
  readonly usage: Usage | null;
  readonly error: ToldError | null;
  /** The last vendor event, parsed, for the provider to read quota from; taken by whoever reads it. */
  readonly vendorEvents: readonly Readonly<Record<string, unknown>>[];
  /** Contents of items that only the account which made them can open, and no conversation can go on without (compactions). */
  readonly sealed: readonly string[];
  /** What proves the thoughts and calls of the answer, as the upstream gave it: nobody but who made it is to see it. */
  readonly proofs: readonly string[];
  /** The whole answer as its dialect gives it to clients that do not stream; null until the end. */
  readonly whole: Readonly<Record<string, unknown>> | null;
}

export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly status: number | null;
  /** Epoch ms */
  readonly resetsAt: number | null;
}

/** The same while it is being told. */
export type Telling = { -readonly [Member in keyof StreamSeen]: StreamSeen[Member] };

/** Nothing told yet. The lists are the tap's own, to push to. */
export function nothingSeen(lists: Partial<Pick<StreamSeen, "vendorEvents" | "sealed" | "proofs">> = {}): Telling {
  return {
    vendorEvents: [],
    sealed: [],
    proofs: [],
    responseId: null,
    model: null,
    usage: null,
    error: null,
    whole: null,
    ...lists,
  };
}
