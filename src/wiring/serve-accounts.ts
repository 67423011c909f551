// The part of /api that is about accounts, with everything it needs.

import modelData from "../../data/models.json" with { type: "json" };
import type { PriceTable } from "../domain/price.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import type { LoginFlows } from "../logins/flows/login-flows.ts";
import { createOwnedLogins } from "../logins/flows/owned-logins.ts";
import { loginOffers } from "../logins/login-offers.ts";
import { createTakeIn } from "../logins/take-in-account.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import type { Pool } from "../pool/pool.ts";
import type { Provider } from "../providers/provider.ts";
import type { ProbeAccount } from "../proxy/probe-account.ts";
import { serveAccountActions } from "../server/api/account-actions-handlers.ts";
import { serveAccountImports } from "../server/api/account-imports-handlers.ts";
import { serveAccounts } from "../server/api/accounts-handlers.ts";
import type { Api } from "../server/api/api-app.ts";
import { serveLogins } from "../server/api/logins-handlers.ts";
import { serveModels } from "../server/api/models-handlers.ts";
import { serveProviderKeys } from "../server/api/provider-keys-handlers.ts";
import type { Store } from "../store/open-store.ts";
import type { BuiltInspection } from "./build-inspection.ts";
import type { UsageMemory } from "./management-accounts.ts";
import type { OpenedConfig } from "./open-config.ts";

export interface AccountParts {
  readonly opened: OpenedConfig;
  readonly store: Store;
  readonly folder: AuthFileFolder;
  readonly pool: Pool;
  readonly usage: UsageMemory;
  readonly probe: ProbeAccount;
  readonly logins: LoginFlows;
  readonly inspection: BuiltInspection;
  readonly providers: readonly Provider[];
  prices(): PriceTable;
}

const PROBE_MODELS: ReadonlyMap<string, string> = new Map(
  Object.entries(modelData).map(([provider, { probe }]) => [provider, probe]),
);

export function serveAccountsApi(api: Api, parts: AccountParts): void {
  const { store, folder, pool, usage, probe } = parts;
  const { document } = parts.opened;
  const deps = {
    ...parts.inspection.accounts,
    clock: systemClock,
    pool,
    shelf: folder.shelf,
    activity: usage.activity,
    isOwnPause: parts.inspection.owned.owns,
    document,
  };
  serveAccounts(api, { ...deps, samples: store.quotaSamples, totals: store.usageTotals });
  serveAccountImports(api, {
    ...deps,
    takeIn: createTakeIn({ folder, account: pool.account }),
    sha256: sha256Hex,
    leavesKnown: () => document.current().dashboard.importWithoutOverwrite,
  });
  serveAccountActions(api, {
    ...deps,
    ids: systemIds,
    probe,
    usualModel: (provider) => PROBE_MODELS.get(provider) ?? null,
    prices: parts.prices,
  });
  serveLogins(api, {
    logins: createOwnedLogins({ clock: systemClock, flows: parts.logins }),
    offers: () => loginOffers(parts.providers),
    account: pool.account,
  });
  serveModels(api, {
    clock: systemClock,
    pool,
    providers: parts.providers.map(({ id }) => id),
    config: document.current,
    aliases: () => document.current().modelAliases,
    prices: parts.prices,
    offers: () => loginOffers(parts.providers),
  });
  serveProviderKeys(api, { document, authIndexes: deps.authIndexes, sha256: sha256Hex });
}
