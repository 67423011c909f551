// What every declared call of /api promises, tried on all of them over real HTTP; and that the documents tell of each.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { endpoints } from "../../contract/endpoints.ts";
import { apiClient, signIn, type SignedIn } from "../support/api-client.ts";
import { codeOf } from "../support/sign-in-world.ts";
import { startWorld, type World } from "../support/world.ts";

interface Declared {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** Matches every path that it takes. */
  readonly pattern: RegExp;
  readonly access: string;
  readonly action: string | null;
  readonly bodyType: string | null;
  readonly hasQuery: boolean;
}

interface RequestParts {
  readonly body?: { readonly content: object };
  readonly query?: unknown;
  readonly params?: { readonly shape: Readonly<Record<string, { readonly options?: readonly string[] }>> };
}

const declared = Object.entries(endpoints).map(([name, endpoint]): Declared => {
  const { body, query, params } = endpoint.request as RequestParts;
  return {
    name,
    method: endpoint.method.toUpperCase(),
    path: endpoint.path.replaceAll(/\{(\w+)\}/g, (_, param: string) => params?.shape[param]?.options?.[0] ?? "none"),
    pattern: new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    access: endpoint.access,
    action: endpoint.action,
    bodyType: Object.keys(body?.content ?? {})[0] ?? null,
    hasQuery: query !== undefined,
  };
});
const changing = declared.filter(({ method }) => method !== "GET");
const withJson = declared.filter(({ bodyType }) => bodyType === "application/json");
const withBody = declared.filter(({ bodyType }) => bodyType !== null);
const guarded = declared.filter(({ access }) => access !== "public");
const forOperator = declared.filter(({ access }) => access === "operator");

let world: World;
let operator: SignedIn;
let viewer: SignedIn;
beforeAll(async () => {
  world = await startWorld({ accounts: 1 });
  operator = await signIn(world);
  viewer = await signIn(world, "viewer");
});
afterAll(() => world[Symbol.asyncDispose]());

/** Whoever may call it at all. */
const caller = ({ access }: Declared): SignedIn => (access === "viewer" ? viewer : operator);
const answered = ({ status, code }: { readonly status: number; readonly code: string }) => `${status} ${code}`;

async function expectAll(
  calls: readonly Declared[],
  expected: string,
  refuse: (call: Declared) => Promise<{ readonly status: number; readonly code: string }>,
): Promise<void> {
  expect(calls.length).toBeGreaterThan(0);
  const got = await Promise.all(calls.map(async (call) => [call.name, answered(await refuse(call))] as const));
  expect(Object.fromEntries(got)).toEqual(Object.fromEntries(calls.map(({ name }) => [name, expected])));
}

describe("every call", () => {
  test("but the public ones wants a session, before it looks at anything else", () =>
    expectAll(guarded, "401 unauthorized", ({ method, path }) => apiClient(world).refused(method, path)));

  test("of the operator's is refused to a viewer", () =>
    expectAll(forOperator, "403 read_only_access", ({ method, path }) => viewer.refused(method, path)));

  test("that is no reading is refused to a page of another origin", () =>
    expectAll(changing, "403 forbidden_origin", (call) =>
      caller(call).refused(call.method, call.path, { headers: { origin: "https://evil.example" } }),
    ));

  test("with a body wants it in its own type", () =>
    expectAll(withBody, "415 unsupported_media_type", (call) =>
      caller(call).refused(call.method, call.path, { body: "x", headers: { "content-type": "text/plain" } }),
    ));

  test("with a JSON body refuses what is no JSON", () =>
    expectAll(withJson, "422 validation_error", (call) =>
      caller(call).refused(call.method, call.path, { body: "{", headers: { "content-type": "application/json" } }),
    ));

  test("with a JSON body takes at most 1 MiB", () =>
    expectAll(withJson, "413 payload_too_large", (call) =>
      caller(call).refused(call.method, call.path, { body: { x: "x".repeat(1024 * 1024) } }),
    ));

  test("with a JSON body refuses an unknown field by its name", async () => {
    for (const call of withJson) {
      const refused = await caller(call).refused(call.method, call.path, { body: { no_such_field: 1 } });
      expect([call.name, answered(refused)]).toEqual([call.name, "422 validation_error"]);
      expect([call.name, refused.message]).toEqual([call.name, expect.stringContaining("no_such_field")]);
    }
  });

  test("refuses an unknown parameter by its name", async () => {
    for (const call of declared.filter(({ bodyType }) => bodyType === null)) {
      const refused = await caller(call).refused(call.method, `${call.path}?no_such_parameter=1`);
      expect([call.name, answered(refused)]).toEqual([call.name, "422 validation_error"]);
      expect([call.name, refused.message]).toEqual([call.name, expect.stringContaining("no_such_parameter")]);
    }
  });

  test("is told from other methods at its address", async () => {
    for (const { name, path } of declared) {
      const allowed = declared.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
      const wrong = ["PATCH", "DELETE", "PUT", "POST", "GET"].find((method) => !allowed.includes(method));
      if (wrong === undefined) continue;
      const answer = await operator.raw(wrong, path);
      expect([name, answer.status]).toEqual([name, 405]);
      expect((answer.headers.get("allow") ?? "").split(", ")).toEqual(expect.arrayContaining(allowed));
    }
  });

  test("that is no reading has a name in the audit", () => {
    expect(changing.filter(({ action }) => action === null)).toEqual([]);
    for (const { action } of changing) expect(action).toMatch(/^[a-z_]+\.[a-z_.]+$|^sign_(in|out)$/);
  });
});

describe("a sign-in whose code is still to come", () => {
  test("opens none of them", async () => {
    const { secret } = await operator.call("post", "/api/dashboard-auth/totp/setup/start");
    await operator.call("post", "/api/dashboard-auth/totp/setup/confirm", { json: { code: codeOf(secret) } });
    const settings = { sticky_threads_enabled: true, prefer_earlier_reset_accounts: false };
    await operator.call("put", "/api/settings", { json: { ...settings, totp_required_on_login: true } });
    const half = await signIn(world);
    await expectAll(guarded, "401 totp_required", ({ method, path }) => half.refused(method, path));
  });
});

describe("the documents", () => {
  interface Document {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary: string }>>>>;
  }

  test("openapi.json is valid OpenAPI 3.1 and has every call, and nothing else", async () => {
    const { status, body } = await apiClient(world).raw("GET", "/api/openapi.json");
    expect(status).toBe(200);
    const document = body as Document;
    expect(await validate(document)).toEqual([]);
    const told = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(told.toSorted()).toEqual(
      Object.values(endpoints)
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    );
  });

  test("the page has every call and loads nothing from anywhere", async () => {
    const { status, body, headers } = await apiClient(world).raw("GET", "/api/docs");
    const page = String(body);
    expect(status).toBe(200);
    expect(headers.get("content-type")).toStartWith("text/html");
    expect(headers.get("content-security-policy")).toStartWith("default-src 'none'");
    for (const { path } of Object.values(endpoints)) expect(page).toContain(`<code>${path}</code>`);
    expect(page).not.toMatch(/<(script|link|img|iframe)|src=|url\(|@import|javascript:/);
    expect(page).not.toMatch(/undefined|\[object|NaN/);
  });
});

async function validate(document: object): Promise<readonly unknown[]> {
  const { Validator } = await import("@seriousme/openapi-schema-validator");
  const { errors } = await new Validator().validate(structuredClone(document) as Record<string, unknown>);
  return typeof errors === "string" ? [errors] : (errors ?? []);
}
