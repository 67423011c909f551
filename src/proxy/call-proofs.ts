// Gemini 3 wants a call back with the signature of the thought that led to it, and the clients of the other APIs have no
// place to keep one: it is remembered here, by the id of the call, and shown to the account alone that made it.

import type { AccountId } from "../domain/ids.ts";
import type { AssistantPart, ExchangeRequest, Message, ToolCallPart } from "../exchange/request.ts";

export interface CallProofs {
  note(callId: string, proof: string, madeBy: AccountId): void;
  /** The request with the proofs that this account made of its calls; the same object where there is nothing to add. */
  fill(exchange: ExchangeRequest, account: AccountId): ExchangeRequest;
}

export interface CallProofLimits {
  readonly mostCalls: number;
  /** Characters of ids and proofs together. */
  readonly mostCharacters: number;
}

/** A signature is some hundreds to thousands of characters; a day's calls of some dozen agents. */
const LIMITS: CallProofLimits = { mostCalls: 20_000, mostCharacters: 16_000_000 };

interface Kept {
  readonly proof: string;
  readonly madeBy: AccountId;
}

/** Whoever was not asked for the longest goes first. */
export function createCallProofs(limits: CallProofLimits = LIMITS): CallProofs {
  const byCall = new Map<string, Kept>();
  let characters = 0;

  const forget = (callId: string): void => {
    const kept = byCall.get(callId);
    if (kept === undefined) return;
    byCall.delete(callId);
    characters -= callId.length + kept.proof.length;
  };
  const keep = (callId: string, kept: Kept): void => {
    forget(callId);
    const size = callId.length + kept.proof.length;
    if (size > limits.mostCharacters) return;
    byCall.set(callId, kept);
    characters += size;
    for (const oldest of byCall.keys()) {
      if (byCall.size <= limits.mostCalls && characters <= limits.mostCharacters) break;
      forget(oldest);
    }
  };
  const proven = (call: ToolCallPart, account: AccountId): ToolCallPart => {
    const kept = call.proof === undefined ? byCall.get(call.id) : undefined;
    if (kept === undefined || kept.madeBy !== account) return call;
    keep(call.id, kept);
    return { ...call, proof: kept.proof };
  };

  return {
    note: (callId, proof, madeBy) => {
      if (callId !== "" && proof !== "") keep(callId, { proof, madeBy });
    },
    fill(exchange, account) {
      if (byCall.size === 0) return exchange;
      const messages = mapChanged(exchange.messages, (message) =>
        fillMessage(message, (call) => proven(call, account)),
      );
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
