// The app behind /api/*: each declared call gets its guards from its declaration; what goes wrong is answered in one form.

import { OpenAPIHono } from "@hono/zod-openapi";
import type { Handler } from "hono";
import type { ZodError } from "zod";

import type { Endpoint } from "../../../contract/endpoint.ts";
import type { ApiApp, ApiContext, ApiEnv, ApiGuards } from "./api-env.ts";
import { ApiFault, faultAnswer } from "./api-fault.ts";
import { createDeclaredMethods, type DeclaredMethods } from "./declared-methods.ts";
import { guardsOf } from "./guards.ts";

export interface Api {
  readonly app: ApiApp;
  /** Serves a declared call. The handler throws ApiFault for what is the caller's. */
  readonly serve: ApiApp["openapi"];
}

export function createApi(guards: ApiGuards): Api {
  const app: ApiApp = new OpenAPIHono<ApiEnv>({
    defaultHook(result) {
      if (!result.success) throw new ApiFault("validation_error", problemsOf(result.error));
    },
  });
  const methods = createDeclaredMethods();
  app.onError((error) => {
    if (error instanceof ApiFault) return faultAnswer(error);
    if (guards.isStoreAway(error)) {
      return faultAnswer(
        new ApiFault("service_unavailable", "The database is away; the log tells more. Try again later"),
      );
    }
    guards.defect(error);
    return faultAnswer(new ApiFault("internal_error", "Something went wrong here; the log tells more"));
  });
  app.notFound((context) => undeclared(context, methods));
  const serve = (({ access, action, ...route }: Endpoint, handler: Handler, hook: never) => {
    methods.add(route);
    const middleware = guardsOf({ ...route, access, action }, guards);
    return app.openapi({ ...route, "x-access": access, middleware } as never, handler as never, hook);
  }) as ApiApp["openapi"];
  return { app, serve };
}

/** No such address, or not with this method. Pages of other origins are told nothing: there is no CORS here. */
function undeclared({ req }: ApiContext, methods: DeclaredMethods): Response {
  const allowed = methods.at(req.path);
  if (allowed.length === 0) return faultAnswer(new ApiFault("not_found", `There is no ${req.method} ${req.path}`));
  const allow = allowed.join(", ");
  if (req.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  const answer = faultAnswer(new ApiFault("method_not_allowed", `${req.path} takes ${allow}, not ${req.method}`));
  answer.headers.set("allow", allow);
  return answer;
}

/** `routing_strategy: Invalid option; colour: is no field of this call` */
function problemsOf(error: ZodError): string {
  return error.issues
    .flatMap((issue) => {
      const at = issue.path.join(".");
      if (issue.code === "unrecognized_keys") {
        return issue.keys.map((key) => `${at === "" ? "" : `${at}.`}${key}: is no field of this call`);
      }
      return [at === "" ? issue.message : `${at}: ${issue.message}`];
    })
    .join("; ");
}
