// The login calls of the management API over real HTTP, against the sandbox's sign-in doors: every provider from the page to
// open to the account that serves, and every way in which it can go wrong.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import type { LoopbackListener } from "../../src/logins/flows/callback-doors.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { loopbackListener } from "../../src/server/logins/loopback-listener.ts";
import { type LoginWorld, startLoginWorld } from "../support/login-world.ts";
import { holdLoginPorts } from "../support/login-ports.ts";

holdLoginPorts();

const SECRET = { "client-secret": "not-a-real-secret" };
const OAUTH_CLIENTS = { "oauth-clients": { "gemini-cli": SECRET, antigravity: SECRET, iflow: SECRET } };
const UNKNOWN = { status: "error", error: "unknown or expired state" };

let world: LoginWorld;
beforeEach(async () => {
  world = await startLoginWorld({ config: OAUTH_CLIENTS });
});
afterEach(async () => {
  expect(world.defects).toEqual([]);
  await world[Symbol.asyncDispose]();
});

interface LoginCase {
  readonly name: string;
  readonly provider: string;
  readonly query?: string;
  readonly label: string;
  /** Where the browser ends; null for a device. */
  readonly redirectUri: string | null;
  /** What its auth file holds, beside tokens. */
  readonly file: Readonly<Record<string, unknown>>;
  addMember(sandbox: Sandbox): void;
}

const EMAIL = { email: "ada@example.com" };

const LOGINS: readonly LoginCase[] = [
  {
    name: "anthropic",
    provider: "claude",
    label: "anth",
    redirectUri: "http://localhost:54545/callback",
    file: { type: "claude", ...EMAIL, account_uuid: expect.any(String), subscription_type: expect.any(String) },
    addMember: (sandbox) => sandbox.addClaudeAccount(EMAIL),
  },
  {
    name: "codex",
    provider: "codex",
    label: "codex",
    redirectUri: "http://localhost:1455/auth/callback",
    file: { type: "codex", ...EMAIL, account_id: expect.any(String) },
    addMember: (sandbox) => sandbox.addAccount({ ...EMAIL, plan: "plus" }),
  },
  {
    name: "codex",
    provider: "codex",
    query: "flow=device",
    label: "codex",
    redirectUri: null,
    file: { type: "codex", ...EMAIL, account_id: expect.any(String) },
    addMember: (sandbox) => sandbox.addAccount({ ...EMAIL, plan: "plus" }),
  },
  {
    name: "gemini-cli",
    provider: "gemini-cli",
    label: "gem",
    redirectUri: "http://localhost:8085/oauth2callback",
    file: {
      type: "gemini",
      ...EMAIL,
      project_id: "project-1",
      token: expect.objectContaining({ token_type: "Bearer" }),
    },
    addMember: (sandbox) => sandbox.addGoogleAccount({ ...EMAIL, projectId: "project-1" }),
  },
  {
    name: "gemini-cli",
    provider: "gemini-cli",
    query: "project_id=my-own-project",
    label: "gem",
    redirectUri: "http://localhost:8085/oauth2callback",
    file: { type: "gemini", ...EMAIL, project_id: "my-own-project" },
    addMember: (sandbox) => sandbox.addGoogleAccount({ ...EMAIL, projectId: "project-1" }),
  },
  {
    name: "antigravity",
    provider: "antigravity",
    label: "anti",
    redirectUri: "http://localhost:51121/oauth-callback",
    file: { type: "antigravity", ...EMAIL, project_id: "project-1" },
    addMember: (sandbox) => sandbox.addGoogleAccount({ ...EMAIL, projectId: "project-1", client: "antigravity" }),
  },
  {
    name: "iflow",
    provider: "iflow",
    label: "ifl",
    redirectUri: "http://localhost:11451/oauth2callback",
    file: { type: "iflow", ...EMAIL, api_key: expect.any(String) },
    addMember: (sandbox) => sandbox.addIflowAccount(EMAIL),
  },
  {
    name: "qwen",
    provider: "qwen",
    label: "qwen",
    redirectUri: null,
    file: { type: "qwen", resource_url: expect.any(String) },
    addMember: (sandbox) => sandbox.addQwenAccount(EMAIL),
  },
  {
    name: "kimi",
    provider: "kimi",
    label: "kimi",
    redirectUri: null,
    file: { type: "kimi", device_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) },
    addMember: (sandbox) => sandbox.addKimiAccount(EMAIL),
  },
  {
    name: "xai",
    provider: "xai",
    label: "xai",
    redirectUri: null,
    file: { type: "xai", auth_kind: "oauth", ...EMAIL },
    addMember: (sandbox) => sandbox.addXaiAccount(EMAIL),
  },
];
const IN_BROWSER = LOGINS.filter(({ redirectUri, query }) => redirectUri !== null && query === undefined);
const BY_DEVICE = LOGINS.filter(({ redirectUri }) => redirectUri === null);

