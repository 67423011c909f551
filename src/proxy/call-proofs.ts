// Gemini 3 wants a call back with the signature of the thought that led to it, and the clients of the other APIs have no
// place to keep one: it is remembered here, by the id of the call.

import type { AssistantPart, ExchangeRequest, Message, ToolCallPart } from "../exchange/request.ts";

export interface CallProofs {
  note(callId: string, proof: string): void;
  /** The request with the proofs that are known of its calls; the same object where there is nothing to add. */
  fill(exchange: ExchangeRequest): ExchangeRequest;
}

export interface CallProofLimits {
  readonly mostCalls: number;
  /** Characters of ids and proofs together. */
  readonly mostCharacters: number;
}

/** A signature is some hundreds to thousands of characters; a day's calls of some dozen agents. */
const LIMITS: CallProofLimits = { mostCalls: 20_000, mostCharacters: 16_000_000 };

/** Whoever was not asked for the longest goes first. */
export function createCallProofs(limits: CallProofLimits = LIMITS): CallProofs {
  const byCall = new Map<string, string>();
  let characters = 0;

  const forget = (callId: string): void => {
    const proof = byCall.get(callId);
    if (proof === undefined) return;
    byCall.delete(callId);
    characters -= callId.length + proof.length;
  };
  const keep = (callId: string, proof: string): void => {
    forget(callId);
    if (callId.length + proof.length > limits.mostCharacters) return;
    byCall.set(callId, proof);
    characters += callId.length + proof.length;
    for (const oldest of byCall.keys()) {
      if (byCall.size <= limits.mostCalls && characters <= limits.mostCharacters) break;
      forget(oldest);
    }
  };
  const proven = (call: ToolCallPart): ToolCallPart => {
    const proof = call.proof === undefined ? byCall.get(call.id) : undefined;
    if (proof === undefined) return call;
    keep(call.id, proof);
    return { ...call, proof };
  };

  return {
    note: (callId, proof) => {
      if (callId !== "" && proof !== "") keep(callId, proof);
    },
    fill(exchange) {
      if (byCall.size === 0) return exchange;
      const messages = mapChanged(exchange.messages, (message) => fillMessage(message, proven));
      return messages === exchange.messages ? exchange : { ...exchange, messages };
    },
  };
}

function fillMessage(message: Message, proven: (call: ToolCallPart) => ToolCallPart): Message {
  if (message.role !== "assistant") return message;
  const content = mapChanged<AssistantPart>(message.content, (part) =>
    part.kind === "tool-call" ? proven(part) : part,
  );
  return content === message.content ? message : { ...message, content };
}

/** The same list where every item stays itself. */
function mapChanged<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const changed = items.map(change);
  return changed.some((item, position) => item !== items[position]) ? changed : items;
}
