// What every provider promises, whoever its upstream is. Run over each of them.

import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { HEALTHY, nextHealth } from "../../src/domain/account-health.ts";
import type { Account } from "../../src/domain/account.ts";
import type { Failure } from "../../src/domain/failure.ts";
import { nextStep } from "../../src/domain/next-step.ts";
import { secret } from "../../src/domain/secret.ts";
import { readJsonText } from "../../src/exchange/json-text.ts";
import { sha256Hex } from "../../src/platform/sha256.ts";
import type { JsonRecord } from "../../src/providers/auth-file.ts";
import type { CallInput, Provider } from "../../src/providers/provider.ts";

export interface ProviderSamples {
  /** Auth files in every form the provider reads, each of an account that can serve. */
  readonly authFiles: Readonly<Record<string, JsonRecord>>;
  /** What must never show: the tokens and keys in these files. */
  readonly secrets: readonly string[];
  /** What the token endpoint says when it refreshes, and when the login is dead; absent where nothing is refreshed. */
  readonly refresh?: {
    readonly good: JsonRecord;
    readonly dead: { readonly status: number; readonly body: JsonRecord };
  };
}

const NOW = Date.UTC(2026, 0, 5);
const FRESH = {
  accessToken: "fresh-access",
  refreshToken: "fresh-refresh",
  idToken: null,
  expiresAt: NOW,
  refreshedAt: NOW,
};
const REQUEST_FAULT_STATUSES = [400, 404, 413, 422];
const CLIENT_SECRETS = {
  authorization: "Bearer client-secret",
  cookie: "session=client-secret",
  "x-api-key": "client-secret",
  "x-goog-api-key": "client-secret",
  "chatgpt-account-id": "client-secret",
  "proxy-authorization": "Basic client-secret",
  "x-forwarded-for": "203.0.113.7",
  "x-forwarded-host": "client-secret",
  "x-real-ip": "203.0.113.7",
  forwarded: "for=203.0.113.7",
  host: "client-secret",
  "content-length": "3",
  connection: "upgrade",
};

export function providerLaws(name: string, createProvider: () => Provider, samples: ProviderSamples): void {
  const provider = createProvider();
  const files = Object.entries(samples.authFiles);
  const accounts = files.map(([, json]) => accountOf(provider, json));

  describe(`${name} as a provider`, () => {
    authFileLaws(provider, files, samples);
    callLaws(provider, accounts);
    failureLaws(provider, accounts);
    refreshLaws(provider, accounts, samples);
  });
}

function authFileLaws(
  provider: Provider,
  files: readonly (readonly [string, JsonRecord])[],
  samples: ProviderSamples,
): void {
  const form = provider.authFile;

  test.each(files)("%s: the form we write ourselves is the same account, every foreign field kept", (_, json) => {
    const edited = { ...json, note: "mine", priority: 3, disabled: true, headers: { a: "b" } };
    const written = form.normalise(edited);
    expect(shown(accountOf(provider, written))).toEqual(shown(accountOf(provider, edited)));
    expect(written).toMatchObject({ note: "mine", priority: 3, disabled: true, headers: { a: "b" } });
    expect(form.normalise(written)).toEqual(written);
  });

  test.each(files)("%s: new tokens keep the account and every other field", (_, json) => {
    const account = accountOf(provider, json);
    if (account.credentials.kind !== "oauth") return;
    const written = form.withTokens({ ...json, note: "mine", new_member: [1] }, FRESH);
    const renewed = accountOf(provider, written);
    expect(renewed.id).toBe(account.id);
    expect(renewed.credentials.kind === "oauth" && renewed.credentials.accessToken.reveal()).toBe(FRESH.accessToken);
    expect(renewed.credentials.kind === "oauth" && renewed.credentials.refreshToken?.reveal()).toBe(FRESH.refreshToken);
    expect(written).toMatchObject({ note: "mine", new_member: [1] });
    expect(Object.keys(written)).toEqual(expect.arrayContaining(Object.keys(json)));
  });

  test.each(files)("%s: an account shows no secret, and its file name is a name", (_, json) => {
    const account = accountOf(provider, json);
    const views = [
      JSON.stringify(account),
      Object.values(account.credentials).join(),
      Bun.inspect(account, { depth: 9 }),
      form.fileNameFor(account),
    ];
    for (const hidden of samples.secrets) {
      for (const view of views) expect(view).not.toContain(hidden);
    }
    expect(form.fileNameFor(account)).toMatch(/^[^./\\][^/\\]{0,250}\.json$/);
  });

  test("any JSON is read or refused, never thrown over", () => {
    const key = fc.constantFrom(
      "type",
      "tokens",
      "access_token",
      "id_token",
      "account_id",
      "expired",
      "last_refresh",
      "email",
      "__proto__",
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(fc.jsonValue(), fc.double(), fc.constant(provider.id))), (json) => {
        const parsed = form.parse(json, { fileName: "a.json", sha256: sha256Hex });
        expect(["account", "unidentified", "broken", "foreign"]).toContain(parsed.kind);
        JSON.stringify(form.normalise(json));
      }),
    );
  });
}