interface Begun {
  readonly state: string;
  readonly url: string;
  readonly userCode: string;
}

/** The sign-in begun; its state and page. */
async function begin({ name, query = "" }: LoginCase): Promise<Begun> {
  const { status, json } = await world.get(`/${name}-auth-url?is_webui=true&${query}`);
  expect({ status, json }).toMatchObject({ status: 200, json: { status: "ok" } });
  return { state: String(json["state"]), url: String(json["url"]), userCode: String(json["user_code"]) };
}

/** A sign-in by pasting, to its end. */
async function signIn(login: LoginCase): Promise<Readonly<Record<string, unknown>>> {
  const { state, url } = await begin(login);
  if (login.redirectUri !== null) {
    const redirect_url = await world.browse(url);
    const taken = await world.post("/oauth-callback", { provider: login.name, redirect_url });
    expect(taken).toEqual({ status: 200, json: { status: "ok" } });
  }
  return world.end(state);
}

describe.each(LOGINS)("$name-auth-url?$query", (login) => {
  test("leads from the page to an auth file and an account that serves at once", async () => {
    login.addMember(world.sandbox);
    expect(await signIn(login)).toEqual({ status: "ok" });
    expect(await world.files()).toEqual([expect.objectContaining(login.file)]);
    expect(world.view().accounts.map(({ provider }) => provider)).toEqual([login.provider]);
    expect(world.view().broken).toEqual([]);
  });

  test("gives each sign-in a state and a page of its own", async () => {
    const [one, other] = [await begin(login), await begin(login)];
    expect(one.state).toMatch(new RegExp(`^${login.label}-[0-9a-f]{32}$`));
    expect(other.state).not.toBe(one.state);
    // ChatGPT's page for devices is one for all: the code is what differs.
    expect(`${other.url} ${other.userCode}`).not.toBe(`${one.url} ${one.userCode}`);
    expect((await world.get(`/get-auth-status?state=${one.state}`)).json).toEqual({ status: "wait" });
  });

  test("ends with the reason where the vendor is out of order, and leaves no file", async () => {
    login.addMember(world.sandbox);
    const { state, url } = await begin(login);
    const back = login.redirectUri === null ? "" : await world.browse(url);
    world.sandbox.script({
      path: "/token",
      fault: { kind: "status", status: 400, body: { error: "invalid_request" } },
    });
    if (back !== "") await world.post("/oauth-callback", { provider: login.name, redirect_url: back });
    expect(await world.end(state)).toEqual({ status: "error", error: expect.any(String) });
    expect(await world.files()).toEqual([]);
  });
});

