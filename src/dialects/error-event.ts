// An upstream's failure that arrived in its stream, viewed as the fault every dialect's error encoder takes.

import { FAULTS, type FaultEntry, type FaultView } from "../domain/faults.ts";
import type { ErrorEvent } from "../exchange/stream-event.ts";

/** Code and message stay the upstream's; status and type come from the catalogue where the event tells none. */
export function viewErrorEvent(event: ErrorEvent): FaultView {
  const catalogue: Readonly<Record<string, FaultEntry>> = FAULTS;
  const entry = (Object.hasOwn(FAULTS, event.code) ? catalogue[event.code] : undefined) ?? FAULTS.upstream_error;
  return {
    code: event.code,
    status: event.status ?? entry.status,
    type: entry.type,
    message: event.message,
    details: event.resetsAt === undefined ? {} : { resetsAt: event.resetsAt },
  };
}
