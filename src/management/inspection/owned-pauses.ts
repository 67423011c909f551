// Which pauses are an inspection's own. It undoes those alone; and one is its own no longer once somebody has decided about it.

import type { InspectionReason, Inspections } from "../../domain/inspection.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";
import type { Pool } from "../../pool/pool.ts";

export interface OwnedPauses {
  /** Reads what is remembered; other replicas write it as well. */
  load(): Promise<void>;
  owns(id: AccountId): boolean;
  /** Before the pause itself: an account that is paused and nobody's is better than one that is taken from its operator. */
  claim(reasons: ReadonlyMap<AccountId, InspectionReason>): Promise<void>;
  /** The pauses that were claimed are done; until then the accounts are not paused yet. */
  settled(ids: Iterable<AccountId>): void;
  giveUp(ids: readonly AccountId[]): Promise<void>;
  /** Accounts have been read anew: what is paused no more was ended by somebody else. */
  look(): Promise<void>;
}

export interface OwnedPausesDeps {
  readonly clock: Pick<Clock, "now">;
  readonly inspections: Pick<Inspections, "ownedPauses" | "own" | "disown">;
  readonly pool: Pick<Pool, "accounts">;
}

export function createOwnedPauses({ clock, inspections, pool }: OwnedPausesDeps): OwnedPauses {
  let owned: ReadonlySet<AccountId> = new Set();
  const underWay = new Set<AccountId>();

  const giveUp = async (ids: readonly AccountId[]): Promise<void> => {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    owned = new Set([...owned].filter((id) => !gone.has(id)));
    await inspections.disown(ids);
  };
  return {
    async load() {
      owned = new Set((await inspections.ownedPauses()).map(({ accountId }) => accountId));
    },
    owns: (id) => owned.has(id),
    async claim(reasons) {
      for (const [accountId, reason] of reasons) {
        underWay.add(accountId);
        await inspections.own({ accountId, at: clock.now(), reason });
      }
      owned = new Set([...owned, ...reasons.keys()]);
    },
    settled(ids) {
      for (const id of ids) underWay.delete(id);
    },
    giveUp,
    async look() {
      if (owned.size === 0) return;
      const ended = pool.accounts().filter(({ id, paused }) => !paused && owned.has(id) && !underWay.has(id));
      await giveUp(ended.map(({ id }) => id));
    },
  };
}