describe.each(IN_BROWSER)("a browser's sign-in at $name", (login) => {
  test("sends the browser back to the vendor's own loopback address, with the state and a code", async () => {
    login.addMember(world.sandbox);
    const { state, url } = await begin(login);
    const back = new URL(await world.browse(url));
    expect(back.origin + back.pathname).toBe(String(login.redirectUri));
    expect(back.searchParams.get("state")).toBe(state);
  });

  test("updates the account it knows, and makes no second one", async () => {
    login.addMember(world.sandbox);
    await signIn(login);
    const [before] = await world.files();
    world.clock.advance(60_000);
    expect(await signIn(login)).toEqual({ status: "ok" });
    const after = await world.files();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual([before]);
  });

  test("says what the sign-in page refused", async () => {
    // Nobody is there to sign in.
    expect(await signIn(login)).toMatchObject({ error: expect.stringContaining("access_denied") });
  });

  test("ends when nobody comes back in time", async () => {
    const { state } = await begin(login);
    world.clock.advance(10 * 60_000);
    const { json } = await world.get(`/get-auth-status?state=${state}`);
    expect(json).toEqual({ status: "error", error: "Timeout waiting for OAuth callback" });
  });

  test("takes a code once, and no other sign-in's", async () => {
    login.addMember(world.sandbox);
    const [one, other] = [await begin(login), await begin(login)];
    const ofOne = new URL(await world.browse(one.url));
    ofOne.searchParams.set("state", other.state);
    await world.post("/oauth-callback", { provider: login.name, redirect_url: ofOne.href });
    // iFlow knows no PKCE: there the state alone ties a code to a browser.
    if (login.name !== "iflow") expect(await world.end(other.state)).toMatchObject({ status: "error" });
    const again = await world.post("/oauth-callback", { provider: login.name, redirect_url: ofOne.href });
    expect(again.status).toBe(409);
  });
});

describe.each(BY_DEVICE)("a device's sign-in at $name", (login) => {
  test("shows the code, and the page where it is confirmed", async () => {
    const { json } = await world.get(`/${login.name}-auth-url?${login.query ?? ""}`);
    expect(json).toMatchObject({ flow: "device", user_code: expect.any(String), expires_in: expect.any(Number) });
    expect(String(json["url"])).toStartWith(world.sandboxUrl);
  });

  test("cannot be begun where the vendor is not to be reached", async () => {
    world.sandbox.script({ fault: { kind: "status", status: 500, body: {} } });
    const { status, json } = await world.get(`/${login.name}-auth-url?${login.query ?? ""}`);
    expect({ status, json }).toEqual({ status: 502, json: { error: expect.stringContaining("failed to start") } });
  });

  test("goes on asking through the vendor's troubles", async () => {
    login.addMember(world.sandbox);
    const { state } = await begin(login);
    world.sandbox.script({ path: "/token", fault: { kind: "status", status: 503, body: {} } });
    expect(await world.end(state)).toEqual({ status: "ok" });
  });

  test("takes no callback", async () => {
    const { state } = await begin(login);
    expect((await world.post("/oauth-callback", { provider: login.name, state, code: "c" })).status).toBe(409);
  });
});

describe("the account that a sign-in leads to", () => {
  test("of Claude is known by what came with the tokens where the profile does not answer", async () => {
    world.sandbox.addClaudeAccount(EMAIL);
    world.sandbox.script({ path: "/api/oauth/profile", fault: { kind: "status", status: 500, body: {} } });
    expect(await signIn(LOGINS[0] as LoginCase)).toEqual({ status: "ok" });
    expect(await world.files()).toEqual([expect.objectContaining({ ...EMAIL, account_uuid: expect.any(String) })]);
  });

  test("keeps what the operator wrote into its file when it signs in again", async () => {
    const codex = LOGINS[1] as LoginCase;
    codex.addMember(world.sandbox);
    await signIn(codex);
    await world.edit({ priority: 7, note: "mine" });
    world.clock.advance(60_000);
    await signIn(codex);
    expect(await world.files()).toEqual([expect.objectContaining({ priority: 7, note: "mine" })]);
    expect(world.view().accounts).toEqual([expect.objectContaining({ priority: 7 })]);
  });

  test("is named with the reason where its upstream will not have it", async () => {
    world.sandbox.addGoogleAccount({ ...EMAIL, onboarded: false, eligible: false });
    const gemini = LOGINS.find(({ name }) => name === "gemini-cli") as LoginCase;
    expect(await signIn(gemini)).toEqual({ status: "error", error: expect.stringContaining("could not be kept") });
    expect(await world.files()).toEqual([]);
  });

  test("of iFlow calls by the key that the newest sign-in brought", async () => {
    const iflow = LOGINS.find(({ name }) => name === "iflow") as LoginCase;
    iflow.addMember(world.sandbox);
    await signIn(iflow);
    await world.edit({ api_key: "sk-of-before" });
    world.clock.advance(60_000);
    expect(await signIn(iflow)).toEqual({ status: "ok" });
    expect(await world.files()).not.toEqual([expect.objectContaining({ api_key: "sk-of-before" })]);
  });
});

