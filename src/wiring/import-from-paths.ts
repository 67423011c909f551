// `switchyard import`, with or without a running server: both watch the same folder.

import { homedir } from "node:os";

import { CliFailure, type ImportOptions } from "../cli/deps.ts";
import { type ImportReport, importAccounts } from "../logins/import-accounts.ts";
import { usualPlaces } from "../logins/usual-places.ts";
import { createFolderFiles, type DiskFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { createProviders } from "./create-providers.ts";
import { createHandsStore, type HandsStore } from "./hands-store.ts";
import { fileFailure, openConfig } from "./open-config.ts";
import { settingsOf } from "./settings.ts";

export async function importFromPaths(options: ImportOptions, version: string): Promise<ImportReport> {
  const { document, paths: places, authDir } = await openConfig(options, false);
  const proxies = createOutboundProxies();
  const store = createHandsStore(document.current().databaseUrl ?? places.databaseFile);
  try {
    const settings = settingsOf(document.current(), `switchyard/${version}`);
    const client = createUpstreamClient({ clock: systemClock, proxies });
    const folder = buildAuthFolder({ authDir, providers: createProviders(() => settings.providers), client });
    const files = createFolderFiles({ clock: systemClock });
    const paths = options.paths.length === 0 ? await usualPaths(files) : options.paths;
    const { dryRun, alias, provider, stdin } = options;
    const report = await importAccounts(
      { paths, dryRun, alias, provider, stdin: stdin ?? "" },
      { files, folder, sha256: sha256Hex, clock: systemClock },
    );
    await tellAudit(report, store);
    return report;
  } catch (error) {
    throw error instanceof CliFailure ? error : fileFailure(error, authDir);
  } finally {
    document.close();
    await proxies.close();
    await store.close();
  }
}

/** What changed nothing is no news. */
async function tellAudit({ dryRun, entries }: ImportReport, { audit }: Pick<HandsStore, "audit">): Promise<void> {
  const counts = Map.groupBy(entries, ({ outcome }) => outcome);
  if (dryRun || !(counts.has("imported") || counts.has("updated"))) return;
  const detail = [...counts].map(([outcome, of]) => `${of.length} ${outcome}`).join(", ");
  await audit({ action: "account.import", subject: null, detail });
}

async function usualPaths(files: DiskFolderFiles): Promise<readonly string[]> {
  const places = usualPlaces({ env: process.env, homeDir: process.env["HOME"] === undefined ? null : homedir() });
  for (const { variable, folder } of places.named) {
    if ((await files.stat(folder))?.kind === "folder") continue;
    throw new CliFailure(
      `${variable} is ${folder}, and there is no such folder`,
      `unset ${variable}, or make the folder`,
    );
  }
  const found = await Promise.all(places.maybe.map(async (path) => ((await files.stat(path)) === null ? [] : [path])));
  if (found.flat().length > 0) return found.flat();
  throw new CliFailure(
    "no other program's accounts were found on this computer",
    `looked for ${places.maybe.length === 0 ? "a home folder (HOME is not set)" : places.maybe.join(", ")}; name a file or folder`,
    { code: "nothing_found" },
  );
}
