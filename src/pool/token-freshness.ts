// Every call goes out with a token that is good. A refresh token works once in the world, so: one refresh at a time in
// this process (single flight), one among all processes (a lease in the store), the file re-read before, persisted after.

import { type Failure, failure } from "../domain/failure.ts";
import type { Account } from "../domain/account.ts";
import type { AccountId } from "../domain/ids.ts";
import type { AuthFiles, Clock, Leases, LentLogins, RefreshedTokens } from "../domain/ports.ts";
import type { Provider, RefreshOutcome } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";

export type FreshAccount =
  | { readonly kind: "fresh"; readonly account: Account }
  | { readonly kind: "failed"; readonly failure: Failure };

export interface TokenFreshness {
  /** The account with a usable token. `rejected`: the access token that the upstream just refused. */
  ensure(account: Account, rejected?: string): Promise<FreshAccount>;
}

interface FreshnessDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly authFiles: AuthFiles;
  readonly leases: Leases;
  /** Logins that a tool has as well and renews by itself; absent: there are none. */
  readonly lent?: LentLogins;
  /** Names this process among those that share the store. */
  readonly holder: string;
  provider(account: Account): Provider;
  /** Told once the new tokens are on disk. */
  adopted(account: Account): void;
}

const LEASE_MS = 30_000;
const LEASE_POLL_MS = 200;
/** Together shorter than the lease: it must not pass to another process while the token is being used up. */
const TIMEOUTS = { connectMs: 10_000, firstByteMs: 15_000, idleMs: 10_000 } as const;
/** After a failed refresh the next try waits a little: a broken token endpoint is not hammered by every request. */
const FAILURE_PAUSE_MS = 5000;

/** One refresh of one account. */
interface Flight extends FreshnessDeps {
  readonly account: Account;
  readonly fileName: string;
  readonly rejected: string | null;
  /** Tokens that were got and could not be written; their refresh token is the only one that still works. */
  readonly unsaved: Map<AccountId, RefreshedTokens>;
}

interface FailedRefresh {
  readonly at: number;
  /** The access token it was for: a new login starts afresh. */
  readonly token: string | null;
  readonly result: FreshAccount;
}

export function createTokenFreshness(deps: FreshnessDeps): TokenFreshness {
  const { clock } = deps;
  const running = new Map<AccountId, Promise<FreshAccount>>();
  const failures = new Map<AccountId, FailedRefresh>();
  const unsaved = new Map<AccountId, RefreshedTokens>();

  const startRefresh = (account: Account, rejected: string | null): Promise<FreshAccount> => {
    const already = running.get(account.id);
    if (already !== undefined) return already;
    const token = accessTokenOf(account);
    const recent = failures.get(account.id);
    if (recent !== undefined && recent.token === token && clock.now() - recent.at < FAILURE_PAUSE_MS)
      return Promise.resolve(recent.result);
    // Only logins are refreshed, and a login always has its file.
    const fileName = account.fileName ?? "";
    const flight = refreshUnderLease({ ...deps, account, fileName, rejected, unsaved })
      .catch((error: unknown) => failed(failure("upstream_error", "refresh_failed", textOf(error))))
      .then((result) => {
        if (result.kind === "failed") failures.set(account.id, { at: clock.now(), token, result });
        else failures.delete(account.id);
        running.delete(account.id);
        return result;
      });
    running.set(account.id, flight);
    return flight;
  };

  return {
    async ensure(account, rejected) {
      const due = deps.provider(account).isRefreshDue(account, clock.now());
      if (rejected === undefined && !due) return { kind: "fresh", account };
      // Refused was the token before this one: the renewed one has not been tried yet.
      if (rejected !== undefined && accessTokenOf(account) !== rejected) return { kind: "fresh", account };
      const result = await startRefresh(account, rejected ?? null);
      // Ahead of expiry the old token still serves where the refresh could not be done now.
      const stillGood =
        rejected === undefined &&
        result.kind === "failed" &&
        isTransient(result.failure) &&
        !isExpired(account, clock.now());
      return stillGood ? { kind: "fresh", account } : result;
    },
  };
}

async function refreshUnderLease(flight: Flight): Promise<FreshAccount> {
  const { clock, leases, holder, account } = flight;
  const name = `refresh:${account.id}`;
  const giveUpAt = clock.now() + LEASE_MS;
  while (!(await leases.acquire({ name, holder, now: clock.now(), ttlMs: LEASE_MS }))) {
    // Another process is at it: what it writes is what we need.
    const renewed = await newerOnDisk(flight, flight.rejected);
    if (renewed !== null) return renewed;
    if (clock.now() >= giveUpAt)
      return failed(failure("upstream_error", "refresh_busy", "Another process holds the token refresh"));
    await new Promise<void>((resolve) => clock.after(LEASE_POLL_MS, resolve));
  }
  try {
    const onDisk = await readOwn(flight);
    if (onDisk !== null && isNews(flight, onDisk, flight.rejected)) return adopt(flight, onDisk);
    const got = flight.unsaved.get(account.id);
    if (got !== undefined) return await persist(flight, got);
    // What another process renewed may have expired since: its refresh token is the one that still works.
    const now = onDisk === null ? flight : { ...flight, account: onDisk };
    return (await ofTool(now)) ?? (await refresh(now));
  } finally {
    await leases.release(name, holder).catch(() => undefined);
  }
}

