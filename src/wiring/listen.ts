// The doors on one listening socket: the gateway, health and metrics, WebSockets.

import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { CliFailure } from "../cli/deps.ts";
import type { Config } from "../config/schema.ts";
import { openaiResponses } from "../dialects/openai-responses/dialect.ts";
import { Fault } from "../domain/faults.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { errorAnswer } from "../proxy/error-answer.ts";
import { isLoopback } from "../proxy/identify-client.ts";
import type { OpenedSocket } from "../proxy/socket-session.ts";
import type { ApiDoor } from "../server/api/door.ts";
import { createDashboardFiles } from "../server/dashboard/dashboard-files.ts";
import { createHealth } from "../server/health.ts";
import { type HttpServer, startHttpServer } from "../server/http-server.ts";
import { errorFields, type Log } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { BuiltGateway } from "./build-gateway.ts";
import type { BuiltManagement } from "./build-management.ts";
import { fileFailure } from "./open-config.ts";
import type { Settings } from "./settings.ts";

export interface Doors {
  readonly host: string;
  readonly port: number;
  readonly tls: Config["tls"];
  readonly built: BuiltGateway;
  readonly management: BuiltManagement;
  readonly api: ApiDoor;
  /** Where browsers come back to from a sign-in. */
  loginPages(request: Request): Promise<Response> | null;
  /** Name and version, as upstreams are told. */
  readonly userAgent: string;
  readonly metrics: Metrics;
  readonly log: Log;
  pingStore(): Promise<void>;
  isDraining(): boolean;
  settings(): Settings;
  /** A configured path made absolute. */
  resolve(path: string): string;
}

const DASHBOARD = fileURLToPath(new URL("../../dashboard/dist", import.meta.url));

/** Throws CliFailure where the address or the certificate cannot be used. */
export async function listen(doors: Doors): Promise<HttpServer> {
  const { host, port, built, management, log, settings } = doors;
  const { gateway } = built;
  const clientOf = (request: Request, peer: string): string =>
    settings().trustedProxies.clientOf(peer, request.headers.get("x-forwarded-for"));
  const isLocal = (request: Request, peer: string): boolean => isLoopback(clientOf(request, peer));
  const health = createHealth({
    program: doors.userAgent,
    isLocal,
    isDraining: doors.isDraining,
    pingStore: doors.pingStore,
    mayReadMetrics: (request, peer) => isLocal(request, peer) || management.admits(request, peer),
    metrics: doors.metrics.render,
  });
  const tls = await readCertificate(doors);
  const dashboard = createDashboardFiles({ folder: DASHBOARD, pack: Bun.gzipSync });
  try {
    return startHttpServer({
      host,
      port,
      tls,
      handle(request, peer) {
        if (doors.isDraining()) return health(request, peer) ?? refuse(DRAINING);
        return (
          management.handle(request, peer) ??
          gateway.handle(request, peer) ??
          doors.api(request, peer) ??
          doors.loginPages(request) ??
          dashboard(request) ??
          health(request, peer) ??
          refuse(nothingAt(request))
        );
      },
      openSocket: (request, peer) => (doors.isDraining() ? refuse(DRAINING) : openSocket(built, request, peer)),
      createSession: built.createSession,
      defect: (error) => log.error("defect", errorFields(error)),
    });
  } catch (error) {
    throw listenFailure(error, host, port);
  }
}

const DRAINING = new Fault("draining", "Switchyard is stopping; please try again in 1s", { retryAfterMs: 1000 });

function nothingAt(request: Request): Fault {
  return new Fault("not_found", `There is nothing at ${new URL(request.url).pathname}`);
}

function refuse(fault: Fault): Response {
  return errorAnswer(fault, { dialect: openaiResponses, requestId: systemIds.requestId(), now: systemClock.now() });
}

function openSocket(built: BuiltGateway, request: Request, peer: string): Omit<OpenedSocket, "client"> | Response {
  const route = built.gateway.socketRoute(request, peer);
  if (route === null) return refuse(nothingAt(request));
  try {
    const asker = built.identify(request, route.clientAddress);
    return { route: route.route, native: route.native, headers: new Headers(request.headers), asker };
  } catch (thrown) {
    if (thrown instanceof Fault) return refuse(thrown);
    throw thrown;
  }
}

async function readCertificate({
  tls,
  resolve,
}: Doors): Promise<{ readonly cert: string; readonly key: string } | null> {
  if (!tls.enable || tls.cert === null || tls.key === null) return null;
  try {
    return { cert: await readFile(resolve(tls.cert), "utf8"), key: await readFile(resolve(tls.key), "utf8") };
  } catch (error) {
    throw fileFailure(error, "tls.cert or tls.key");
  }
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  switch (error instanceof Error && "code" in error ? error.code : null) {
    case "EADDRINUSE":
      return new CliFailure(
        `port ${port} on ${host} is taken`,
        "stop the other program, or choose another port with --port (0 takes a free one)",
      );
    case "EACCES":
      return new CliFailure(
        `port ${port} may not be listened on without more rights`,
        "choose a port above 1023 with --port",
      );
    case "EADDRNOTAVAIL":
      return new CliFailure(`this computer has no address ${host}`, "choose another with --host");
    default:
      return fileFailure(error, `${host}:${port}`);
  }
}
