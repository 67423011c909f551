// The database of a command: opened when it is first needed, which most commands never do. Loading it takes longer than
// everything else that they do.

import type { Hands } from "../cli/hands.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AccountState } from "../domain/ports.ts";
import type { Store } from "../store/open-store.ts";

export interface HandsStore extends Pick<Hands, "audit" | "forget" | "leases" | "records" | "requestSearch"> {
  /** Throws CliFailure where it cannot be used. */
  opened(): Promise<Store>;
  /** What is remembered of accounts, read without opening where that can be. */
  states(): Promise<ReadonlyMap<AccountId, AccountState>>;
  close(): Promise<void>;
}

export function createHandsStore(databaseUrl: string): HandsStore {
  let store: Promise<Store> | null = null;
  const opened = (): Promise<Store> => (store ??= openStore(databaseUrl));
  return {
    opened,
    async states() {
      const { glanceAtStates } = await import("../store/sqlite/glance-at-states.ts");
      const glanced = store === null ? glanceAtStates(databaseUrl) : null;
      return glanced ?? (await opened()).accountStates.load();
    },
    async audit(entry) {
      const { auditCommand } = await import("./command-auditor.ts");
      return auditCommand(entry, opened);
    },
    forget: async (id) => (await opened()).accountStates.forget(id),
    leases: async () => (await opened()).leases,
    records: async () => (await opened()).records,
    requestSearch: async () => (await opened()).requestSearch,
    async close() {
      await (await store?.catch(() => null))?.close();
    },
  };
}

async function openStore(databaseUrl: string): Promise<Store> {
  const { openStoreOrFail } = await import("./open-store-or-fail.ts");
  return openStoreOrFail(databaseUrl);
}
