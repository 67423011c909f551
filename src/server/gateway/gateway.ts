// The data plane's front door: names the route and the dialect, hands over, sees to nothing else.

import type { DialectId } from "../../dialects/dialect.ts";
import { Fault } from "../../domain/faults.ts";
import type { Clock, Ids } from "../../domain/ports.ts";
import type { Asked } from "../../proxy/asked.ts";
import type { OwnUsage } from "../../management/client-keys/key-usage.ts";
import { errorAnswer } from "../../proxy/error-answer.ts";
import type { Client } from "../../proxy/identify-client.ts";
import { asJsonArray } from "../../proxy/json-array-answer.ts";
import type { PoolUsage } from "../../pool/pool-usage.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { TrustedProxies } from "../client-address.ts";
import { answerCodexApps } from "./codex-apps.ts";
import { accountsCheckView, EMPTY_ANSWERS, usageView } from "./codex-account.ts";
import { keyUsageView, requireKey } from "./key-usage.ts";
import { type GeminiPath, namedIn, readGeminiPath } from "./gemini-path.ts";
import { dialectOfPath, type GatewayRoute, methodsOf, nearestPath, routePath, ROUTES } from "./routes.ts";

export interface GatewayDeps {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly dialects: ReadonlyMap<DialectId, Dialect>;
  trustedProxies(): TrustedProxies;
  handleExchange(asked: Asked): Promise<Response>;
  handleTranscribe(asked: Asked): Promise<Response>;
  /** `view`: how the asking dialect says the number. */
  countTokens(asked: Asked, view: (tokens: number) => object): Promise<Response>;
  /** `name`: one model instead of the list. */
  handleModels(asked: Asked, name?: string): Promise<Response>;
  /** Throws Fault where the client may not ask. */
  identify(request: Request, clientAddress: string): Client;
  keyUsage(client: { readonly name: string; readonly key: Client["key"] }): Promise<OwnUsage>;
  poolUsage(): PoolUsage;
}

export interface Gateway {
  /** The answer, or null where the address is not the gateway's. */
  handle(request: Request, peer: string): Promise<Response> | Response | null;
  /** Where a WebSocket is asked for: how to serve it, or null where the address takes none. */
  socketRoute(request: Request, peer: string): SocketRoute | null;
}

export interface SocketRoute {
  readonly route: string;
  readonly native: boolean;
  readonly clientAddress: string;
}

export function createGateway(deps: GatewayDeps): Gateway {
  const askedFor = (
    request: Request,
    peer: string,
    about: { readonly path: string; readonly method: string; readonly route: GatewayRoute },
  ): Asked => ({
    id: deps.ids.requestId(),
    route: `${about.method} ${about.path}`,
    dialect: dialectAsked(request, about),
    query: queryMeant(request.url, about.path),
    operation: operationOf(about.route),
    native: about.path.startsWith("/backend-api/") || isCodex(request),
    request,
    clientAddress: deps.trustedProxies().clientOf(peer, request.headers.get("x-forwarded-for")),
    arrivedAt: deps.clock.now(),
  });

  const refuse = (thrown: Fault, path: string): Response => {
    const dialect = deps.dialects.get(dialectOfPath(path));
    if (dialect === undefined) throw thrown;
    return errorAnswer(thrown, { dialect, requestId: deps.ids.requestId(), now: deps.clock.now() });
  };

  return {
    handle(request, peer) {
      const path = routePath(pathOf(request.url));
      if (!isGatewayPath(path)) return null;
      const { method } = request;
      const gemini = method === "POST" ? readGeminiPath(path, request.url) : null;
      if (gemini !== null) {
        // The address in the record has no model in it: routes are few, models are many.
        const about = { path: `/v1beta/models/{model}:${gemini.method}`, method, route: GEMINI };
        return askGemini(deps, askedFor(request, peer, about), gemini);
      }
      const model = method === "GET" ? MODEL.exec(path) : null;
      if (model?.[1] !== undefined && model[2] !== undefined) {
        const about = { path: `${model[1]}/{model}`, method, route: MODELS };
        return deps.handleModels(askedFor(request, peer, about), namedIn(model[2]));
      }
      const route = ROUTES.get(`${method} ${path}`);
      if (route === undefined) return unknownRoute(request, path, refuse);
      const asked = askedFor(request, peer, { path, method, route });
      const orRefuse = (thrown: unknown): Response => {
        if (thrown instanceof Fault) return refuse(thrown, path);
        throw thrown;
      };
      try {
        // What is found out later has to be refused as well.
        if (route.kind === "key-usage") return answerKeyUsage(deps, asked).catch(orRefuse);
        return serveRoute(deps, asked, route);
      } catch (thrown) {
        return orRefuse(thrown);
      }
    },
    socketRoute(request, peer) {
      const path = routePath(pathOf(request.url));
      const route = ROUTES.get(`POST ${path}`);
      if (route?.kind !== "exchange" || !route.socket) return null;
      const clientAddress = deps.trustedProxies().clientOf(peer, request.headers.get("x-forwarded-for"));
      return { route: `WS ${path}`, native: route.native || isCodex(request), clientAddress };
    },
  };
}

