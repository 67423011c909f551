// The simulated model: what it answers to a prompt. The same prompt gets the same answer, always.

import type { Prompt } from "./prompt.ts";
import { schemaInstance } from "./schema-instance.ts";
import { plannedToolCalls, type ToolCall } from "./tool-calls.ts";

export interface Reply {
  /** A thought comes first, with or without a summary that may be shown. */
  readonly summary: string | null;
  readonly says: Saying;
  /** The answer stops before its end: `response.incomplete`, `finish_reason: length`. */
  readonly cutShort: boolean;
  readonly tokens: Tokens;
}

export type Saying =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refusal"; readonly text: string }
  | { readonly kind: "tool-calls"; readonly calls: readonly ToolCall[] }
  | { readonly kind: "compaction" };

export interface Tokens {
  /** Includes cached. */
  readonly input: number;
  readonly cached: number;
  /** Includes reasoning. */
  readonly output: number;
  readonly reasoning: number;
}

const CHARACTERS_PER_TOKEN = 4;
const REASONING_TOKENS = 16;
const CACHE_BLOCK = 128;

/** The answer. Never says which account gave it. */
export function reply(prompt: Prompt): Reply {
  const says = saying(prompt);
  return {
    summary: prompt.wantsSummary ? "**Thinking it over**\n\nThe answer is short." : null,
    says,
    cutShort: says.kind === "text" && isTold(prompt, "overflow"),
    tokens: counted(prompt, spokenSize(says)),
  };
}

/** Token counts of an answer of so many characters to the prompt. */
export function counted(prompt: Prompt, spoken: number): Tokens {
  const input = Math.max(1, Math.ceil(prompt.size / CHARACTERS_PER_TOKEN));
  const cached = prompt.continued ? Math.floor((input * 0.75) / CACHE_BLOCK) * CACHE_BLOCK : 0;
  const output = Math.ceil(spoken / CHARACTERS_PER_TOKEN) + REASONING_TOKENS;
  return { input, cached, output, reasoning: REASONING_TOKENS };
}

function saying(prompt: Prompt): Saying {
  if (prompt.compaction) return { kind: "compaction" };
  if (prompt.toolOutput !== null) return { kind: "text", text: `The command said: ${prompt.toolOutput}` };
  const calls = plannedToolCalls(prompt);
  if (calls.length > 0) return { kind: "tool-calls", calls };
  if (isTold(prompt, "refuse")) return { kind: "refusal", text: "I cannot help with that." };
  if (prompt.schema !== null) return { kind: "text", text: JSON.stringify(schemaInstance(prompt.schema)) };
  return { kind: "text", text: `Hello from ${prompt.model}. You said: ${prompt.userText}` };
}

/** A word of command stands at the start of a line, so that ordinary sentences stay ordinary. */
function isTold(prompt: Prompt, word: "refuse" | "overflow"): boolean {
  return new RegExp(`^\\s*${word}\\b`, "im").test(prompt.userText);
}

function spokenSize(says: Saying): number {
  switch (says.kind) {
    case "text":
    case "refusal":
      return says.text.length;
    case "tool-calls":
      return says.calls.reduce((sum, call) => sum + call.name.length + call.input.length, 0);
    case "compaction":
      return 400;
  }
}
