// GET /api/storage, POST /api/storage/prune

import { getStorage, pruneStorage } from "../../../contract/storage.ts";
import type { Storage, StorageSize } from "../../domain/storage.ts";
import type { Retention } from "../../management/storage/retention.ts";
import type { Api } from "./api-app.ts";
import { instantOrNull } from "./instants.ts";

export interface StorageHandlersDeps {
  readonly storage: Pick<Storage, "size">;
  readonly retention: Retention;
  limits(): { readonly recordsDays: number; readonly samplesDays: number };
}

export function serveStorage({ serve }: Api, { storage, retention, limits }: StorageHandlersDeps): void {
  serve(getStorage, async (context) => {
    const size = await storage.size();
    const { recordsDays, samplesDays } = limits();
    return context.json(
      {
        database: size.kind,
        ...viewOfSize(size),
        records_days: recordsDays,
        samples_days: samplesDays,
        last_pruned_at: instantOrNull(retention.lastRunAt()),
        pruning: retention.isRunning(),
      },
      200,
    );
  });

  serve(pruneStorage, async (context) => {
    const { records_older_than_days: days } = context.req.valid("json");
    const before = await storage.size();
    const pruned = await retention.run(days);
    context.set("auditDetail", `${pruned.records} records`);
    return context.json(
      {
        records_removed: pruned.records,
        samples_removed: pruned.samples,
        bytes_before: before.bytes,
        ...viewOfSize(await storage.size()),
      },
      200,
    );
  });
}

function viewOfSize({ bytes, freeBytes, records, oldestAt }: StorageSize) {
  return { bytes, free_bytes: freeBytes, records, oldest_record_at: instantOrNull(oldestAt) };
}
