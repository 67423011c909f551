// Signing in as a panel does it, against a real gateway: from the page to open to a request that the new account serves.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { chat } from "../support/asks.ts";
import { manage, type Manage, MANAGEMENT_KEY } from "../support/management-client.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";
import { holdLoginPorts } from "../support/login-ports.ts";

holdLoginPorts();

const SECRET = { "client-secret": "not-a-real-secret" };
const CONFIG = {
  "remote-management": { "secret-key": MANAGEMENT_KEY },
  "oauth-clients": { "gemini-cli": SECRET, iflow: SECRET },
};
const EMAIL = { email: "ada@example.com" };

/** Whether a code is confirmed is asked every five seconds, and the sandbox confirms it with the third. */
const DEVICE_MS = 30_000;

interface SignIn {
  /** What stands before `-auth-url`. */
  readonly name: string;
  readonly provider: string;
  readonly model: string;
  /** False: by a code that is confirmed somewhere. */
  readonly inBrowser: boolean;
  addMember(sandbox: Sandbox): unknown;
}

const SIGN_INS: readonly SignIn[] = [
  {
    name: "anthropic",
    provider: "claude",
    model: "claude-opus-5",
    inBrowser: true,
    addMember: (sandbox) => sandbox.addClaudeAccount(EMAIL),
  },
  {
    name: "codex",
    provider: "codex",
    model: "gpt-5.5",
    inBrowser: true,
    addMember: (sandbox) => sandbox.addAccount(EMAIL),
  },
  {
    ...{ name: "gemini-cli", provider: "gemini-cli", model: "gemini-2.5-pro", inBrowser: true },
    addMember: (sandbox) => sandbox.addGoogleAccount({ ...EMAIL, projectId: "project-1" }),
  },
  {
    name: "iflow",
    provider: "iflow",
    model: "glm-4.6",
    inBrowser: true,
    addMember: (sandbox) => sandbox.addIflowAccount(EMAIL),
  },
  {
    name: "qwen",
    provider: "qwen",
    model: "qwen3-coder-plus",
    inBrowser: false,
    addMember: (sandbox) => sandbox.addQwenAccount(EMAIL),
  },
];

let world: World;
let call: Manage;
beforeAll(async () => {
  world = await startWorld({ accounts: 0, config: CONFIG });
  call = manage(world);
  for (const { addMember } of SIGN_INS) addMember(world.sandbox);
});
beforeEach(() => call("DELETE /auth-files?all=true"));
afterAll(() => world[Symbol.asyncDispose]());

interface Begun {
  readonly state: string;
  readonly url: string;
  readonly listening?: boolean;
}

async function begin(name: string, query = "is_webui=true"): Promise<Begun> {
  const { status, body } = await call(`GET /${name}-auth-url?${query}`);
  expect([status, body]).toMatchObject([200, { status: "ok" }]);
  return body as Begun;
}

/** Where the vendor's page sends the browser. */
async function consent(url: string): Promise<string> {
  const response = await fetch(url, { redirect: "manual" });
  await response.text();
  return response.headers.get("location") ?? "";
}

function ended(state: string): Promise<unknown> {
  const look = async (): Promise<unknown> => {
    const { body } = await call(`GET /get-auth-status?state=${state}`);
    return (body as { readonly status: string }).status === "wait" ? null : body;
  };
  return until(`${state} ends`, look, DEVICE_MS);
}

describe.each(SIGN_INS)("$name-auth-url", ({ name, provider, model, inBrowser }) => {
  test(
    "leads to an account that is listed and serves the next request",
    async () => {
      const { state, url } = await begin(name);
      const back = await consent(url);
      if (inBrowser) {
        const pasted = await call("POST /oauth-callback", { body: { provider: name, redirect_url: back } });
        expect(pasted).toMatchObject({ status: 200, body: { status: "ok" } });
      }
      expect(await ended(state)).toEqual({ status: "ok" });

      const { body } = await call("GET /auth-files");
      expect(body).toMatchObject({ files: [{ provider, status: "active", account_type: "oauth" }] });
      const answer = await world.post("/v1/chat/completions", chat("hello", { model }));
      expect([answer.status, await answer.text()]).toMatchObject([200, expect.stringContaining('"choices"')]);
      expect((await world.record(answer)).provider).toBe(provider);
    },
    DEVICE_MS,
  );
});

describe.each(SIGN_INS.filter(({ inBrowser }) => inBrowser))("$name-auth-url, asked for twice", ({ name }) => {
  test("ends each sign-in for itself, and leaves one account", async () => {
    const [one, other] = [await begin(name), await begin(name)];
    expect(one.state).not.toBe(other.state);
    for (const { url } of [other, one]) {
      await call("POST /oauth-callback", { body: { provider: name, redirect_url: await consent(url) } });
    }
    expect([await ended(one.state), await ended(other.state)]).toEqual([{ status: "ok" }, { status: "ok" }]);
    const { body } = await call("GET /auth-files");
    expect((body as { readonly files: readonly unknown[] }).files).toHaveLength(1);
  });
});

describe("the browser's own way back", () => {
  test("through the vendor's loopback address is open while a sign-in waits, and an account comes in by it", async () => {
    const { state, url, listening } = await begin("codex", "");
    const back = new URL(await consent(url));
    expect([back.hostname, back.port, back.pathname]).toEqual(["localhost", "1455", "/auth/callback"]);
    // Another program of this computer may have the port: then the gateway says so, and its own address takes the callback.
    const door = listening === true ? "http://127.0.0.1:1455/auth/callback" : `${world.url}/codex/callback`;
    const page = await fetch(`${door}${back.search}`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Signed in")]);
    expect(await ended(state)).toEqual({ status: "ok" });
  });

  test("tells a browser whose state is nobody's that there is no such sign-in", async () => {
    const page = await fetch(`${world.url}/anthropic/callback?code=c&state=anth-nobody`);
    expect(page.status).toBe(404);
  });
});
