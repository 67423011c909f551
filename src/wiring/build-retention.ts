// How long things are remembered: all that is kept, swept by what the configuration says.

import { createRetention, type Retention } from "../management/storage/retention.ts";
import { systemClock } from "../platform/system-clock.ts";
import type { Store } from "../store/open-store.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { OpenedConfig } from "./open-config.ts";

interface RetentionParts {
  readonly store: Store;
  readonly opened: OpenedConfig;
  readonly log: Log;
}

const DAY_MS = 86_400_000;

export function buildRetention({ store, opened, log }: RetentionParts): Retention {
  const limits = () => opened.document.current().retention;
  return createRetention({
    clock: systemClock,
    storage: store,
    limits,
    async sweep(now) {
      await store.audit.prune(now - limits().auditDays * DAY_MS);
      await store.affinities.sweep(now);
      await store.sessions.sweep(now);
    },
    failed: (error) => log.error("retention", errorFields(error)),
  });
}
