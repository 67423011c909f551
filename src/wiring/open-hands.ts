// The rooms as a command needs them: no gateway, no listening, no rounds of its own; and nothing is opened before it is asked for.

import { homedir } from "node:os";

import type { PlaceOptions } from "../cli/deps.ts";
import type { Hands } from "../cli/hands.ts";
import type { Account } from "../domain/account.ts";
import { configAccounts, configAuthIndexes } from "../logins/config-accounts.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { buildTools } from "./build-tools.ts";
import { createProviders } from "./create-providers.ts";
import { createHandsStore } from "./hands-store.ts";
import { createKnownAccounts } from "./known-accounts.ts";
import { openConfig } from "./open-config.ts";
import { settingsOf } from "./settings.ts";

/** Throws CliFailure where the place or the configuration cannot be used. */
export async function openHands(options: PlaceOptions, version: string): Promise<Hands> {
  const { paths, document, authDir } = await openConfig(options, false);
  const proxies = createOutboundProxies();
  const client = createUpstreamClient({ clock: systemClock, proxies });
  const settings = settingsOf(document.current(), `switchyard/${version}`);
  const providers = createProviders(() => settings.providers);
  const folder = buildAuthFolder({ authDir, providers, client });
  const databaseUrl = document.current().databaseUrl ?? paths.databaseFile;
  const { opened, states, close: closeStore, ...remembering } = createHandsStore(databaseUrl);
  const inConfig = (): readonly Account[] => configAccounts(document.current(), sha256Hex);
  const tools = buildTools({ dataDir: paths.dataDir, folder, providers, client, inConfig });
  return {
    place: {
      dataDir: paths.dataDir,
      configFile: paths.configFile,
      authDir,
      homeDir: process.env["HOME"] === undefined ? null : homedir(),
    },
    clock: systemClock,
    config: document.current,
    folder,
    tools,
    ...remembering,
    ...createKnownAccounts({ folder, authDir, tools, inConfig, states }),
    switchTo: async (home, account) => tools.switchTo(home, account, (await opened()).leases),
    async refreshQuotas(questions) {
      const { refreshQuotasNow } = await import("./quota-refresh.ts");
      const { lent } = tools;
      const parts = { clock: systemClock, client, providers, authFiles: folder, lent, store: await opened() };
      return refreshQuotasNow({ ...parts, holder: systemIds.token("command") }, questions);
    },
    async nameWorkspaces(accounts) {
      const { nameWorkspacesNow } = await import("./workspace-names.ts");
      return nameWorkspacesNow({ client, providers, shelf: folder.shelf }, accounts);
    },
    async gateway() {
      const { lookForGateway } = await import("./look-for-gateway.ts");
      return lookForGateway(document.current(), client);
    },
    files: createFolderFiles({ clock: systemClock }),
    normalised: (id, json) => providers.find((one) => one.id === id)?.authFile.normalise(json) ?? json,
    async removeKeys(authIndex) {
      const { removeKeys } = await import("../management/accounts/change-account.ts");
      return removeKeys({ document, authIndexes: (config) => configAuthIndexes(config, sha256Hex) }, authIndex);
    },
    async logins() {
      const { openLogins } = await import("./open-logins.ts");
      return openLogins({ providers, folder, client });
    },
    async connecting() {
      const { buildConnecting } = await import("./build-connecting.ts");
      return buildConnecting({ document, dataDir: paths.dataDir, client });
    },
    async close() {
      document.close();
      await proxies.close();
      await closeStore();
    },
  };
}
