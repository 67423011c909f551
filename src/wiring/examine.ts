// `switchyard doctor`: gathers what the checks go by. It makes nothing that is not there, and mends only when it is told to.

import { homedir } from "node:os";

import packageJson from "../../package.json" with { type: "json" };
import { CliFailure, type ExamineOptions } from "../cli/deps.ts";
import { NoDataFolder, resolveConfiguredPath, resolveDataPaths } from "../config/data-paths.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { Config } from "../config/schema.ts";
import type { AccountState } from "../domain/ports.ts";
import type { AccountId } from "../domain/ids.ts";
import { configAccounts } from "../logins/config-accounts.ts";
import { diagnose } from "../management/doctor/diagnose.ts";
import type { ConfigFacts, DatabaseFacts } from "../management/doctor/facts.ts";
import type { Examination } from "../management/doctor/finding.ts";
import { inspectEntry } from "../platform/inspect-files.ts";
import { createPrivateFiles } from "../platform/private-files.ts";
import { programVersion } from "../platform/program-version.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { createProviders } from "./create-providers.ts";
import { accountFacts } from "./doctor-accounts.ts";
import { gatewayFacts, upstreamFacts } from "./doctor-network.ts";
import { mendPlace, placeFacts } from "./doctor-place.ts";
import { clientFacts, toolFacts } from "./doctor-tools.ts";
import { openStoreOrFail } from "./open-store-or-fail.ts";
import { settingsOf } from "./settings.ts";

/** Throws CliFailure where it is not known where to look. */
export async function examine(options: ExamineOptions, version: string): Promise<Examination> {
  const homeDir = process.env["HOME"] === undefined ? null : homedir();
  const paths = pathsOf(options, homeDir);
  const { facts: config, config: said } = await readConfig(paths.configFile);
  const counts = said ?? defaults();
  const authDir =
    counts.authDir === null
      ? paths.authDir
      : resolveConfiguredPath(counts.authDir, { dataDir: paths.dataDir, homeDir });
  const place = { dataDir: paths.dataDir, configFile: paths.configFile, authDir };
  const mended = options.fix ? await mendPlace(place) : [];

  const proxies = createOutboundProxies();
  const client = createUpstreamClient({ clock: systemClock, proxies });
  const settings = settingsOf(counts, `switchyard/${version}`);
  const providers = createProviders(() => settings.providers);
  const folder = buildAuthFolder({ authDir, providers, client });
  try {
    const view = await folder.loadOffline();
    const accounts = [...view.accounts, ...configAccounts(counts, sha256Hex)];
    const { facts: database, states } = await lookIntoDatabase(said, paths.databaseFile);
    const [upstreams, gateway, tools, clients, codex, placeNow] = await Promise.all([
      upstreamFacts(accounts, { config: counts, client }),
      gatewayFacts(counts, client),
      toolFacts(accounts, providers),
      clientFacts(client),
      programVersion("codex", { clock: systemClock }),
      placeFacts(place),
    ]);
    const findings = diagnose({
      now: systemClock.now(),
      runtime: { running: Bun.version, pinned: packageJson.dependencies.bun, program: version },
      place: placeNow,
      config,
      database,
      accounts: { authDir, ...accountFacts(accounts, folder.shelf.known(), states) },
      gateway,
      upstreams,
      tools,
      clients,
      codex,
    });
    return { findings, mended };
  } finally {
    await proxies.close();
  }
}

function pathsOf({ dataDir, configFile }: ExamineOptions, homeDir: string | null): ReturnType<typeof resolveDataPaths> {
  try {
    return resolveDataPaths({ dataDirFlag: dataDir, configFlag: configFile, env: process.env, homeDir });
  } catch (error) {
    throw error instanceof NoDataFolder ? new CliFailure(error.message) : error;
  }
}

/** `config`: null where it is not usable, so that what it says is not known. */
async function readConfig(path: string): Promise<{ readonly facts: ConfigFacts; readonly config: Config | null }> {
  try {
    const text = await createPrivateFiles({ clock: systemClock }).read(path);
    if (text === null) return { facts: { kind: "missing", path }, config: defaults() };
    const parsed = parseConfig(text, path);
    return parsed.kind === "ok"
      ? {
          facts: { kind: "read", path, warnings: parsed.warnings.map(({ message }) => message) },
          config: parsed.config,
        }
      : { facts: { kind: "unusable", path, problems: parsed.problems.map(({ message }) => message) }, config: null };
  } catch (error) {
    return { facts: { kind: "unusable", path, problems: [`${path} cannot be read: ${wordsOf(error)}`] }, config: null };
  }
}

function defaults(): Config {
  const parsed = parseConfig("", "the defaults");
  if (parsed.kind === "invalid") throw new Error("the defaults are not valid");
  return parsed.config;
}

interface Remembered {
  readonly facts: DatabaseFacts | null;
  readonly states: ReadonlyMap<AccountId, AccountState>;
}

/** Which database it is, only the configuration says. */
async function lookIntoDatabase(config: Config | null, file: string): Promise<Remembered> {
  const states = new Map<AccountId, AccountState>();
  if (config === null) return { facts: null, states };
  const { databaseUrl } = config;
  const entry = databaseUrl === null ? await inspectEntry(file) : null;
  if (databaseUrl === null && entry === null) return { facts: { kind: "absent" }, states };
  try {
    const store = await openStoreOrFail(databaseUrl ?? file);
    try {
      const name = databaseUrl === null ? file : new URL(databaseUrl).host;
      return {
        facts: { kind: "opened", name, sizeBytes: entry?.sizeBytes ?? null },
        states: await store.accountStates.load(),
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { facts: { kind: "failed", message: wordsOf(error) }, states };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
