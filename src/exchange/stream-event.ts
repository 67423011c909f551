// An answer as it happens. Blocks (text, refusal, reasoning, tool call) are opened, filled and closed by index;
// several may be open at once; a dialect whose blocks must not overlap orders them itself.

import type { Usage } from "../domain/usage.ts";

export type StreamEvent =
  /** `id` and `model` are "" where the upstream did not say; `createdAt` is epoch ms. */
  | { readonly kind: "start"; readonly id: string; readonly model: string; readonly createdAt?: number }
  | { readonly kind: "text-start"; readonly index: number }
  | { readonly kind: "text-delta"; readonly index: number; readonly text: string }
  | { readonly kind: "text-end"; readonly index: number }
  | { readonly kind: "refusal-start"; readonly index: number }
  | { readonly kind: "refusal-delta"; readonly index: number; readonly text: string }
  | { readonly kind: "refusal-end"; readonly index: number }
  | { readonly kind: "reasoning-start"; readonly index: number; readonly id?: string }
  | { readonly kind: "reasoning-delta"; readonly index: number; readonly text: string }
  /** `proof`: what makes the thinking replayable, where the upstream gave it. */
  | { readonly kind: "reasoning-end"; readonly index: number; readonly proof?: ReasoningProof }
  | {
      readonly kind: "tool-start";
      readonly index: number;
      readonly id: string;
      readonly name: string;
      readonly custom?: boolean;
    }
  | { readonly kind: "tool-delta"; readonly index: number; readonly text: string }
  | { readonly kind: "tool-end"; readonly index: number; readonly proof?: string }
  /** The last event of a whole answer. */
  | {
      readonly kind: "finish";
      readonly reason: FinishReason;
      readonly usage: Usage | null;
      readonly stopSequence?: string;
    }
  /** The last event of a failed answer, in place of `finish`. `resetsAt` is epoch ms. */
  | {
      readonly kind: "error";
      readonly code: string;
      readonly message: string;
      readonly status: number | null;
      readonly resetsAt?: number;
    };

/**
 * The names of the events of each kind of block that is said. Ready-made: a name put together for every event would be
 * read letter by letter wherever events are told apart.
 */
export const SAID = {
  text: { start: "text-start", delta: "text-delta", end: "text-end" },
  refusal: { start: "refusal-start", delta: "refusal-delta", end: "refusal-end" },
  reasoning: { start: "reasoning-start", delta: "reasoning-delta", end: "reasoning-end" },
} as const;

export interface ReasoningProof {
  readonly kind: "encrypted_content" | "signature" | "redacted";
  readonly value: string;
}

export type ErrorEvent = Extract<StreamEvent, { readonly kind: "error" }>;

export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "stop_sequence";
