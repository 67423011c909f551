// The typed client of /api: what is sent and what comes back follows from the contract. Types alone come from there, so a
// page that uses it does not load the contract.

import type { z } from "@hono/zod-openapi";

import type { Endpoints } from "./endpoints.ts";

type Declared = Endpoints[keyof Endpoints];
type Method = Declared["method"];
export type PathOf<M extends Method> = Extract<Declared, { method: M }>["path"];
type At<M extends Method, P> = Extract<Declared, { method: M; path: P }>;

/** A part of which nothing has to be said may be left out. */
type Part<R, Name extends string> = Name extends keyof R
  ? R[Name] extends z.ZodType
    ? object extends z.input<R[Name]>
      ? { readonly [Key in Name]?: z.input<R[Name]> | undefined }
      : { readonly [Key in Name]: z.input<R[Name]> }
    : unknown
  : unknown;
type JsonPart<R> = R extends { body: { content: { "application/json": { schema: infer S extends z.ZodType } } } }
  ? { readonly json: z.input<S> }
  : unknown;
type FormPart<R> = R extends { body: { content: { "multipart/form-data": object } } }
  ? { readonly form: FormData }
  : unknown;

/** What a call takes: `params`, `query`, `json`, `form`, as far as it has them. */
export type InputOf<E extends Declared> = Part<E["request"], "params"> &
  Part<E["request"], "query"> &
  JsonPart<E["request"]> &
  FormPart<E["request"]>;

/** What a 200 brings. */
export type AnswerOf<E extends Declared> = E["responses"][200]["content"] extends {
  "application/json": { schema: infer S extends z.ZodType };
}
  ? z.output<S>
  : Response;

export type Answer<M extends Method, P extends string> = AnswerOf<At<M, P>>;
export type Input<M extends Method, P extends string> = InputOf<At<M, P>>;

/** A refusal of /api. */
export class ApiFailure extends Error {
  /** As in contract/errors.ts; `network` where no answer came. */
  readonly code: string;
  readonly status: number;
  /** From `Retry-After`; null where it does not say. */
  readonly retryAfterSeconds: number | null;

  constructor(answered: {
    readonly code: string;
    readonly message: string;
    readonly status: number;
    readonly retryAfter: string | null;
  }) {
    super(answered.message);
    this.name = "ApiFailure";
    this.code = answered.code;
    this.status = answered.status;
    this.retryAfterSeconds = answered.retryAfter === null ? null : Number(answered.retryAfter);
  }
}

export interface ApiClient {
  /** Throws ApiFailure. `path` is the declared one; `params` fill its gaps. */
  call<M extends Method, P extends PathOf<M>>(
    method: M,
    path: P,
    ...rest: object extends Input<M, P>
      ? [input?: Input<M, P> | undefined, signal?: AbortSignal]
      : [input: Input<M, P>, signal?: AbortSignal]
  ): Promise<Answer<M, P>>;
}

interface Sent {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly form?: FormData;
}

/** `send` is the runtime's fetch or the like; `baseUrl` has no slash at its end, and may have a path. */
export function createApiClient(deps: {
  readonly baseUrl: string;
  send(url: string, init: RequestInit): Promise<Response>;
}): ApiClient {
  return {
    async call(method, path, ...[input, signal]) {
      const { params = {}, query = {}, json, form } = (input ?? {}) as Sent;
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
      const response = await deps.send(`${deps.baseUrl}${filled}${searchOf(query)}`, {
        method: method.toUpperCase(),
        credentials: "same-origin",
        ...(json === undefined ? {} : { body: JSON.stringify(json), headers: { "content-type": "application/json" } }),
        ...(form === undefined ? {} : { body: form }),
        ...(signal === undefined ? {} : { signal }),
      });
      if (!response.ok) throw await failureOf(response);
      const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
      return (isJson ? await response.json() : response) as never;
    },
  };
}

/** A list is repeated: `?model=a&model=b`. */
function searchOf(query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null) search.append(name, String(each));
    }
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}

async function failureOf(response: Response): Promise<ApiFailure> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: string; message?: string } } | null;
  return new ApiFailure({
    code: body?.error?.code ?? "network",
    message: body?.error?.message ?? `The server answered ${response.status}`,
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
  });
}
