// Encrypted reasoning opens only at the account that made it. A conversation that moves leaves what the earlier accounts
// thought behind; what the present one thinks stays with it. Nothing is ever shown to an account that it is not from.

import { editJson, type JsonText } from "../exchange/json-text.ts";
import { parseObject } from "./read-exchange.ts";

export interface ForeignReasoning {
  /** The request without the reasoning that is known to be foreign to the conversation's present account. */
  withoutKnown(session: string | null, text: JsonText): JsonText;
  /** All reasoning in this request is foreign from now on; the request without it. */
  dropAll(session: string | null, text: JsonText): JsonText;
}

const MOST_SESSIONS = 2000;
const ENCRYPTED = "encrypted_content";

/** `hash`: a short fingerprint of a text. */
export function createForeignReasoning(hash: (text: string) => string): ForeignReasoning {
  // Only conversations that moved stand here: few, and the oldest are forgotten first.
  const bySession = new Map<string, Set<string>>();

  const setOf = (session: string): Set<string> => {
    const known = bySession.get(session) ?? new Set<string>();
    bySession.delete(session);
    bySession.set(session, known);
    if (bySession.size > MOST_SESSIONS) {
      const [oldest] = bySession.keys();
      if (oldest !== undefined) bySession.delete(oldest);
    }
    return known;
  };

  return {
    withoutKnown(session, text) {
      const known = session === null ? undefined : bySession.get(session);
      return known === undefined ? text : withoutReasoning(text, (sealed) => known.has(hash(sealed)));
    },
    dropAll(session, text) {
      const known = session === null ? null : setOf(session);
      return withoutReasoning(text, (sealed) => {
        known?.add(hash(sealed));
        return true;
      });
    },
  };
}

function withoutReasoning(text: JsonText, isForeign: (sealed: string) => boolean): JsonText {
  if (!text.mentions(ENCRYPTED)) return text;
  const input = text.get("input");
  if (!Array.isArray(input)) return text;
  const kept = input.filter((item) => {
    const sealed = sealedReasoning(item);
    return sealed === null || !isForeign(sealed);
  });
  return kept.length === input.length ? text : parseObject(editJson(text, { set: { input: kept } }));
}

function sealedReasoning(item: unknown): string | null {
  if (typeof item !== "object" || item === null || !("type" in item) || item.type !== "reasoning") return null;
  return ENCRYPTED in item && typeof item.encrypted_content === "string" ? item.encrypted_content : null;
}