function callLaws(provider: Provider, accounts: readonly Account[]): void {
  test("a call carries the account's credentials and none of the client's", () => {
    for (const account of accounts) {
      const call = provider.buildCall(callInput(provider, account));
      const socket = provider.sockets?.target({ account, clientHeaders: new Headers(CLIENT_SECRETS) }) ?? null;
      const calls = [call, provider.quotaCall?.(account), provider.modelsCall?.(account), socket];
      for (const { headers } of calls.filter((one) => one !== null && one !== undefined)) {
        const sent = JSON.stringify(headers);
        expect(sent).toContain(secretOf(account));
        expect(sent).not.toContain("client-secret");
        expect(sent).not.toContain("203.0.113.7");
        expect(Object.keys(headers)).not.toContain("content-length");
      }
      expect(call.url).not.toContain(secretOf(account));
    }
  });

  test("the account's own headers go with each call, and its own proxy goes before the global one", () => {
    for (const account of accounts) {
      const headers = { "x-team": secret("blue") };
      const own = { ...account, headers, proxyUrl: "http://127.0.0.1:9999" };
      const call = provider.buildCall(callInput(provider, own));
      expect(call.headers["x-team"]).toBe("blue");
      expect(call.proxyUrl).toBe("http://127.0.0.1:9999");
      expect(provider.buildCall(callInput(provider, { ...account, proxyUrl: "direct" })).proxyUrl).toBeNull();
    }
  });

  test("every account generates, in at least one dialect", () => {
    for (const account of accounts) {
      expect(provider.does(account, "generate")).toBe(true);
      expect(provider.dialectsOf(account).length).toBeGreaterThan(0);
    }
  });

  test("any list of models is read or not understood, never thrown over", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        for (const body of [json, { models: json }, { data: json }, { data: [json] }, { models: [json] }]) {
          const names = provider.readModels?.(body) ?? [];
          expect(names.every((name) => typeof name === "string" && name !== "")).toBe(true);
        }
      }),
    );
  });

  test("building a call changes nothing it was given", () => {
    for (const account of accounts) {
      const input = callInput(provider, account);
      const before = input.body.kind === "json" ? Buffer.from(input.body.text.bytes).toString() : "";
      provider.buildCall(input);
      expect(input.body.kind === "json" ? Buffer.from(input.body.text.bytes).toString() : "").toBe(before);
      expect(input.clientHeaders.get("authorization")).toBe(CLIENT_SECRETS.authorization);
    }
  });
}

function failureLaws(provider: Provider, accounts: readonly Account[]): void {
  const account = fc.constantFrom(...accounts);
  const code = fc.oneof(
    fc.string(),
    fc.constantFrom("constructor", "__proto__", "usage_limit_reached", "rate_limit_exceeded"),
  );
  const error = fc.record(
    { code, type: code, message: fc.string(), resets_at: fc.oneof(fc.double(), fc.string()) },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .oneof(fc.record({ error }), fc.record({ detail: error }), fc.record({ error: code }))
      .map((json) => JSON.stringify(json)),
  );

  test("any refusal is understood: a failure of a known kind, with a date or none", () => {
    fc.assert(
      fc.property(account, fc.integer({ min: 300, max: 599 }), body, (asked, status, text) => {
        const headers = new Headers({ "retry-after": String(status * 7) });
        expectWhole(provider.classifyFailure({ account: asked, model: "m", status, headers, body: text, now: NOW }));
      }),
    );
  });

  test("any error in a stream is understood", () => {
    const status = fc.option(fc.integer({ min: 400, max: 599 }));
    fc.assert(
      fc.property(code, fc.string(), status, (name, message, number) => {
        const told = { model: "m", code: name, message, status: number, resetsAt: null, now: NOW };
        expectWhole(provider.classifyStreamError(told));
      }),
    );
  });

  test("a fault of the request punishes no account and rotates to no other", () => {
    for (const asked of accounts) {
      for (const status of REQUEST_FAULT_STATUSES) {
        const failure = provider.classifyFailure({
          account: asked,
          model: "m",
          status,
          headers: new Headers(),
          body: "",
          now: NOW,
        });
        expect(nextHealth(HEALTHY, { kind: "failed", at: NOW, failure, model: "m" })).toBe(HEALTHY);
        expect(nextStep(failure, SITUATION)).toBe("give_up");
      }
    }
  });

  test("foreign events and headers tell no quota, and nothing they hold is thrown over", () => {
    expect(provider.quotaFromHeaders?.(new Headers({ "content-type": "text/plain" }), NOW) ?? null).toBeNull();
    expect(provider.quotaFromEvent?.({ type: "response.created" }, NOW) ?? null).toBeNull();
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        provider.readQuota?.(json, NOW);
        provider.quotaFromEvent?.({ type: "codex.rate_limits", rate_limits: json }, NOW);
      }),
    );
  });
}

