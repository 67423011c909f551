// Requests of the past, written into a data folder before its gateway starts.

import { join } from "node:path";

import type { QuotaSample } from "../../src/domain/ports.ts";
import type { RequestRecord } from "../../src/domain/request-record.ts";
import { openStore } from "../../src/store/open-store.ts";

/** To be called while no gateway runs there. */
export async function seedRecords(
  { dataDir }: { readonly dataDir: string },
  records: readonly RequestRecord[],
  samples: readonly QuotaSample[] = [],
): Promise<void> {
  const store = await openStore({ url: join(dataDir, "switchyard.db") });
  try {
    await store.records.write(records);
    await store.quotaSamples.append(samples);
  } finally {
    await store.close();
  }
}
