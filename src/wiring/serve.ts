// `switchyard serve`: reads the config, builds every room, starts, and stops as it should.

import { readFile } from "node:fs/promises";

import prices from "../../data/prices.json" with { type: "json" };
import { CliFailure, type ServeOptions } from "../cli/deps.ts";
import type { Config } from "../config/schema.ts";
import { Fault } from "../domain/faults.ts";
import type { AuthFilesView } from "../domain/ports.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createCodexProvider } from "../providers/codex/provider.ts";
import { errorAnswer } from "../proxy/error-answer.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import { systemIds } from "../platform/system-ids.ts";
import { createHealth } from "../server/health.ts";
import { type HttpServer, startHttpServer } from "../server/http-server.ts";
import { isLoopback } from "../proxy/identify-client.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { createRecordWriter } from "../store/record-writer.ts";
import { StoreUnavailable } from "../store/store-unavailable.ts";
import { createLog, errorFields, type Log } from "../telemetry/log.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { createRecorder } from "../telemetry/recorder.ts";
import { requestLine } from "../telemetry/request-line.ts";
import { createOutboundProxies } from "../wire/outbound-proxy.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { createUpstreamSockets } from "../wire/upstream-socket.ts";
import { buildAuthFolder } from "./build-accounts.ts";
import { buildGateway, type BuiltGateway } from "./build-gateway.ts";
import { fileFailure, openConfig, type OpenedConfig } from "./open-config.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { accountsByCondition } from "./account-counts.ts";
import { untilToldToStop } from "./stop-signals.ts";

export interface ServeContext {
  readonly version: string;
  /** A line for people and scripts, on standard output. */
  say(line: string): void;
  /** Told once it serves; the sandbox's demo says more then. */
  serving?(url: string): void;
}

/** Runs until it is told to stop; gives the exit code. Throws CliFailure where it cannot start. */
export async function serve(options: ServeOptions, context: ServeContext): Promise<number> {
  const opened = await openConfig(options, true);
  const config = opened.document.current();
  const log = createLog({ debug: config.debug });
  for (const { message } of opened.document.warnings()) log.warn("config_warning", { message });
  const store = await openStoreOrFail(options.databaseUrl ?? config.databaseUrl ?? opened.paths.databaseFile);
  const running = await start(options, context, { opened, config, log, store });
  context.say(`listening on ${running.server.url}`);
  context.serving?.(running.server.url);
  await untilToldToStop({
    drain: () => running.drain(opened.document.current().shutdownGraceSeconds * 1000),
    cutShort: () => process.exit(1),
  });
  await running.close();
  log.flush();
  return 0;
}

async function openStoreOrFail(url: string): Promise<Store> {
  try {
    return await openStore({ url });
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new CliFailure(error.message);
    throw fileFailure(error, url);
  }
}

interface Started {
  readonly opened: OpenedConfig;
  readonly config: Config;
  readonly log: Log;
  readonly store: Store;
}

interface Running {
  readonly server: HttpServer;
  /** Stops accepting and lets what runs end, for so long. */
  drain(graceMs: number): Promise<void>;
  close(): Promise<void>;
}

async function start(options: ServeOptions, context: ServeContext, started: Started): Promise<Running> {
  const { opened, config, log, store } = started;
  const userAgent = `switchyard/${context.version}`;
  let settings: Settings = settingsOf(config, userAgent);
  const proxies = createOutboundProxies();
  const client = createUpstreamClient({ clock: systemClock, proxies });
  const providers = [createCodexProvider(() => settings.codex)];
  const folder = buildAuthFolder({
    authDir: opened.authDir,
    providers,
    client,
    log: (event, fields) => log.warn(event, fields),
  });
  const writer = createRecordWriter({
    records: store.records,
    clock: systemClock,
    onError: (problem) => {
      if (problem.kind === "records_dropped") metrics.recordsDropped(problem.count);
      log.error("records", problem.kind === "write_failed" ? { ...problem, ...errorFields(problem.error) } : problem);
    },
  });
  const inFlight = { count: 0 };
  const recorder = createRecorder({
    clock: systemClock,
    prices: () => prices,
    put: (record) => {
      if (record.outcome === "open") inFlight.count += 1;
      writer.put(record);
    },
    ended: (record) => {
      if (record.attempts.length > 0) inFlight.count -= 1;
      metrics.requestEnded(record);
      log.info("request", requestLine(record));
    },
  });
  const view = await folder.load().catch((error: unknown) => Promise.reject(fileFailure(error, opened.authDir)));
  const remembered = await store.accountStates.load();
  await store.records.closeInterrupted(systemClock.now() - (isShared(options, config) ? LONGEST_REQUEST_MS : 0));
  const built = buildGateway({
    store,
    remembered,
    folder,
    providers,
    client,
    sockets: createUpstreamSockets({ clock: systemClock, proxies }),
    recorder,
    log,
    prices,
    settings: () => settings,
  });
  const metrics = createMetrics({
    accountsByCondition: () => accountsByCondition(built.pool.accounts(), systemClock.now()),
    inFlight: () => inFlight.count,
  });
  const takeAccounts = (accounts: AuthFilesView): void => {
    built.pool.replaceAccounts(accounts);
    for (const { fileName, reason } of accounts.broken) log.warn("auth_file_broken", { file: fileName, reason });
  };
  takeAccounts(view);
  const stopWatching = folder.watch(takeAccounts);
  const stopConfig = opened.document.subscribe((change) => {
    settings = settingsOf(change.config, userAgent);
    built.pool.reconfigure();
    log.setDebug(change.config.debug);
    log.info("config_changed", { changed: change.changed });
    if (change.needsRestart.length > 0) log.warn("config_needs_restart", { keys: change.needsRestart });
  });
  opened.document.onReloadProblem((problems) => {
    for (const { message } of problems)
      log.error("config_rejected", { message, kept: "the configuration before it stays in force" });
  });
  const state = { draining: false };
  const server = await listen(options, { ...started, built, state, metrics, settings: () => settings });
  built.pool.start();
  const stopRetention = keepRetention(store, opened, log);

  return {
    server,
    async drain(graceMs) {
      state.draining = true;
      const ended = server.drain();
      await Promise.race([
        ended,
        untilIdle(inFlight),
        new Promise<void>((resolve) => systemClock.after(graceMs, resolve)),
      ]);
    },
    async close() {
      stopRetention();
      stopWatching();
      stopConfig();
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
const IDLE_LOOK_MS = 20;

function isShared(options: ServeOptions, config: Config): boolean {
  return (options.databaseUrl ?? config.databaseUrl ?? "").startsWith("postgres");
}

function untilIdle(inFlight: { readonly count: number }): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => void (inFlight.count <= 0 ? resolve() : systemClock.after(IDLE_LOOK_MS, look));
    look();
  });
}

