// Accounts for somebody who is typing a command line: fast, offline, and nothing is made that is not there yet.

import { homedir } from "node:os";

import type { AccountCandidate, PlaceOptions } from "../cli/deps.ts";
import { resolveConfiguredPath, resolveDataPaths } from "../config/data-paths.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { Account } from "../domain/account.ts";
import { maskedKey } from "../logins/account-label.ts";
import { configAccounts } from "../logins/config-accounts.ts";
import { createPrivateFiles } from "../platform/private-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { createProviders } from "./create-providers.ts";
import { providerSettings } from "./provider-settings.ts";

interface Named {
  readonly account: Account;
  readonly alias: string | null;
}

/** By alias, else e-mail, else masked key; by id where that would mean several. */
export async function accountCandidates(options: PlaceOptions): Promise<readonly AccountCandidate[]> {
  const all = await namedAccounts(options);
  const names = all.map(({ account, alias }) => alias ?? account.email ?? maskOf(account) ?? account.id);
  return all
    .map(({ account, alias }, index) => {
      const told = names[index] ?? account.id;
      const name = names.indexOf(told) === names.lastIndexOf(told) ? told : account.id;
      const words = [account.provider, alias, account.email, account.plan].filter(
        (word) => word !== null && word !== name,
      );
      return { name, description: words.join(" ") };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function namedAccounts({ dataDir, configFile }: PlaceOptions): Promise<readonly Named[]> {
  const { env } = process;
  const homeDir = env["HOME"] === undefined ? null : homedir();
  const paths = resolveDataPaths({ dataDirFlag: dataDir, configFlag: configFile, env, homeDir });
  const text = await createPrivateFiles({ clock: systemClock }).read(paths.configFile);
  const parsed = parseConfig(text ?? "", "config.yaml");
  if (parsed.kind === "invalid") return [];
  const { config } = parsed;
  const settings = providerSettings(config, "switchyard");
  const folder = buildAuthFolder({
    authDir:
      config.authDir === null
        ? paths.authDir
        : resolveConfiguredPath(config.authDir, { dataDir: paths.dataDir, homeDir }),
    providers: createProviders(() => settings),
    client: createUpstreamClient({ clock: systemClock, proxies: createOutboundProxies() }),
  });
  const { accounts } = await folder.loadOffline();
  const labels = new Map(folder.shelf.known().map(({ fileName, said }) => [fileName, said["label"]]));
  return [...accounts, ...configAccounts(config, sha256Hex)].map((account) => {
    const label = labels.get(account.fileName ?? "");
    return { account, alias: typeof label === "string" && label !== "" ? label : null };
  });
}

function maskOf({ credentials }: Account): string | null {
  return credentials.kind === "api-key" ? maskedKey(credentials.key.reveal(), sha256Hex) : null;
}
