// What the pure core asks of the world. Implemented in `platform/` (time, ids, chance) and `store/` (memory).

import type { Account } from "./account.ts";
import type { AccountHealth } from "./account-health.ts";
import type { AccountId } from "./ids.ts";
import type { Quota } from "./quota.ts";
import type { HourlyUsage, RequestRecord } from "./request-record.ts";

export interface Clock {
  /** Epoch ms. */
  now(): number;
  /** Runs `task` once after `ms`; the returned function cancels. */
  after(ms: number, task: () => void): Cancel;
  /** Runs `task` every `ms` until cancelled; never keeps the process alive. */
  every(ms: number, task: () => void): Cancel;
}

export type Cancel = () => void;

export interface Ids {
  /** `req_` + 24 characters, sortable by time. */
  requestId(): string;
  /** `prefix_` + random hex, for ids of our own in a dialect's form. */
  token(prefix: string): string;
}

/** Request records: opened before the upstream call, settled exactly once; written in batches off the hot path. */
export interface RequestRecords {
  /** Writes a batch: a record with a known id replaces its earlier state. Roll-ups of settled ones move in the same transaction. */
  write(batch: readonly RequestRecord[]): Promise<void>;
  find(id: string): Promise<RequestRecord | null>;
  /** Newest first. `before` is the id of the last record of the page before (ids sort by time). */
  list(page: { readonly limit: number; readonly before: string | null }): Promise<readonly RequestRecord[]>;
  /** Roll-ups of the hours in `[from, to)`, epoch ms. */
  hourly(range: { readonly from: number; readonly to: number }): Promise<readonly HourlyUsage[]>;
  /** Marks records still open from an earlier run as interrupted; returns how many. */
  closeInterrupted(at: number): Promise<number>;
}

/** What is remembered of an account between runs. */
export interface AccountStates {
  load(): Promise<ReadonlyMap<AccountId, AccountState>>;
  save(states: ReadonlyMap<AccountId, AccountState>): Promise<void>;
  forget(id: AccountId): Promise<void>;
}

export interface AccountState {
  readonly health: AccountHealth;
  readonly quota: Quota | null;
  readonly lastUsedAt: number | null;
}

export interface QuotaSamples {
  append(samples: readonly QuotaSample[]): Promise<void>;
  /** Oldest first, of one account since `from` and, where it is said, before `to` (epoch ms). */
  list(accountId: AccountId, from: number, to?: number): Promise<readonly QuotaSample[]>;
}

export interface QuotaSample {
  readonly accountId: AccountId;
  readonly observedAt: number;
  readonly primaryUsedPercent: number | null;
  readonly primaryResetsAt: number | null;
  readonly secondaryUsedPercent: number | null;
  readonly secondaryResetsAt: number | null;
}

/** Which account owns a response id, a file, a session. */
export interface Affinities {
  save(bindings: readonly AffinityBinding[]): Promise<void>;
  /** The binding of `key` that has not expired at `now`, or null. */
  find(key: string, now: number): Promise<AffinityBinding | null>;
  /** Drops what expired before `now`; returns how many. */
  sweep(now: number): Promise<number>;
}

export interface AffinityBinding {
  /** `<kind>:<value>`, e.g. `response:resp_123`. */
  readonly key: string;
  readonly accountId: AccountId;
  readonly expiresAt: number;
}

/** A lease in the database: one holder at a time among all processes that share the store. */
export interface Leases {
  /** True where `holder` has `name` until `now + ttlMs` (a holder may renew); false where another has it. */
  acquire(lease: {
    readonly name: string;
    readonly holder: string;
    readonly now: number;
    readonly ttlMs: number;
  }): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}

/** The auth files as accounts. */
export interface AuthFiles {
  load(): Promise<AuthFilesView>;
  /** The account of one file as it stands on disk now; null where it is gone or broken. */
  read(fileName: string): Promise<Account | null>;
  /** Puts refreshed tokens into the file, atomically, keeping every other field. */
  saveTokens(fileName: string, tokens: RefreshedTokens): Promise<Account>;
}

/** Logins that a tool on this computer (Codex, Claude Code) has as well, and renews by itself. */
export interface LentLogins {
  /** Looks at the tools' homes now; what a tool has renewed is in the auth file when it resolves. */
  look(account: Account): Promise<LentLook>;
}

export type LentLook =
  | { readonly kind: "free" }
  /** `account`: as its auth file has it now. `by`: who has it and what to do, in words for the operator. */
  | { readonly kind: "lent"; readonly account: Account; readonly by: string };

export interface AuthFilesView {
  readonly accounts: readonly Account[];
  readonly broken: readonly BrokenAuthFile[];
}

export interface BrokenAuthFile {
  readonly fileName: string;
  readonly reason: string;
}

export interface RefreshedTokens {
  readonly accessToken: string;
  /** null keeps the old one. */
  readonly refreshToken: string | null;
  readonly idToken: string | null;
  readonly expiresAt: number | null;
  readonly refreshedAt: number;
  /** What calls are signed with instead, where a sign-in brought one (iFlow); absent keeps the old one. */
  readonly apiKey?: string;
}
