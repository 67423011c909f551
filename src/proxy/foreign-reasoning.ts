// The proof of a thought opens only at the account that made it. A conversation that moves leaves what the earlier accounts
// thought behind; what the present one thinks stays with it. Nothing is ever shown to an account that it is not from. Whose a
// proof is was seen when it was made (`proof-owners`); of those from before this process began, only that they are not from
// the account that the conversation has moved to.

import type { Dialect } from "../dialects/dialect.ts";
import { isSealed, opened, SEAL } from "../dialects/proofs.ts";
import type { AccountId } from "../domain/ids.ts";
import type { JsonText } from "../exchange/json-text.ts";
import type { ProofOwners } from "./proof-owners.ts";

export interface ForeignReasoning {
  /** The request without the thoughts that are known to be foreign to the account it goes to. */
  withoutKnown(session: string | null, text: JsonText, going: Going): JsonText;
  /** The conversation has moved: all that this account is not known to have thought is foreign from now on. */
  afterMove(session: string | null, text: JsonText, going: Going): JsonText;
  /** The account has refused these thoughts: the request without any, its own included. */
  afterRefusal(session: string | null, text: JsonText, going: Going): JsonText;
}

/** What becomes of the thoughts that a client sends along. */
export type SentReasoning = "as-sent" | "moved" | "refused";

/** Which way a client's request goes. */
export interface Going {
  /** The client's, which the text is written in. */
  readonly dialect: Pick<Dialect, "withoutReasoning" | "proofsIn" | "unproven">;
  /**
   * The upstream gets these very bytes. Then what another vendor's upstream proved, sealed by us, is foreign to it, and so
   * is a thought that nobody proved. Else the text is decoded, which opens the seals and takes thoughts without a proof.
   */
  readonly relayed: boolean;
  /** The upstream's name for its model. */
  readonly model: string;
  readonly account: AccountId;
}

/** Of one conversation, as fingerprints. */
interface Learnt {
  /** Proofs of whom nobody knows, which are not of the account that the conversation is with. */
  readonly foreign: Set<string>;
  /** Proofs that their own account does not take any more: `<account> <proof>`. */
  readonly refused: Set<string>;
}

const MOST_SESSIONS = 2000;

/** `hash`: a short fingerprint of a text. */
export function createForeignReasoning(
  hash: (text: string) => string,
  owners: Pick<ProofOwners, "ownerOf">,
): ForeignReasoning {
  const lessons = createLessons();
  const refusedKey = (proof: string, account: AccountId): string => `${account} ${hash(opened(proof))}`;

  /** What is sealed is not for a relay's upstream in any case, and may yet be opened where it is from. */
  const whose = (proof: string, { relayed, account }: Going): "sealed" | "own" | "another's" | "unknown" => {
    if (relayed && isSealed(proof)) return "sealed";
    const owner = owners.ownerOf(opened(proof));
    if (owner === undefined) return "unknown";
    return owner === account ? "own" : "another's";
  };
  const isForeignTo = (going: Going, learnt: Learnt | undefined) => (proof: string) => {
    if (isNobodys(proof)) return going.relayed;
    const by = whose(proof, going);
    if (by === "own") return learnt !== undefined && learnt.refused.has(refusedKey(proof, going.account));
    return by === "unknown" ? learnt?.foreign.has(hash(proof)) === true : true;
  };

  return {
    withoutKnown(session, text, going) {
      const { dialect, relayed, model } = going;
      const learnt = session === null ? undefined : lessons.find(session);
      const isForeign = isForeignTo(going, learnt);
      const isSuspect =
        learnt !== undefined ||
        (relayed && [SEAL, ...dialect.unproven].some((mark) => text.mentions(mark))) ||
        some(dialect.proofsIn(text), isForeign);
      return isSuspect ? dialect.withoutReasoning(text, isForeign, model) : text;
    },
    afterMove(session, text, going) {
      const learnt = session === null ? undefined : lessons.open(session);
      const isForeign = isForeignTo(going, learnt);
      const isLeftBehind = (proof: string): boolean => {
        if (isNobodys(proof) || whose(proof, going) !== "unknown") return isForeign(proof);
        learnt?.foreign.add(hash(proof));
        return true;
      };
      return going.dialect.withoutReasoning(text, isLeftBehind, going.model);
    },
    afterRefusal(session, text, going) {
      if (session !== null) learnRefusal(session, text, going);
      return going.dialect.withoutReasoning(text, (proof) => !isNobodys(proof) || going.relayed, going.model);
    },
  };

  /** Where the account was shown some of whom nobody knows, it is those that it refused; else it was its own. */
  function learnRefusal(session: string, text: JsonText, going: Going): void {
    const learnt = lessons.open(session);
    const shown = [...going.dialect.proofsIn(text)].filter((proof) => !isForeignTo(going, learnt)(proof));
    const unknown = shown.filter((proof) => whose(proof, going) === "unknown");
    for (const proof of unknown) learnt.foreign.add(hash(proof));
    if (unknown.length > 0) return;
    for (const proof of shown) learnt.refused.add(refusedKey(proof, going.account));
  }
}

interface Lessons {
  find(session: string): Learnt | undefined;
  /** Also where there is none yet. */
  open(session: string): Learnt;
}

/** Only conversations that moved or were refused stand here: few, and the oldest are forgotten first. */
function createLessons(): Lessons {
  const bySession = new Map<string, Learnt>();
  return {
    find: (session) => bySession.get(session),
    open(session) {
      const learnt = bySession.get(session) ?? { foreign: new Set(), refused: new Set() };
      bySession.delete(session);
      bySession.set(session, learnt);
      if (bySession.size > MOST_SESSIONS) {
        const [oldest] = bySession.keys();
        if (oldest !== undefined) bySession.delete(oldest);
      }
      return learnt;
    },
  };
}

const isNobodys = (proof: string): boolean => proof === "";

function some(proofs: Iterable<string>, isForeign: (proof: string) => boolean): boolean {
  for (const proof of proofs) if (isForeign(proof)) return true;
  return false;
}
