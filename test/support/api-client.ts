// The dashboard's API as a signed-in page calls it: typed by the contract, and every answer held against it. A member too many
// or too few fails the test.

import { expect } from "bun:test";

import { type ApiClient, createApiClient } from "../../contract/client.ts";
import { endpoints } from "../../contract/endpoints.ts";
import type { World } from "./world.ts";

export const OPERATOR_PASSWORD = "correct horse battery";
export const VIEWER_PASSWORD = "only looking around";

export interface SignedIn extends ApiClient {
  /** `dashboard_session=...` */
  readonly cookie: string;
  /** A call as it is, good or bad; `body` goes as JSON unless it is text, bytes or a form. */
  raw(method: string, path: string, ask?: RawAsk): Promise<RawAnswer>;
  /** The answer to a refused call: `{status, code, message}`. */
  refused(method: string, path: string, ask?: RawAsk): Promise<Refusal>;
}

export interface RawAsk {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawAnswer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  readonly headers: Headers;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

type At = Pick<World, "url">;

/** Signs in, setting the password up where the gateway has none. A viewer's password is set by the operator first. */
export async function signIn(world: At, role: "operator" | "viewer" = "operator"): Promise<SignedIn> {
  if (role === "operator") return apiClient(world, await operatorCookie(world));
  const operator = await signIn(world);
  const { viewer_password_configured: isSet } = await operator.call("get", "/api/dashboard-auth/session");
  if (!isSet) {
    await operator.call("put", "/api/dashboard-auth/viewer-password", { json: { password: VIEWER_PASSWORD } });
  }
  return apiClient(world, cookieOf(await send(world, "login", VIEWER_PASSWORD)));
}

/** A client with the cookie given, or with none. */
export function apiClient(world: At, cookie = ""): SignedIn {
  const fetchRaw = (url: string, init: RequestInit): Promise<Response> =>
    fetch(url, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), ...(cookie === "" ? {} : { cookie }) },
    });
  const raw: SignedIn["raw"] = async (method, path, { body, headers = {} } = {}) => {
    const response = await fetchRaw(`${world.url}${path}`, { method, ...bodyOf(body, headers) });
    return { status: response.status, body: parsed(await response.text()), headers: response.headers };
  };
  return {
    cookie,
    raw,
    async refused(method, path, ask) {
      const answer = await raw(method, path, ask);
      const { error } = answer.body as { error: { code: string; message: string } };
      expect(answer.body).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
      return { status: answer.status, ...error };
    },
    call: (async (method: string, path: string, ...rest: readonly unknown[]) => {
      // Where it listens may have changed since: a gateway that was started again takes another port.
      const client = createApiClient({ baseUrl: world.url, send: fetchRaw });
      const call = client.call as (...given: readonly unknown[]) => Promise<unknown>;
      const answer = await call(method, path, ...rest);
      holdAgainstContract(method, path, answer);
      return answer;
    }) as ApiClient["call"],
  };
}

/** Answers have no transformations: what the schema makes of one is the same, or something is too many or too few. */
function holdAgainstContract(method: string, path: string, answer: unknown): void {
  const declared = Object.values(endpoints).find((one) => one.method === method && one.path === path);
  if (declared === undefined) throw new Error(`${method} ${path} is not declared`);
  const content: Readonly<Record<string, { readonly schema: { parse(json: unknown): unknown } }>> =
    declared.responses[200].content;
  const schema = content["application/json"]?.schema;
  if (schema !== undefined) expect(answer).toEqual(schema.parse(answer));
}

async function operatorCookie(world: At): Promise<string> {
  const set = await send(world, "setup", OPERATOR_PASSWORD);
  return cookieOf(set.ok ? set : await send(world, "login", OPERATOR_PASSWORD));
}

function send(world: At, call: "setup" | "login", password: string): Promise<Response> {
  return fetch(`${world.url}/api/dashboard-auth/password/${call}`, { method: "POST", ...bodyOf({ password }, {}) });
}

/** The session's cookie of an answer, as it is sent back. */
export function cookieOf(response: { readonly headers: Headers }): string {
  const cookie = response.headers.getSetCookie().find((one) => one.startsWith("dashboard_session="));
  if (cookie === undefined) throw new Error("an answer without a session");
  return cookie.split(";")[0] ?? "";
}

function bodyOf(body: unknown, headers: Readonly<Record<string, string>>): RequestInit {
  if (body === undefined) return { headers };
  if (
    typeof body === "string" ||
    body instanceof FormData ||
    body instanceof Uint8Array ||
    body instanceof ReadableStream
  ) {
    return { body, headers };
  }
  return { body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
