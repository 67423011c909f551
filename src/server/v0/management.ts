// The management API's door: is there one, may the caller in, which route is meant. The routes are joined in `wiring/build-management.ts`.

import type { AuditEntry } from "../../domain/audit.ts";
import type { Access, Admission } from "../../management/access/admit-caller.ts";
import type { TrustedProxies } from "../client-address.ts";
import { callerOf } from "./caller.ts";
import { createRouteMatcher } from "./match-route.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";

export interface ManagementApiDeps {
  readonly routes: readonly ManagementRoute[];
  readonly access: Access;
  trustedProxies(): TrustedProxies;
  /** Must not throw: what it tells of has happened. */
  audit(entry: AuditEntry): Promise<void>;
  /** Whether the error is the database's, which is away for the moment; it has been told to the log then. */
  isStoreAway(error: unknown): boolean;
  /** Told of what should never happen; the caller gets a 500. */
  defect(error: unknown): void;
}

/** The answer, or null where the address is another door's. */
export type ManagementApi = (request: Request, peer: string) => Promise<Response> | Response | null;

const PREFIX = "/v0/management";

export function createManagementApi(deps: ManagementApiDeps): ManagementApi {
  const match = createRouteMatcher(deps.routes);

  const answer = async (request: Request, peer: string): Promise<Response> => {
    const url = new URL(request.url);
    const found = match(request.method, url.pathname.slice(PREFIX.length));
    if (found === null) throw new ManagementFault(404, `not found: ${request.method} ${url.pathname}`);
    const caller = callerOf(request, peer, deps.trustedProxies());
    const refused = found.route.keyless === true ? null : refusalOf(await deps.access.admit(caller));
    if (refused !== null) return refused;
    const { params } = found;
    const call = { request, query: url.searchParams, params, clientAddress: caller.address };
    const response = await found.route.handle(call);
    if (response.status < 400 && isAudited(found.route)) await deps.audit(auditEntryOf(found.route, call));
    return response;
  };

  return (request, peer) => {
    if (!isManagementUrl(request.url)) return null;
    if (!deps.access.isEnabled()) return new Response(null, { status: 404 });
    if (request.method === "OPTIONS") return withCors(new Response(null, { status: 204 }), request);
    return answer(request, peer)
      .catch((error: unknown) => {
        if (error instanceof ManagementFault) return faultAnswer(error);
        if (deps.isStoreAway(error)) return faultAnswer(new ManagementFault(503, "the database is away"));
        deps.defect(error);
        return Response.json({ error: "internal error" }, { status: 500 });
      })
      .then((response) => withCors(response, request));
  };
}

function isAudited({ audited, method }: ManagementRoute): boolean {
  return audited ?? method !== "GET";
}

/** Only what names something: bodies and other parameters may hold keys. */
function auditEntryOf(
  { method, path, keyless }: ManagementRoute,
  { query, params, clientAddress }: ManagementCall,
): AuditEntry {
  const names = [...Object.values(params), ...query.getAll("name"), ...query.getAll("auth_index")];
  return {
    action: `v0.${method} ${path}`,
    actor: keyless === true ? "nobody" : "management_key",
    address: clientAddress,
    subject: names.length === 0 ? null : names.join(" "),
    detail: null,
  };
}

/** Looked at for every request of the data plane as well: without parsing the whole address. */
function isManagementUrl(url: string): boolean {
  const path = url.indexOf("/", url.indexOf("//") + 2);
  if (path < 0 || !url.startsWith(PREFIX, path)) return false;
  const next = url.charAt(path + PREFIX.length);
  return next === "" || next === "/" || next === "?";
}

function refusalOf(admission: Admission): Response | null {
  switch (admission.kind) {
    case "granted":
      return null;
    case "banned": {
      const seconds = Math.ceil(admission.retryAfterMs / 1000);
      const left = `${Math.floor(seconds / 60)}m${seconds % 60}s`;
      return refusal(403, `IP banned due to too many failed attempts. Try again in ${left}`, seconds);
    }
    case "remote_disabled":
      return refusal(403, "remote management disabled");
    case "missing_key":
      return refusal(401, "missing management key");
    case "wrong_key":
      return refusal(401, "invalid management key");
    case "busy":
      return refusal(429, "too many keys are being checked", 1);
  }
}

function refusal(status: number, error: string, retryAfter?: number): Response {
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return Response.json({ error }, { status, headers });
}

function faultAnswer({ status, message, more }: ManagementFault): Response {
  return Response.json({ error: message, ...more }, { status });
}

/** Panels are pages of other origins: the key is what lets them in, never a cookie. */
function withCors(response: Response, request: Request): Response {
  const { headers } = response;
  headers.set("access-control-allow-origin", "*");
  headers.set("access-control-expose-headers", "*");
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (request.method !== "OPTIONS") return response;
  headers.set("access-control-allow-methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
  // The star does not stand for Authorization (Fetch 4.9): browsers want it by name.
  headers.set("access-control-allow-headers", "*, Authorization");
  headers.set("access-control-max-age", "600");
  return response;
}
