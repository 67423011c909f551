// POST /api-call: a panel asks an upstream for what only the upstream knows, through the gateway.

import { type CallDeps, callUpstream } from "../../management/upstream-calls/call-upstream.ts";
import { readCall } from "../../management/upstream-calls/read-call.ts";
import { member, readObject } from "./request-body.ts";
import { type ManagementCall, ManagementFault, type ManagementRoute } from "./route.ts";

export function createApiCallRoutes(deps: CallDeps): readonly ManagementRoute[] {
  // Panels look at quotas through it, all day long: it changes nothing here, and would fill the audit.
  return [{ method: "POST", path: "/api-call", audited: false, handle: (call) => apiCall(deps, call) }];
}

async function apiCall(deps: CallDeps, { request }: ManagementCall): Promise<Response> {
  const body = await readObject(request);
  const asked = readCall((name) => member(body, name));
  if (asked.kind === "refused") throw new ManagementFault(400, asked.reason);
  const outcome = await callUpstream(deps, asked.call);
  switch (outcome.kind) {
    case "answered":
      return Response.json({
        status_code: outcome.status,
        header: headerView(outcome.headers),
        body: outcome.body,
      });
    case "no_token":
      throw new ManagementFault(400, "auth token not found");
    case "foreign_host":
      throw new ManagementFault(400, `auth token not allowed for ${outcome.host}`);
    case "refresh_failed":
      throw new ManagementFault(400, "auth token refresh failed", { message: outcome.reason });
    case "failed":
      throw new ManagementFault(502, "request failed", { message: outcome.reason });
  }
}

/** The body has been unpacked: what spoke of its packing is true no more. */
const GONE: ReadonlySet<string> = new Set(["content-encoding", "content-length", "transfer-encoding", "connection"]);

/** As `Content-Type`, the way the programs that this answers for have them. */
function headerView(headers: Headers): Readonly<Record<string, readonly string[]>> {
  const view: Record<string, string[]> = {};
  for (const [name, value] of headers) {
    if (GONE.has(name)) continue;
    const written = name.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    (view[written] ??= []).push(value);
  }
  return view;
}
