// `switchyard import`, with or without a running server: both watch the same folder.

import { CliFailure, type ImportOptions } from "../cli/deps.ts";
import { type ImportReport, importAccounts } from "../logins/import-accounts.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { createProviders } from "./create-providers.ts";
import { fileFailure, openConfig } from "./open-config.ts";
import { settingsOf } from "./settings.ts";

export async function importFromPaths(options: ImportOptions, version: string): Promise<ImportReport> {
  const { document, authDir } = await openConfig(options, false);
  const proxies = createOutboundProxies();
  try {
    const settings = settingsOf(document.current(), `switchyard/${version}`);
    const client = createUpstreamClient({ clock: systemClock, proxies });
    const folder = buildAuthFolder({ authDir, providers: createProviders(() => settings.providers), client });
    const files = createFolderFiles({ clock: systemClock });
    return await importAccounts({ paths: options.paths, dryRun: options.dryRun }, { files, folder, sha256: sha256Hex });
  } catch (error) {
    throw error instanceof CliFailure ? error : fileFailure(error, authDir);
  } finally {
    document.close();
    await proxies.close();
  }
}
