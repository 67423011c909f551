// Which accounts are ticked, for what is done with many. What is gone from the pool is no longer chosen.

import { useCallback, useMemo, useState } from "react";

import type { Account } from "./accounts-query.ts";

export interface Selection {
  readonly ids: ReadonlySet<string>;
  toggle(id: string): void;
  /** Adds them all, or takes them all out. */
  set(ids: readonly string[], chosen: boolean): void;
  /** Of these, the ones that were not chosen are, and the other way round. */
  invert(ids: readonly string[]): void;
  clear(): void;
}

export function useSelection(accounts: readonly Account[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const ids = useMemo(() => {
    if (chosen.size === 0) return chosen;
    return new Set(accounts.map(({ account_id }) => account_id).filter((id) => chosen.has(id)));
  }, [accounts, chosen]);
  const change = useCallback((of: readonly string[], isChosen: (id: string, was: boolean) => boolean) => {
    setChosen((before) => {
      const next = new Set(before);
      for (const id of of) {
        if (isChosen(id, before.has(id))) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  /** Stay the same for good, so that a tick draws its own row anew and no other. */
  const changes = useMemo<Omit<Selection, "ids">>(
    () => ({
      toggle: (id) => change([id], (_, was) => !was),
      set: (of, wanted) => change(of, () => wanted),
      invert: (of) => change(of, (_, was) => !was),
      clear: () => setChosen(new Set()),
    }),
    [change],
  );
  return useMemo(() => ({ ids, ...changes }), [ids, changes]);
}
