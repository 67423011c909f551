// Builds every room, joins them, starts them; and knows the order in which they stop.

import prices from "../../data/prices.json" with { type: "json" };
import type { AuthFilesView, Cancel } from "../domain/ports.ts";
import type { Config } from "../config/schema.ts";
import { configAccounts } from "../logins/config-accounts.ts";
import { sha256Hex } from "../platform/sha256.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { ensurePrivateDir } from "../platform/atomic-file.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createCallbackPages } from "../server/logins/callback-pages.ts";
import type { HttpServer } from "../server/http-server.ts";
import type { Store } from "../store/open-store.ts";
import { createRecordWriter, type RecordWriter } from "../store/record-writer.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import { createRecorder, type Recorder } from "../telemetry/recorder.ts";
import { attemptLine, requestLine } from "../telemetry/request-line.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { createUpstreamSockets } from "../wire/upstream-socket.ts";
import { createAccountSources } from "./account-sources.ts";
import { accountsByCondition } from "./account-counts.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { buildLogins } from "./build-logins.ts";
import { buildManagement, keepSecretHashed } from "./build-management.ts";
import { buildGateway, type BuiltGateway } from "./build-gateway.ts";
import { createProviders } from "./create-providers.ts";
import { listen } from "./listen.ts";
import { createUsageMemory, type UsageMemory } from "./management-accounts.ts";
import { fileFailure, type OpenedConfig } from "./open-config.ts";
import type { LogFiles } from "./open-logs.ts";
import { type Settings, settingsOf } from "./settings.ts";

export interface GatewayInput {
  readonly opened: OpenedConfig;
  readonly log: Log;
  readonly logFiles: LogFiles;
  readonly store: Store;
  readonly userAgent: string;
  /** Other replicas write to the same store. */
  readonly isStoreShared: boolean;
  readonly host: string;
  readonly port: number;
}

