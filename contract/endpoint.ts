// One call of /api, said once: from a declaration come its validation, its page in the OpenAPI document and the types of
// the client. The declarations of a noun stand together in its file; `endpoints.ts` has them all.

import { createRoute, type RouteConfig, z } from "@hono/zod-openapi";

import { API_ERRORS, type ApiErrorCode, errorView } from "./errors.ts";

/**
 * Who may call: `public` anybody, `viewer` whoever is signed in, `operator` whoever is signed in and may change things.
 * The rest of a call's guards (origin, content type, size) follow from its method and body.
 */
export type EndpointAccess = "public" | "viewer" | "operator";

interface Declaration {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: `/api/${string}`;
  /** The noun it stands under in the document. */
  readonly tag: string;
  /** What it does, in a line. */
  readonly summary: string;
  readonly access: EndpointAccess;
  /** What the audit calls it, e.g. `account.pause`; null where nothing is changed. */
  readonly action: string | null;
  readonly request?: Requested;
  /** What a 200 brings. */
  readonly answer: Answer;
  /** Refusals of its own, beside those that every call has. */
  readonly errors?: readonly ApiErrorCode[];
}

interface Requested {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: RequestBody;
}

interface RequestBody {
  readonly required: true;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

interface Answer {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}

/** A declared call, as zod-openapi takes it. */
export type Endpoint<D extends Declaration = Declaration> = Omit<
  RouteConfig,
  "path" | "method" | "request" | "responses"
> & {
  readonly method: D["method"];
  readonly path: D["path"];
  readonly request: D["request"] extends Requested ? D["request"] : object;
  readonly responses: { readonly 200: D["answer"] };
  readonly access: EndpointAccess;
  readonly action: string | null;
};

/** Declares a call. Errors that every call can have are added by its access and body. */
export function endpoint<const D extends Declaration>(declared: D): Endpoint<D> {
  const { method, path, tag, summary, access, action, request = {}, answer, errors = [] } = declared;
  const codes = new Set<ApiErrorCode>([...generalErrors(declared), ...errors]);
  const route = createRoute({
    method,
    path,
    tags: [tag],
    summary,
    request,
    responses: { 200: answer, ...errorAnswers([...codes]) },
    ...(access === "public" ? {} : { security: [{ dashboard_session: [] }] }),
  });
  // The error answers stand in the document; handlers throw them, and are typed by what succeeds alone.
  return { ...route, access, action };
}

/** A JSON body. */
export function jsonBody<const S extends z.ZodType>(
  schema: S,
): { readonly required: true; readonly content: { readonly "application/json": { readonly schema: S } } } {
  return { required: true, content: { "application/json": { schema } } };
}

/** A form with files. */
export function multipartBody<const S extends z.ZodType>(
  schema: S,
): { readonly required: true; readonly content: { readonly "multipart/form-data": { readonly schema: S } } } {
  return { required: true, content: { "multipart/form-data": { schema } } };
}

/** A JSON answer. */
export function jsonAnswer<const S extends z.ZodType>(
  schema: S,
  description = "Done.",
): { readonly description: string; readonly content: { readonly "application/json": { readonly schema: S } } } {
  return { description, content: { "application/json": { schema } } };
}

/** An answer that is no JSON: a file, a page, a stream of events. */
export function textAnswer<const T extends string>(
  type: T,
  description: string,
): { readonly description: string; readonly content: { readonly [Type in T]: { readonly schema: z.ZodString } } } {
  return { description, content: { [type]: { schema: z.string() } } as never };
}

function generalErrors({ access, request, method }: Declaration): readonly ApiErrorCode[] {
  return [
    ...(access === "public" ? [] : (["unauthorized", "totp_required"] as const)),
    ...(access === "operator" ? (["read_only_access"] as const) : []),
    ...(method === "get" ? [] : (["forbidden_origin"] as const)),
    "validation_error",
    "service_unavailable",
    ...(request?.body === undefined ? [] : (["payload_too_large", "unsupported_media_type"] as const)),
  ];
}

/** One answer a status, naming the codes that come with it. */
function errorAnswers(codes: readonly ApiErrorCode[]): RouteConfig["responses"] {
  const byStatus = Map.groupBy(codes, (code) => API_ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      {
        description: of.map((code) => `\`${code}\`: ${API_ERRORS[code].meaning}`).join(" "),
        content: { "application/json": { schema: errorView } },
      },
    ]),
  );
}
