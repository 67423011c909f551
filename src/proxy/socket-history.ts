// What was said on a client's WebSocket, kept so that a turn which only sends the news can be told in full: to an upstream
// that is asked by HTTP, to a new connection, or to another account when the one that knew it all cannot go on.

import type { AccountId } from "../domain/ids.ts";
import type { TieKey } from "./ties.ts";

export interface SocketHistory {
  /** The conversation up to and including this response; null where it is not (or no longer) known. */
  upTo(responseId: string): KnownTurns | null;
  remember(responseId: string, turns: KnownTurns): void;
}

export interface KnownTurns {
  readonly accountId: AccountId;
  /** What the conversation is known by; a later turn of it may show less of it. */
  readonly conversation: TieKey | null;
  /** Input and output items in order, each as JSON text. */
  readonly items: readonly string[];
}

/** A conversation beyond this is not kept: moving it then fails clearly, and the client sends it whole. */
const LARGEST_CHARACTERS = 16 * 1024 * 1024;
/** Clients go on from the latest response; one before it is kept for a turn that failed. */
const MOST_RESPONSES = 2;

export function createSocketHistory(): SocketHistory {
  const known = new Map<string, KnownTurns>();
  return {
    upTo: (responseId) => known.get(responseId) ?? null,
    remember(responseId, turns) {
      let size = 0;
      for (const item of turns.items) size += item.length;
      known.delete(responseId);
      if (size <= LARGEST_CHARACTERS) known.set(responseId, turns);
      if (known.size <= MOST_RESPONSES) return;
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    },
  };
}