export interface RunningGateway {
  readonly url: string;
  /** Stops accepting and lets what runs end, for so long. */
  drain(graceMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Throws CliFailure where it cannot start. */
export async function startGateway(input: GatewayInput): Promise<RunningGateway> {
  const { opened, log, logFiles, store, userAgent } = input;
  let settings: Settings = settingsOf(opened.document.current(), userAgent);
  const proxies = createOutboundProxies();
  const client = createUpstreamClient({ clock: systemClock, proxies });
  const providers = createProviders(() => settings.providers);
  const folder = buildAuthFolder({ authDir: opened.authDir, providers, client, log: log.warn });
  const recording = buildRecording(input, () => built.pool);
  const inFolder = await loadAccounts(folder, opened.authDir);
  await store.records.closeInterrupted(systemClock.now() - (input.isStoreShared ? LONGEST_REQUEST_MS : 0));
  const remembered = await store.accountStates.load();
  const sockets = createUpstreamSockets({ clock: systemClock, proxies });
  const { recorder, usage, writer, metrics } = recording;
  const parts = { store, remembered, folder, providers, client, sockets, recorder, log, settings: () => settings };
  const built: BuiltGateway = buildGateway(parts);
  const stopAccounts = followAccounts(input, built, {
    folder,
    inFolder,
    take(config) {
      settings = settingsOf(config, userAgent);
    },
  });
  const logins = buildLogins(parts);
  const own = { opened, logFiles, pool: built.pool, logins };
  const stopHashing = await keepSecretHashed({ opened, log });
  let draining = false;
  const server = await listen({
    host: input.host,
    port: input.port,
    tls: opened.document.current().tls,
    built,
    management: buildManagement({ ...parts, ...own, userAgent, usage, flushRecords: writer.flush }),
    loginPages: createCallbackPages(logins),
    metrics,
    log,
    pingStore: store.ping,
    isDraining: () => draining,
    settings: () => settings,
    resolve: opened.resolve,
  });
  built.pool.start();
  const stopRetention = keepRetention(input);

  return {
    url: server.url,
    async drain(graceMs) {
      draining = true;
      server.closeDoor();
      await untilServed(server, recording, graceMs);
    },
    async close() {
      for (const stop of [stopRetention, stopHashing, logins.close, stopAccounts]) stop();
      opened.document.close();
      server.stop();
      await built.pool.stop();
      await writer.close();
      await store.close();
      await proxies.close();
    },
  };
}

/** Beyond this a request of another replica that is still open has been lost with it. */
const LONGEST_REQUEST_MS = 24 * 3_600_000;

const IDLE_LOOK_MS = 10;

/** A turn on a WebSocket is no pending request of the server's, an answer on its way no open record: both count. */
async function untilServed(server: HttpServer, recording: Recording, graceMs: number): Promise<void> {
  const giveUpAt = systemClock.now() + graceMs;
  while ((recording.inFlight() > 0 || !server.isIdle) && systemClock.now() < giveUpAt) await pause(IDLE_LOOK_MS);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(ms, resolve));
}

interface Recording {
  readonly recorder: Recorder;
  readonly writer: RecordWriter;
  readonly metrics: Metrics;
  readonly usage: UsageMemory;
  /** Requests whose record is open. */
  inFlight(): number;
}

function buildRecording({ store, log, logFiles }: GatewayInput, pool: () => BuiltGateway["pool"]): Recording {
  let inFlight = 0;
  const usage = createUsageMemory();
  const metrics = createMetrics({
    accountsByCondition: () => accountsByCondition(pool().accounts(), systemClock.now()),
    inFlight: () => inFlight,
  });
  const writer = createRecordWriter({
    records: store.records,
    clock: systemClock,
    onError(problem) {
      if (problem.kind === "records_dropped") metrics.recordsDropped(problem.count);
      log.error("records", problem.kind === "write_failed" ? { ...problem, ...errorFields(problem.error) } : problem);
    },
  });
  const recorder = createRecorder({
    clock: systemClock,
    prices: () => prices,
    transcripts: logFiles.transcripts,
    opened: () => void (inFlight += 1),
    put: writer.put,
    ended(record) {
      inFlight -= 1;
      metrics.requestEnded(record);
      usage.note(record);
      for (const attempt of record.attempts) log.debug("attempt", () => attemptLine(record, attempt));
      log.info("request", requestLine(record));
    },
  });
  return { recorder, writer, metrics, usage, inFlight: () => inFlight };
}

/** The folder is there from the first start on, so that a file can be put into it. Throws CliFailure. */
async function loadAccounts(folder: AuthFileFolder, authDir: string): Promise<AuthFilesView> {
  try {
    await ensurePrivateDir(authDir);
    return await folder.load();
  } catch (error) {
    throw fileFailure(error, authDir);
  }
}

interface FollowedAccounts {
  readonly folder: AuthFileFolder;
  readonly inFolder: AuthFilesView;
  /** Told of a new configuration before anybody goes by it. */
  take(config: Config): void;
}

/** The accounts of both places, now and whenever a file or the configuration changes. */
function followAccounts(input: GatewayInput, built: BuiltGateway, followed: FollowedAccounts): Cancel {
  const { opened, log } = input;
  const tellBroken = createBrokenFileWarnings(log);
  const accounts = createAccountSources(configAccounts(opened.document.current(), sha256Hex), (view) => {
    built.pool.replaceAccounts(view);
    tellBroken(view.broken);
  });
  accounts.fromFiles(followed.inFolder);
  const stopFolder = followed.folder.watch(accounts.fromFiles);
  const stopConfig = followConfig(input, (config) => {
    followed.take(config);
    built.pool.reconfigure();
    accounts.fromConfig(configAccounts(config, sha256Hex));
  });
  return () => {
    stopFolder();
    stopConfig();
  };
}

/** Each once, and again only after it was whole: thousands of changes to others are no news of it. */
function createBrokenFileWarnings(log: Log): (broken: AuthFilesView["broken"]) => void {
  let told: ReadonlySet<string> = new Set();
  return (broken) => {
    const keys = new Set<string>();
    for (const { fileName, reason } of broken) {
      const key = `${fileName} ${reason}`;
      keys.add(key);
      if (!told.has(key)) log.warn("auth_file_broken", { file: fileName, reason });
    }
    told = keys;
  };
}

/** Every change counts at once; what only counts after a restart says so, what is wrong is told and not taken. */
function followConfig({ opened, log }: GatewayInput, take: (config: Config) => void): Cancel {
  const { document } = opened;
  const stopChanges = document.subscribe(({ config, changed, needsRestart }) => {
    take(config);
    log.setDebug(config.debug);
    log.info("config_changed", { changed });
    if (needsRestart.length > 0) log.warn("config_needs_restart", { keys: needsRestart });
  });
  // Not with the changes: a misspelt key changes no value, and is told of for that very reason.
  const stopWarnings = document.onWarnings((warnings) => {
    for (const { message } of warnings) log.warn("config_warning", { message });
  });
  const stopProblems = document.onReloadProblem((problems) => {
    for (const { message } of problems) log.error("config_rejected", { message, kept: "the configuration before it" });
  });
  return () => {
    stopChanges();
    stopWarnings();
    stopProblems();
  };
}

const RETENTION_MS = 3_600_000;
const DAY_MS = 86_400_000;

function keepRetention({ store, opened, log }: GatewayInput): Cancel {
  return systemClock.every(RETENTION_MS, () => {
    const { recordsDays, samplesDays } = opened.document.current().retention;
    const now = systemClock.now();
    const pruned = store.prune({ records: now - recordsDays * DAY_MS, samples: now - samplesDays * DAY_MS });
    Promise.all([pruned, store.affinities.sweep(now)]).catch((error: unknown) =>
      log.error("retention", errorFields(error)),
    );
  });
}
