// Writes what is to be remembered of accounts, in batches: what changed since the last save, again where that failed.

import type { AccountId } from "../domain/ids.ts";
import type { AccountState, AccountStates } from "../domain/ports.ts";

export interface StateSaving {
  changed(id: AccountId): void;
  /** Writes the present state of all that changed. Rejects where the store does; nothing is lost by it. */
  save(): Promise<void>;
}

export function createStateSaving(deps: {
  readonly states: AccountStates;
  stateOf(id: AccountId): AccountState | null;
}): StateSaving {
  let dirty = new Set<AccountId>();
  return {
    changed(id) {
      dirty.add(id);
    },
    async save() {
      if (dirty.size === 0) return;
      const batch = dirty;
      dirty = new Set();
      const rows = new Map<AccountId, AccountState>();
      for (const id of batch) {
        const state = deps.stateOf(id);
        if (state !== null) rows.set(id, state);
      }
      try {
        await deps.states.save(rows);
      } catch (error) {
        for (const id of batch) dirty.add(id);
        throw error;
      }
    },
  };
}
