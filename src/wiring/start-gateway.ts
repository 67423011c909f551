// Builds every room, joins them, starts them; and knows the order in which they stop.

import type { AuthFilesView } from "../domain/ports.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import { recallActivity } from "../management/usage/account-activity.ts";
import { ensurePrivateDir } from "../platform/atomic-file.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { isLoopback } from "../proxy/identify-client.ts";
import { createCallbackPages } from "../server/logins/callback-pages.ts";
import type { HttpServer } from "../server/http-server.ts";
import type { Store } from "../store/open-store.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import { createEventBus } from "../telemetry/event-bus.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { createUpstreamSockets } from "../wire/upstream-socket.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { buildLogins } from "./build-logins.ts";
import { createAuditor } from "./auditor.ts";
import { buildApi } from "./build-api.ts";
import { buildClientKeys } from "./build-client-keys.ts";
import { buildManagement, keepSecretHashed } from "./build-management.ts";
import { buildGateway, type BuiltGateway } from "./build-gateway.ts";
import { buildInspection, buildSightings } from "./build-inspection.ts";
import { buildRecording, type Recording } from "./build-recording.ts";
import { buildRetention } from "./build-retention.ts";
import { createProviders } from "./create-providers.ts";
import { followAccounts } from "./follow-accounts.ts";
import { listen } from "./listen.ts";
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
  /** What the first password takes from elsewhere; null where there is one, or nobody from elsewhere comes. */
  readonly bootstrapToken: string | null;
  /** Stops accepting and lets what runs end, for so long. */
  drain(graceMs: number): Promise<void>;
  close(): Promise<void>;
}

/** Throws CliFailure where it cannot start. */
export async function startGateway(input: GatewayInput): Promise<RunningGateway> {
  const { opened, log, logFiles, store, userAgent } = input;
  const startConfig = opened.document.current();
  const rooms = await buildRooms(input);
  const { parts, built, recording } = rooms;
  const { settings, events, clientKeys } = parts;
  const logins = buildLogins(parts);
  const audit = createAuditor(store, log);
  const retention = buildRetention(input);
  const bootstrapToken = systemIds.token("bootstrap");
  const { usage, writer, metrics } = recording;
  const control = {
    ...{ ...parts, opened, pool: built.pool, probe: built.probe, inspection: rooms.inspection },
    ...{ logins, userAgent, usage, flushRecords: writer.flush },
    ...{ logFiles, audit, bootstrapToken, startConfig, recording, retention, prices: () => settings().prices },
  };
  const stopHashing = await keepSecretHashed({ opened, log });
  let draining = false;
  const server = await listen({
    ...input,
    tls: opened.document.current().tls,
    built,
    management: buildManagement(control),
    api: buildApi(control),
    loginPages: createCallbackPages(logins),
    userAgent,
    metrics,
    pingStore: store.ping,
    isDraining: () => draining,
    settings,
    resolve: opened.resolve,
  });
  built.pool.start();

  return {
    url: server.url,
    bootstrapToken: (await needsBootstrapToken(input)) ? bootstrapToken : null,
    async drain(graceMs) {
      draining = true;
      events.close();
      server.closeDoor();
      await untilServed(server, recording, graceMs);
    },
    async close() {
      for (const stop of [stopHashing, logins.close, rooms.stopAccounts, clientKeys.stopLooking]) stop();
      opened.document.close();
      server.stop();
      const { inspection, proxies } = rooms;
      const rest = [inspection.stop, built.pool.stop, writer.close, clientKeys.ledgers.close, retention.stop];
      for (const end of [...rest, store.close, proxies.close]) await end();
    },
  };
}

/** Everything behind the doors, its accounts loaded and followed. */
async function buildRooms(input: GatewayInput) {
  const { opened, log, logFiles, store, userAgent } = input;
  let settings: Settings = settingsOf(opened.document.current(), userAgent);
  const proxies = createOutboundProxies();
  const client = createUpstreamClient({ clock: systemClock, proxies });
  const providers = createProviders(() => settings.providers);
  const folder = buildAuthFolder({ authDir: opened.authDir, providers, client, log: log.warn });
  const events = createEventBus({ clock: systemClock, ids: systemIds });
  const recording = buildRecording({
    ...{ store, log, events, transcripts: logFiles.transcripts },
    prices: () => settings.prices,
    pool: () => built.pool,
  });
  const inFolder = await loadAccounts(folder, opened.authDir);
  await store.records.closeInterrupted(systemClock.now() - (input.isStoreShared ? LONGEST_REQUEST_MS : 0));
  recallRecent(input, recording);
  const remembered = await store.accountStates.load();
  const sockets = createUpstreamSockets({ clock: systemClock, proxies });
  const { recorder } = recording;
  const clientKeys = await buildClientKeys(input);
  const upstream = { providers, client, sockets };
  const sightings = buildSightings({ store, events, log });
  const shared = { store, folder, events, log, sightings, settings: () => settings };
  const parts = { ...upstream, ...shared, remembered, recorder, clientKeys };
  const built: BuiltGateway = buildGateway({ ...parts, dataDir: opened.paths.dataDir });
  const inspection = await buildInspection({ ...shared, opened, pool: built.pool, probe: built.probe });
  const stopAccounts = followAccounts(input, built, {
    folder,
    inFolder,
    publish(happening) {
      events.publish(happening);
      if (happening.kind === "accounts_replaced") inspection.accountsReplaced();
    },
    take(config) {
      settings = settingsOf(config, userAgent);
    },
  });
  return { parts, built, recording, inspection, stopAccounts, proxies };
}

/** The doors open meanwhile: a bar that fills up a moment later hurts nobody. */
function recallRecent({ store, log }: GatewayInput, { usage }: Pick<Recording, "usage">): void {
  const past = { requests: store.recordedRequests, now: systemClock.now() };
  recallActivity(usage.activity, past).catch((error: unknown) => log.warn("activity_recall", errorFields(error)));
}

/** The loopback's own computer needs none; others come where more than that is listened on, or through a proxy. */
async function needsBootstrapToken({ host, opened, store }: GatewayInput): Promise<boolean> {
  const isAlone = host === "localhost" || isLoopback(host);
  if (isAlone && opened.document.current().trustedProxies.length === 0) return false;
  return (await store.credentials.find("operator")) === null;
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

/** The folder is there from the first start on, so that a file can be put into it. Throws CliFailure. */
async function loadAccounts(folder: AuthFileFolder, authDir: string): Promise<AuthFilesView> {
  try {
    await ensurePrivateDir(authDir);
    return await folder.load();
  } catch (error) {
    throw fileFailure(error, authDir);
  }
}