describe("get-auth-status", () => {
  test.each(["", "?state=", "?state=nobody", "?state=../../etc"])("knows nothing of %p", async (query) => {
    expect(await world.get(`/get-auth-status${query}`)).toEqual({ status: 200, json: UNKNOWN });
  });

  test("remembers an end for a while and forgets it then", async () => {
    const [login] = IN_BROWSER as [LoginCase];
    const { state } = await begin(login);
    world.clock.advance(10 * 60_000);
    expect((await world.get(`/get-auth-status?state=${state}`)).json).not.toEqual(UNKNOWN);
    world.clock.advance(30 * 60_000);
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual(UNKNOWN);
  });

  test("keeps so many sign-ins under way that nobody's is lost, and no more", async () => {
    const [login] = IN_BROWSER as [LoginCase];
    const begun = [];
    for (let count = 0; count < 40; count += 1) begun.push(await begin(login));
    const states = await Promise.all(
      begun.map(async ({ state }) => (await world.get(`/get-auth-status?state=${state}`)).json["status"]),
    );
    expect(states.filter((status) => status === "wait")).toHaveLength(32);
    expect(states.slice(-32)).not.toContain("error");
  });
});

describe("oauth-callback", () => {
  const codex = LOGINS[1] as LoginCase;

  interface Refusal {
    readonly what: string;
    readonly body: unknown;
    readonly status: number;
    readonly error: string;
  }
  const REFUSALS: readonly Refusal[] = [
    { what: "text that is no JSON", body: "not JSON", status: 400, error: "invalid body" },
    { what: "a list", body: [], status: 400, error: "invalid body" },
    {
      what: "a provider that is no text",
      body: { provider: 7, state: "a", code: "c" },
      status: 400,
      error: "invalid body",
    },
    {
      what: "an unknown provider",
      body: { provider: "nobody", state: "a", code: "c" },
      status: 400,
      error: "unsupported provider",
    },
    {
      what: "a provider that objects have by nature",
      body: { provider: "constructor", state: "a", code: "c" },
      status: 400,
      error: "unsupported provider",
    },
    { what: "no state", body: { provider: "codex" }, status: 400, error: "state is required" },
    {
      what: "a state with a slash",
      body: { provider: "codex", state: "a/b", code: "c" },
      status: 400,
      error: "invalid state",
    },
    {
      what: "a state that is too long",
      body: { provider: "codex", state: "a".repeat(129), code: "c" },
      status: 400,
      error: "invalid state",
    },
    {
      what: "neither code nor error",
      body: { provider: "codex", state: "a" },
      status: 400,
      error: "code or error is required",
    },
    {
      what: "a pasted sentence",
      body: { provider: "codex", redirect_url: "see my page" },
      status: 400,
      error: "invalid redirect_url",
    },
    {
      what: "a pasted half address",
      body: { provider: "codex", redirect_url: "http://" },
      status: 400,
      error: "invalid redirect_url",
    },
    {
      what: "an unknown state",
      body: { provider: "codex", state: "nobody", code: "c" },
      status: 404,
      error: "unknown or expired state",
    },
    { what: "a body that is too large", body: " ".repeat(70_000), status: 413, error: "request body too large" },
  ];
  test.each(REFUSALS)("refuses $what with $status", async ({ body, status, error }) => {
    expect(await world.post("/oauth-callback", body)).toEqual({ status, json: { error } });
  });

  test("refuses another provider's callback, and goes on waiting", async () => {
    const { state } = await begin(codex);
    const refused = await world.post("/oauth-callback", { provider: "anthropic", state, code: "c" });
    expect(refused).toEqual({ status: 400, json: { error: "provider does not match state" } });
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual({ status: "wait" });
  });

  test.each(["url", "query", "code and state", "code#state", "get"])("takes it as %s", async (form) => {
    codex.addMember(world.sandbox);
    const { state, url } = await begin(codex);
    const back = new URL(await world.browse(url));
    const code = back.searchParams.get("code");
    const bodies: Readonly<Record<string, object>> = {
      url: { provider: "codex", redirect_url: back.href },
      query: { redirect_url: back.search },
      "code and state": { provider: "openai", state, code },
      "code#state": { provider: "codex", redirect_url: `${code}#${state}` },
    };
    const taken =
      form === "get"
        ? await world.get(`/oauth-callback?provider=codex&code=${code}&state=${state}`)
        : await world.post("/oauth-callback", bodies[form]);
    expect(taken).toEqual({ status: 200, json: { status: "ok" } });
    expect(await world.end(state)).toEqual({ status: "ok" });
  });

  test("a code of another state than it is given with is refused, and the sign-in goes on waiting", async () => {
    const { state } = await begin(codex);
    const refused = await world.post("/oauth-callback", { provider: "codex", state, code: "abc#another" });
    expect(refused.status).toBe(404);
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual({ status: "wait" });
  });

  test("hands on what the vendor says instead of a code", async () => {
    const { state } = await begin(codex);
    const body = { provider: "codex", state, error: "access_denied" };
    expect((await world.post("/oauth-callback", body)).status).toBe(200);
    const ended = await world.end(state);
    expect(ended).toEqual({ status: "error", error: "the sign-in page refused: access_denied" });
  });
});

