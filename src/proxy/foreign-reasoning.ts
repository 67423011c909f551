// The proof of a thought opens only at the account that made it. A conversation that moves leaves what the earlier accounts
// thought behind; what the present one thinks stays with it. Nothing is ever shown to an account that it is not from.

import type { Dialect } from "../dialects/dialect.ts";
import { isSealed, SEAL } from "../dialects/proofs.ts";
import type { JsonText } from "../exchange/json-text.ts";

export interface ForeignReasoning {
  /** The request without the thoughts that are known to be foreign to the conversation's present account. */
  withoutKnown(session: string | null, text: JsonText, going: Going): JsonText;
  /** All thoughts in this request are foreign from now on; the request without them. */
  dropAll(session: string | null, text: JsonText, going: Going): JsonText;
}

/** Which way a client's request goes. */
export interface Going {
  /** The client's, which the text is written in. */
  readonly dialect: Pick<Dialect, "withoutReasoning" | "unproven">;
  /**
   * The upstream gets these very bytes. Then what another vendor's upstream proved, sealed by us, is foreign to it, and so
   * is a thought that nobody proved. Else the text is decoded, which opens the seals and takes thoughts without a proof.
   */
  readonly relayed: boolean;
  /** The upstream's name for its model. */
  readonly model: string;
}

const MOST_SESSIONS = 2000;

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
    withoutKnown(session, text, { dialect, relayed, model }) {
      const known = session === null ? undefined : bySession.get(session);
      if (known === undefined && !(relayed && [SEAL, ...dialect.unproven].some((mark) => text.mentions(mark)))) {
        return text;
      }
      const isForeign = (proof: string): boolean =>
        isNobodys(proof) ? relayed : known?.has(hash(proof)) === true || (relayed && isSealed(proof));
      return dialect.withoutReasoning(text, isForeign, model);
    },
    dropAll(session, text, { dialect, relayed, model }) {
      const known = session === null ? null : setOf(session);
      const isForeign = (proof: string): boolean => {
        if (isNobodys(proof)) return relayed;
        // What is sealed is not for a relay's upstream in any case, and may yet be opened where it is from.
        if (!relayed || !isSealed(proof)) known?.add(hash(proof));
        return true;
      };
      return dialect.withoutReasoning(text, isForeign, model);
    },
  };
}

const isNobodys = (proof: string): boolean => proof === "";
