// Writes what was done into the audit. What has happened has happened: a store that fails is told to the log.

import type { AuditEntry } from "../domain/audit.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { Store } from "../store/open-store.ts";
import { errorFields, type Log } from "../telemetry/log.ts";

/** Never rejects. */
export type Auditor = (entry: AuditEntry) => Promise<void>;

export function createAuditor(store: Pick<Store, "audit">, log: Pick<Log, "error">): Auditor {
  return async (entry) => {
    try {
      await store.audit.append({ ...entry, id: systemIds.token("audit"), at: systemClock.now() });
    } catch (error) {
      log.error("audit_failed", { action: entry.action, actor: entry.actor, ...errorFields(error) });
    }
  };
}
