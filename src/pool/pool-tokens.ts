// Fresh tokens for the pool's accounts: what comes of a refresh is adopted, what fails is held against the account.

import type { Account } from "../domain/account.ts";
import type { AuthFiles, Clock, Leases, LentLogins } from "../domain/ports.ts";
import type { ProviderId } from "../domain/ids.ts";
import type { Provider } from "../providers/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import type { HealthReports } from "./health-reports.ts";
import type { Roster } from "./roster.ts";
import { createTokenFreshness, type FreshAccount, type TokenFreshness } from "./token-freshness.ts";

export interface PoolTokens extends TokenFreshness {
  provider(account: Account): Provider;
  /** `ensure` for an exchange: its failure counts against the account. */
  fresh(account: Account, rejected?: string): Promise<FreshAccount>;
  /** Refreshes all tokens that are due, one account after the other. */
  refreshDue(): Promise<void>;
}

interface TokensDeps {
  readonly clock: Clock;
  readonly client: UpstreamClient;
  readonly providers: ReadonlyMap<ProviderId, Provider>;
  readonly authFiles: AuthFiles;
  readonly leases: Leases;
  readonly lent?: LentLogins;
  readonly holder: string;
}

export function createPoolTokens(
  deps: TokensDeps,
  { roster, reports }: { readonly roster: Roster; readonly reports: HealthReports },
): PoolTokens {
  const { clock, client, authFiles, leases, lent, holder } = deps;
  const provider = (account: Account): Provider => {
    const found = deps.providers.get(account.provider);
    if (found === undefined) throw new Error(`no provider '${account.provider}'`);
    return found;
  };
  const { ensure } = createTokenFreshness({
    clock,
    client,
    authFiles,
    leases,
    ...(lent === undefined ? {} : { lent }),
    holder,
    provider,
    adopted: (account) => roster.adopt(account, clock.now()),
  });
  const fresh = async (account: Account, rejected?: string): Promise<FreshAccount> => {
    const result = await ensure(account, rejected);
    if (result.kind === "failed") reports.failed(account.id, result.failure, null);
    return result;
  };
  return {
    provider,
    ensure,
    fresh,
    async refreshDue() {
      for (const live of roster.all()) {
        if (live.paused || live.usableFrom === Number.POSITIVE_INFINITY) continue;
        if (provider(live.account).isRefreshDue(live.account, clock.now())) await fresh(live.account);
      }
    },
  };
}