/**
 * What there is of a login that a tool has as well; null where it is ours alone. It is the tool's to renew, whenever it likes:
 * a refresh by us at the same moment would be the second use of one refresh token, and the end of the login for both.
 */
async function ofTool(flight: Flight): Promise<FreshAccount | null> {
  const look = await flight.lent?.look(flight.account);
  if (look === undefined || look.kind === "free") return null;
  if (isNews(flight, look.account, flight.rejected)) {
    flight.adopted(look.account);
    return { kind: "fresh", account: look.account };
  }
  return failed(failure("lent", "lent_to_tool", `The token is not good any more and not ours to renew: ${look.by}`));
}

async function refresh(flight: Flight): Promise<FreshAccount> {
  const outcome = await askTokenEndpoint(flight, flight.account);
  switch (outcome.kind) {
    case "refreshed":
      return persist(flight, outcome.tokens);
    case "dead": {
      // The vendor's own tool may have used the refresh token and written the new one meanwhile.
      return (await newerOnDisk(flight, null)) ?? failed(outcome.failure);
    }
    case "transient":
      return failed(outcome.failure);
  }
}

/** Persist before use: a token that only lived in memory would die with the process, and the login with it. */
async function persist(flight: Flight, tokens: RefreshedTokens): Promise<FreshAccount> {
  flight.unsaved.set(flight.account.id, tokens);
  const renewed = await flight.authFiles.saveTokens(flight.fileName, tokens);
  flight.unsaved.delete(flight.account.id);
  flight.adopted(renewed);
  return { kind: "fresh", account: renewed };
}

async function askTokenEndpoint(deps: FreshnessDeps, account: Account): Promise<RefreshOutcome> {
  const provider = deps.provider(account);
  const call = provider.refreshCall(account, deps.clock.now());
  if (call === null) {
    const dead = failure("reauth_required", "no_refresh_token", "The login has no refresh token; sign in again");
    return { kind: "dead", failure: dead };
  }
  // The client that asked may leave; a refresh under way is finished all the same, or its token would be lost.
  const answer = await deps.client.send(call, { signal: new AbortController().signal, timeouts: TIMEOUTS });
  if (answer.kind === "failed") return { kind: "transient", failure: answer.failure };
  try {
    const body = Buffer.from(await answer.body.rest()).toString();
    return provider.readRefresh({ status: answer.status, headers: answer.headers, body, now: deps.clock.now() });
  } catch {
    return {
      kind: "transient",
      failure: failure("unreachable", "connection_lost", "The token endpoint broke off its answer"),
    };
  }
}

/** The account as its file stands, where its token is another than the one we have (or had refused). */
async function newerOnDisk(flight: Flight, rejected: string | null): Promise<FreshAccount | null> {
  const onDisk = await readOwn(flight);
  return onDisk !== null && isNews(flight, onDisk, rejected) ? adopt(flight, onDisk) : null;
}

/** null where the file is gone, broken or another account's by now. */
async function readOwn({ authFiles, fileName, account }: Flight): Promise<Account | null> {
  const onDisk = await authFiles.read(fileName).catch(() => null);
  return onDisk?.id === account.id ? onDisk : null;
}

function adopt(flight: Flight, renewed: Account): FreshAccount {
  flight.unsaved.delete(flight.account.id);
  flight.adopted(renewed);
  return { kind: "fresh", account: renewed };
}

/** Usable, and another token than the one that we have or had refused. */
function isNews({ account, clock }: Flight, found: Account, rejected: string | null): boolean {
  const token = accessTokenOf(found);
  return token !== null && token !== accessTokenOf(account) && token !== rejected && !isExpired(found, clock.now());
}

function accessTokenOf({ credentials }: Account): string | null {
  return credentials.kind === "oauth" ? credentials.accessToken.reveal() : null;
}

/** A login that has never had an access token (a service account's first use) counts as expired. */
function isExpired({ credentials }: Account, now: number): boolean {
  if (credentials.kind !== "oauth") return false;
  if (credentials.accessToken.reveal() === "") return true;
  return credentials.expiresAt !== null && credentials.expiresAt <= now;
}

function isTransient(why: Failure): boolean {
  return why.kind !== "reauth_required" && why.kind !== "deactivated";
}

function failed(why: Failure): FreshAccount {
  return { kind: "failed", failure: why };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