const SITUATION = {
  contentSent: false,
  tiedHard: false,
  refreshed: false,
  refreshable: true,
  reasoningDropped: false,
  attemptsLeft: 3,
};

function refreshLaws(provider: Provider, accounts: readonly Account[], samples: ProviderSamples): void {
  const read = (status: number, body: string) =>
    provider.readRefresh({ status, headers: new Headers(), body, now: NOW });

  test("only what has a refresh token is refreshed", () => {
    for (const account of accounts) {
      const hasToken = account.credentials.kind === "oauth" && account.credentials.refreshToken !== null;
      expect(provider.refreshCall(account, NOW) !== null).toBe(hasToken);
      if (!hasToken) expect(provider.isRefreshDue(account, Number.MAX_SAFE_INTEGER)).toBe(false);
    }
  });

  test("a refresh brings tokens; a dead login is told from an endpoint in trouble", () => {
    if (samples.refresh === undefined) return;
    expect(read(200, JSON.stringify(samples.refresh.good))).toMatchObject({
      kind: "refreshed",
      tokens: { refreshedAt: NOW },
    });
    const { status, body } = samples.refresh.dead;
    expect(read(status, JSON.stringify(body)).kind).toBe("dead");
    for (const trouble of [429, 500, 502, 503]) expect(read(trouble, JSON.stringify(body)).kind).toBe("transient");
  });

  test("any answer of the token endpoint is understood, and no answer without tokens is a success", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(["dead", "transient"]).toContain(read(status, body).kind);
      }),
    );
  });
}

function expectWhole(failure: Failure): void {
  expect(typeof failure.kind).toBe("string");
  expect(typeof failure.code).toBe("string");
  expect(failure.message.length).toBeGreaterThanOrEqual(0);
  expect(failure.resetsAt === null || Number.isFinite(failure.resetsAt)).toBe(true);
  // The reducer and the rule know every kind.
  expect(nextHealth(HEALTHY, { kind: "failed", at: NOW, failure, model: "m" })).toBeDefined();
  expect(nextStep(failure, SITUATION)).toBeString();
}

function callInput(provider: Provider, account: Account): CallInput {
  const result = readJsonText(Buffer.from('{"model":"m","input":"hi","stream":true}'));
  const [dialect] = provider.dialectsOf(account);
  if (result.kind !== "ok" || dialect === undefined) throw new Error("no dialect");
  return {
    account,
    operation: "generate",
    dialect,
    model: "m",
    stream: true,
    relayed: true,
    body: { kind: "json", text: result.text },
    clientHeaders: new Headers(CLIENT_SECRETS),
    query: "",
  };
}

function accountOf(provider: Provider, json: JsonRecord): Account {
  const parsed = provider.authFile.parse(json, { fileName: "a.json", sha256: sha256Hex });
  if (parsed.kind !== "account") throw new Error(`${parsed.kind}: ${"reason" in parsed ? parsed.reason : ""}`);
  return parsed.account;
}

/** The account with its secrets in the clear, to compare by value. */
function shown(account: Account): object {
  const { credentials } = account;
  const headers = Object.entries(account.headers).map(([name, value]) => [name, value.reveal()]);
  if (credentials.kind === "api-key") return { ...account, headers, credentials: credentials.key.reveal() };
  const { accessToken, refreshToken, idToken, apiKey, client, ...rest } = credentials;
  const secrets = [accessToken, refreshToken, idToken, apiKey, client?.secret].map((hidden) => hidden?.reveal());
  return { ...account, headers, credentials: { ...rest, secrets, client: client?.id } };
}

function secretOf({ credentials }: Account): string {
  if (credentials.kind === "api-key") return credentials.key.reveal();
  return (credentials.apiKey ?? credentials.accessToken).reveal();
}
