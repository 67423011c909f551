// What a command has done, into the same audit as what is done through the API.

import type { AuditEntry } from "../domain/audit.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { Store } from "../store/open-store.ts";

/** Never rejects: what has happened has happened. A store that fails is told to who stands at the terminal. */
export async function auditCommand(
  entry: Pick<AuditEntry, "action" | "subject" | "detail">,
  opened: () => Promise<Pick<Store, "audit">>,
): Promise<void> {
  try {
    const { audit } = await opened();
    const told = { ...entry, actor: "command_line", address: null } as const;
    await audit.append({ ...told, id: systemIds.token("audit"), at: systemClock.now() });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`warning: this is not in the audit: ${reason}\n`);
  }
}
