// What stands before and behind each call of /api, by its declaration alone, in one order: origin, session, query, type and
// size of the body, (validation, handler,) audit.

import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";

import type { Endpoint } from "../../../contract/endpoint.ts";
import type { ApiEnv, ApiGuards, Session } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";

type Guard = MiddlewareHandler<ApiEnv>;

const JSON_TYPE = "application/json";
const MOST_JSON_BYTES = 1024 * 1024;
const MOST_FORM_BYTES = 32 * 1024 * 1024;

export function guardsOf(route: Endpoint, guards: ApiGuards): Guard[] {
  const { body, query } = route.request as { body?: { content: object }; query?: unknown };
  const type = Object.keys(body?.content ?? {})[0];
  return [
    admit(route, guards),
    ...(query === undefined ? [refuseQuery] : []),
    ...(type === undefined ? [] : [requireType(type), limitBody(type), ...(type === JSON_TYPE ? [readJson] : [])]),
    ...(route.action === null ? [] : [tellAudit(route.action, guards)]),
  ];
}

function admit(route: Endpoint, guards: ApiGuards): Guard {
  return async (context, next) => {
    const request = context.req.raw;
    const { peer } = context.env;
    if (route.method !== "get" && !guards.isOwnOrigin(request, peer)) {
      throw new ApiFault(
        "forbidden_origin",
        "Calls that change something are taken from this address's own pages alone; a proxy in between must pass the Host on",
      );
    }
    const session = await guards.sessionOf(request);
    context.set("session", session);
    context.set("address", guards.addressOf(request, peer));
    if (route.access !== "public") requireSession(session, route);
    await next();
    const cookie = session === null ? null : guards.renewedCookie(session, request, peer);
    // A handler that hands over another session, or ends this one, has the last word.
    if (cookie !== null && !context.res.headers.has("set-cookie")) context.header("set-cookie", cookie);
  };
}

function requireSession(session: Session | null, { access }: Endpoint): void {
  if (session === null) throw new ApiFault("unauthorized", "Sign in first: the session is missing or has ended");
  if (!session.isComplete) throw new ApiFault("totp_required", "Enter the code of your authenticator app first");
  if (access === "operator" && session.role !== "operator") {
    throw new ApiFault("read_only_access", "You are signed in as a viewer; only the operator may do this");
  }
}

/** An option that is misspelt must not be passed over, least of all by a call that has none. */
const refuseQuery: Guard = async (context, next) => {
  const names = Object.keys(context.req.queries());
  if (names.length > 0) {
    throw new ApiFault("validation_error", names.map((name) => `${name}: is no parameter of this call`).join("; "));
  }
  await next();
};

function requireType(type: string): Guard {
  return async (context, next) => {
    const given = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
    if (given !== type) {
      throw new ApiFault(
        "unsupported_media_type",
        `The body must be ${type}, not ${given === "" ? "of no type" : given}`,
      );
    }
    await next();
  };
}

/** Read before the validator does, whose own words for broken JSON say less. */
const readJson: Guard = async (context, next) => {
  try {
    await context.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiFault("validation_error", "The body is no JSON");
  }
  await next();
};

function limitBody(type: string): Guard {
  const maxSize = type === JSON_TYPE ? MOST_JSON_BYTES : MOST_FORM_BYTES;
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiFault("payload_too_large", `The body is larger than ${maxSize / 1024 / 1024} MiB`);
    },
  });
}

/** Once it has succeeded: what was refused has changed nothing. */
function tellAudit(action: string, guards: ApiGuards): Guard {
  return async (context, next) => {
    await next();
    if (context.res.status >= 400) return;
    const subject = Object.values(context.req.param()).join(" ");
    await guards.audit({
      action,
      actor: context.get("session")?.role ?? "nobody",
      address: context.get("address"),
      subject: context.get("auditSubject") ?? (subject === "" ? null : subject),
      detail: context.get("auditDetail") ?? null,
    });
  };
}