interface Listening extends Started {
  readonly built: BuiltGateway;
  readonly state: { readonly draining: boolean };
  readonly metrics: ReturnType<typeof createMetrics>;
  settings(): Settings;
}

async function listen(options: ServeOptions, all: Listening): Promise<HttpServer> {
  const { built, config, log, opened, state, store, settings } = all;
  const { gateway } = built;
  const clientOf = (request: Request, peer: string): string =>
    settings().trustedProxies.clientOf(peer, request.headers.get("x-forwarded-for"));
  const health = createHealth({
    isDraining: () => state.draining,
    pingStore: store.ping,
    mayReadMetrics: (request, peer) => isLoopback(clientOf(request, peer)),
    metrics: all.metrics.render,
  });
  const refuse = (fault: Fault): Response =>
    errorAnswer(fault, { dialect: openaiResponses, requestId: systemIds.requestId(), now: systemClock.now() });
  const tls =
    config.tls.enable && config.tls.cert !== null && config.tls.key !== null
      ? { cert: opened.resolve(config.tls.cert), key: opened.resolve(config.tls.key) }
      : null;
  const host = options.host ?? config.host;
  const port = options.port ?? config.port;
  try {
    return startHttpServer({
      host,
      port,
      tls: tls === null ? null : { cert: await readFile(tls.cert, "utf8"), key: await readFile(tls.key, "utf8") },
      handle(request, peer) {
        if (state.draining)
          return (
            health(request, peer) ??
            refuse(new Fault("draining", "Switchyard is stopping; please try again in 1s", { retryAfterMs: 1000 }))
          );
        return (
          gateway.handle(request, peer) ??
          health(request, peer) ??
          refuse(new Fault("not_found", `There is nothing at ${new URL(request.url).pathname}`))
        );
      },
      openSocket(request, peer) {
        const route = gateway.socketRoute(request, peer);
        if (route === null)
          return refuse(new Fault("not_found", `There is no WebSocket at ${new URL(request.url).pathname}`));
        try {
          const clientKey = built.identify(request, route.clientAddress);
          return { route: route.route, native: route.native, headers: new Headers(request.headers), clientKey };
        } catch (thrown) {
          if (thrown instanceof Fault) return refuse(thrown);
          throw thrown;
        }
      },
      createSession: built.createSession,
      defect: (error) => log.error("defect", errorFields(error)),
    });
  } catch (error) {
    throw listenFailure(error, host, port);
  }
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE")
    return new CliFailure(
      `port ${port} on ${host} is taken`,
      "stop the other program, or choose another port with --port (0 takes a free one)",
    );
  if (code === "EACCES")
    return new CliFailure(
      `port ${port} may not be listened on without more rights`,
      "choose a port above 1023 with --port",
    );
  if (code === "EADDRNOTAVAIL")
    return new CliFailure(`this computer has no address ${host}`, "choose another with --host");
  return fileFailure(error, `${host}:${port}`);
}

const RETENTION_MS = 3_600_000;
const DAY_MS = 86_400_000;

function keepRetention(store: Store, opened: OpenedConfig, log: Log): () => void {
  return systemClock.every(RETENTION_MS, () => {
    const { recordsDays, samplesDays } = opened.document.current().retention;
    const now = systemClock.now();
    const pruned = store.prune({ records: now - recordsDays * DAY_MS, samples: now - samplesDays * DAY_MS });
    Promise.all([pruned, store.affinities.sweep(now)]).catch((error: unknown) =>
      log.error("retention", errorFields(error)),
    );
  });
}