/** Routes whose handlers refuse by themselves what they find out later. */
type ServedRoute = Exclude<GatewayRoute, { kind: "key-usage" }>;

function serveRoute(deps: GatewayDeps, asked: Asked, route: ServedRoute): Promise<Response> | Response {
  switch (route.kind) {
    case "exchange":
      return deps.handleExchange(asked);
    case "count-tokens":
      return deps.countTokens(asked, (tokens) => ({ input_tokens: tokens }));
    case "transcribe":
      return deps.handleTranscribe(asked);
    case "models":
      return deps.handleModels(asked);
    case "usage":
    case "accounts-check":
      return answerLocally(deps, asked, route.kind);
  }
}

/** Pool totals are open to all (rulings: /api/codex/usage needs no key); what Codex asks at start is its user's. */
function answerLocally(deps: GatewayDeps, asked: Asked, kind: "usage" | "accounts-check"): Response {
  const { request } = asked;
  if (!asked.route.endsWith("/api/codex/usage")) deps.identify(request, asked.clientAddress);
  const usage = deps.poolUsage();
  return Response.json(kind === "usage" ? usageView(usage, asked.arrivedAt) : accountsCheckView(request, usage.plan));
}

function answerKeyUsage(deps: GatewayDeps, { request, clientAddress }: Asked): Promise<Response> {
  const client = requireKey(deps.identify(request, clientAddress));
  return deps.keyUsage(client).then((usage) => Response.json(keyUsageView(usage, deps.poolUsage())));
}

async function askGemini(deps: GatewayDeps, asked: Asked, { model, method, asArray }: GeminiPath): Promise<Response> {
  const stream = method === "streamGenerateContent";
  const told = { ...asked, given: { model, stream } };
  if (method === "countTokens") return deps.countTokens(told, (tokens) => ({ totalTokens: tokens }));
  const answer = await deps.handleExchange(told);
  return stream && asArray ? asJsonArray(answer) : answer;
}

/** The dialect of the answer; lists of models come in that of the asking client. */
function dialectAsked(
  request: Request,
  { path, route }: { readonly path: string; readonly route: GatewayRoute },
): DialectId {
  if (route.kind === "exchange" || route.kind === "count-tokens") return route.dialect;
  return request.headers.has("anthropic-version") ? "anthropic-messages" : dialectOfPath(path);
}

const GEMINI: GatewayRoute = {
  kind: "exchange",
  operation: "generate",
  dialect: "gemini",
  native: false,
  socket: false,
};

const MODEL = /^(\/v1(?:beta)?\/models)\/(.+)$/;
const MODELS: GatewayRoute = { kind: "models" };

function operationOf(route: GatewayRoute): Asked["operation"] {
  switch (route.kind) {
    case "exchange":
      return route.operation;
    case "transcribe":
      return "transcribe";
    case "count-tokens":
      return "generate";
    case "models":
    case "usage":
    case "accounts-check":
    case "key-usage":
      return "models";
  }
}

function unknownRoute(
  request: Request,
  path: string,
  refuse: (fault: Fault, path: string) => Response,
): Promise<Response> | Response {
  if (request.method === "POST" && path === "/backend-api/ps/mcp") return answerCodexApps(request);
  const known = EMPTY_ANSWERS.get(`${request.method} ${path}`);
  if (known !== undefined) return Response.json(known);
  const methods = methodsOf(path);
  if (methods.length > 0) {
    const response = refuse(
      new Fault("method_not_allowed", `${path} takes ${methods.join(" and ")}, not ${request.method}`),
      path,
    );
    response.headers.set("allow", methods.join(", "));
    return response;
  }
  const nearest = nearestPath(path);
  const hint = nearest === null ? "" : `; did you mean ${nearest}?`;
  return refuse(new Fault("not_found", `There is no ${request.method} ${path}${hint}`), path);
}

function isGatewayPath(path: string): boolean {
  return (
    path.startsWith("/v1/") ||
    path.startsWith("/v1beta/") ||
    path.startsWith("/backend-api/") ||
    path.startsWith("/api/codex/")
  );
}

function isCodex(request: Request): boolean {
  return /^codex[_-]/i.test(request.headers.get("user-agent") ?? "");
}

/** Claude Code's `?beta=true` is for its upstream. All else stays here: clients send keys in that place. */
function queryMeant(url: string, path: string): string {
  if (!path.startsWith("/v1/messages") || !url.includes("beta=")) return "";
  const beta = new URL(url).searchParams.get("beta");
  return beta === null ? "" : `?beta=${encodeURIComponent(beta)}`;
}

/** Without parsing the whole address: it always is `scheme://host/path?query`. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return "/";
  const query = url.indexOf("?", start);
  return query < 0 ? url.slice(start) : url.slice(start, query);
}
