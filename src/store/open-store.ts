// The memory of the product: opens the database that the operator named, and shows it as the domain's repositories.

import { Kysely, sql } from "kysely";

import type { AccountStates, Affinities, Leases, QuotaSamples, RequestRecords } from "../domain/ports.ts";
import type { AuditTrail } from "../domain/audit.ts";
import type { ActionCandidates } from "../domain/action-queue.ts";
import type { ClientKeys } from "../domain/client-key.ts";
import type { Inspections } from "../domain/inspection.ts";
import type { StoredLedgers } from "../domain/key-ledger.ts";
import type { Credentials, Sessions } from "../domain/sign-in.ts";
import type { RecordedRequests } from "../domain/recorded-request.ts";
import type { RequestSearch } from "../domain/request-search.ts";
import type { UsageHistory } from "../domain/usage-history.ts";
import type { Storage } from "../domain/storage.ts";
import type { UsageTotals } from "../domain/usage-totals.ts";
import { createAccountStates } from "./account-states.ts";
import { createActionCandidates } from "./action-candidates.ts";
import { createAuditTrail } from "./audit-trail.ts";
import { createClientKeys } from "./client-keys.ts";
import { createStoredLedgers } from "./key-ledgers.ts";
import { createCredentials } from "./credentials.ts";
import { createSessions } from "./sessions.ts";
import { createAffinities } from "./affinities.ts";
import type { Engine } from "./engine.ts";
import { createInspections } from "./inspections.ts";
import { createLeases } from "./leases.ts";
import { migrate } from "./migrate.ts";
import { createStorage } from "./storage.ts";
import { createQuotaSamples } from "./quota-samples.ts";
import { createRecordedRequests } from "./recorded-requests.ts";
import { createRequestRecords } from "./request-records.ts";
import { createRequestSearch } from "./request-search.ts";
import { sqlitePath } from "./sqlite-path.ts";
import { type CheckpointElsewhere, sqliteEngine } from "./sqlite/sqlite-engine.ts";
import { StoreUnavailable } from "./store-unavailable.ts";
import type { Tables } from "./tables.ts";
import { createUsageHistory } from "./usage-history.ts";
import { createUsageSettling } from "./usage-settling.ts";
import { createUsageTotals } from "./usage-totals.ts";

export interface Store extends Storage {
  readonly records: RequestRecords;
  readonly requestSearch: RequestSearch;
  readonly recordedRequests: RecordedRequests;
  readonly usageTotals: UsageTotals;
  readonly usageHistory: UsageHistory;
  readonly accountStates: AccountStates;
  readonly quotaSamples: QuotaSamples;
  readonly affinities: Affinities;
  readonly leases: Leases;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly audit: AuditTrail;
  readonly clientKeys: ClientKeys;
  readonly keyLedgers: StoredLedgers;
  readonly inspections: Inspections;
  readonly actionCandidates: ActionCandidates;
  /** Resolves where the database answers, rejects where it does not. */
  ping(): Promise<void>;
  /** Lets go of the file or the connections; what is under way finishes first. */
  close(): Promise<void>;
}

/**
 * Opens `sqlite:<path>`, a plain path or `postgres://...` and brings its schema up to date.
 * Throws StoreUnavailable, one clear line, where that cannot be; a schema newer than this program is refused untouched.
 */
export async function openStore({ url, checkpoint }: OpenStoreInput): Promise<Store> {
  return openStoreOn(await engineOf(url, checkpoint));
}

export interface OpenStoreInput {
  readonly url: string;
  /** Makes the checkpoints of a SQLite file beside this thread; absent: they hold it up. */
  readonly checkpoint?: CheckpointElsewhere | undefined;
}

/** As `openStore`, on any engine. */
export async function openStoreOn(engine: Engine): Promise<Store> {
  const database = new Kysely<Tables>({ dialect: engine.dialect });
  try {
    await migrate(database, engine);
  } catch (thrown) {
    await database.destroy().catch(() => {});
    throw thrown instanceof StoreUnavailable ? thrown : new StoreUnavailable(engine.explain(thrown), thrown);
  }
  const settling = createUsageSettling(database);
  return {
    records: createRequestRecords(database, engine, settling),
    requestSearch: createRequestSearch(database, settling),
    recordedRequests: createRecordedRequests(database),
    usageTotals: createUsageTotals(database, settling),
    usageHistory: createUsageHistory(database, settling),
    accountStates: createAccountStates(database),
    quotaSamples: createQuotaSamples(database),
    affinities: createAffinities(database),
    leases: createLeases(database),
    credentials: createCredentials(database),
    sessions: createSessions(database),
    audit: createAuditTrail(database),
    clientKeys: createClientKeys(database, engine.kind, settling),
    keyLedgers: createStoredLedgers(database, engine.kind),
    inspections: createInspections(database),
    actionCandidates: createActionCandidates(database, engine.kind),
    async ping() {
      await sql`select 1`.execute(database);
    },
    ...createStorage(database, engine, settling),
    close: () => database.destroy(),
  };
}

async function engineOf(url: string, checkpoint?: CheckpointElsewhere): Promise<Engine> {
  if (/^postgres(ql)?:\/\//i.test(url)) {
    // Its client is loaded for those who use it alone.
    const { postgresEngine } = await import("./postgres/postgres-engine.ts");
    return postgresEngine(url);
  }
  const path = sqlitePath(url);
  if (path === null) {
    const scheme = url.replace(/^sqlite:/, "").split("://")[0];
    throw new StoreUnavailable(`database-url begins with ${scheme}://: it must be postgres://... or sqlite:<path>`);
  }
  if (path === "") throw new StoreUnavailable("database-url names no file: it must be postgres://... or sqlite:<path>");
  return sqliteEngine(path, checkpoint);
}