describe("the page at /<provider>/callback", () => {
  test("ends a sign-in and says how, without a key", async () => {
    const codex = LOGINS[1] as LoginCase;
    codex.addMember(world.sandbox);
    const { state, url } = await begin(codex);
    const back = new URL(await world.browse(url));
    const page = await fetch(`${world.url}/codex/callback${back.search}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("ada@example.com")]);
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual({ status: "ok" });
  });

  test("shows what went wrong as text, never as markup", async () => {
    const { state } = await begin(LOGINS[1] as LoginCase);
    const page = await fetch(`${world.url}/codex/callback?state=${state}&error=%3Cscript%3Ealert(1)%3C/script%3E`);
    expect(page.status).toBe(400);
    expect(await page.text()).not.toContain("<script>");
  });

  test("knows no sign-in that was never begun, and no page of anybody else's", async () => {
    expect((await fetch(`${world.url}/codex/callback?state=x&code=y`)).status).toBe(404);
    expect((await fetch(`${world.url}/nobody/callback?state=x&code=y`)).status).toBe(418);
  });
});

describe("a vendor that never answers", () => {
  const codex = LOGINS[1] as LoginCase;

  /** The code is on its way, and nothing comes back. */
  async function hanging(): Promise<string> {
    codex.addMember(world.sandbox);
    const { state, url } = await begin(codex);
    const redirect_url = await world.browse(url);
    world.sandbox.script({ path: "/oauth/token", fault: { kind: "hang" } });
    await world.post("/oauth-callback", { provider: "codex", redirect_url });
    await world.sandbox.waitForCall(({ path }) => path === "/oauth/token");
    return state;
  }

  test("ends a sign-in after half a minute, and no other", async () => {
    const other = await begin(codex);
    const state = await hanging();
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual({ status: "wait" });
    world.clock.advance(30_000);
    expect(await world.end(state)).toEqual({ status: "error", error: expect.stringContaining("could not be reached") });
    expect((await world.get(`/get-auth-status?state=${other.state}`)).json).toEqual({ status: "wait" });
  });

  test("is let go of when the sign-in is given up, and leaves nothing", async () => {
    const state = await hanging();
    await world.delete(`/oauth-session?state=${state}`);
    await world.sandbox.waitForCall(({ path, end }) => path === "/oauth/token" && end?.kind === "aborted");
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual({ status: "error", error: "cancelled" });
    expect(await world.files()).toEqual([]);
  });
});

describe("the vendor's loopback address", () => {
  /** ChatGPT's sign-in as it is, but for the port, which may be anybody's where tests run. */
  async function listening(): Promise<LoginWorld & { readonly port: number }> {
    const probe = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
    const port = probe.port ?? 0;
    await probe.stop(true);
    const listener: LoopbackListener = { listen: (at, take) => loopbackListener.listen({ ...at, port }, take) };
    return Object.assign(await startLoginWorld({ listener }), { port });
  }
  const codex = LOGINS[1] as LoginCase;

  test("brings the browser's answer here while a sign-in waits, and is let go of then", async () => {
    await using local = await listening();
    codex.addMember(local.sandbox);
    const begun = await local.get("/codex-auth-url");
    const other = await local.get("/codex-auth-url");
    expect([begun.json["listening"], other.json["listening"]]).toEqual([true, true]);
    const back = new URL(await local.browse(begun.json["url"]));
    const page = await fetch(`http://127.0.0.1:${local.port}${back.pathname}${back.search}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("ada@example.com")]);
    expect(await local.end(begun.json["state"])).toEqual({ status: "ok" });
    // The other one waits still.
    const again = await fetch(`http://127.0.0.1:${local.port}${back.pathname}${back.search}`);
    expect(again.status).toBe(409);
    await local.delete(`/oauth-session?state=${String(other.json["state"])}`);
    expect(fetch(`http://127.0.0.1:${local.port}/`)).rejects.toThrow();
  });

  test("can be pasted where the port is another program's", async () => {
    codex.addMember(world.sandbox);
    const { json } = await world.get("/codex-auth-url");
    expect(json["listening"]).toBe(false);
    const redirect_url = await world.browse(json["url"]);
    await world.post("/oauth-callback", { provider: "codex", redirect_url });
    expect(await world.end(json["state"])).toEqual({ status: "ok" });
  });
});

describe("oauth-session", () => {
  test("gives a sign-in up", async () => {
    const { state } = await begin(LOGINS[0] as LoginCase);
    const cancelled = await world.delete(`/oauth-session?state=${state}`);
    expect(cancelled).toEqual({ status: 200, json: { status: "ok", cancelled: true } });
    expect((await world.get(`/get-auth-status?state=${state}`)).json).toEqual({ status: "error", error: "cancelled" });
    expect((await world.delete(`/oauth-session?state=${state}`)).json).toEqual({ status: "ok", cancelled: false });
    expect((await world.delete("/oauth-session")).status).toBe(400);
  });
});

describe("what is asked for", () => {
  test.each(["/codex-auth-url?flow=telepathy", "/qwen-auth-url?flow=browser", "/gemini-cli-auth-url?project_id=a%20b"])(
    "is refused where it makes no sense: %s",
    async (path) => expect((await world.get(path)).status).toBe(400),
  );
});

describe.each(LOGINS.filter(({ name, query }) => /gemini|anti|iflow/.test(name) && query === undefined))(
  "$name without its client's secret",
  (login) => {
    test("says at the start and at the end where the secret is published", async () => {
      await using bare = await startLoginWorld();
      login.addMember(bare.sandbox);
      const { json } = await bare.get(`/${login.name}-auth-url`);
      const advice = expect.stringContaining(`oauth-clients.${login.provider}`);
      expect(json).toMatchObject({ status: "ok", warning: advice });
      const redirect_url = await bare.browse(json["url"]);
      await bare.post("/oauth-callback", { provider: login.name, redirect_url });
      expect(await bare.end(json["state"])).toEqual({ status: "error", error: advice });
    });
  },
);
