// Vertex AI as a client meets it on a real socket.

import { createSign } from "node:crypto";

import { afterEach, beforeEach, describe, expect, test } from "bun:test";

import { asObject, type Json } from "../json.ts";
import { type Playground, playground } from "../testing.ts";

const HI = { contents: [{ role: "user", parts: [{ text: "hi" }] }] };
const MODEL = "publishers/google/models/gemini-2.5-pro";

let world: Playground;
let account: ReturnType<Playground["sandbox"]["addVertexAccount"]>;

beforeEach(() => {
  world = playground();
  account = world.sandbox.addVertexAccount({ projectId: "proj", location: "global" });
});
afterEach(() => world.close());

async function json(answer: Promise<Response>): Promise<readonly [number, Json]> {
  const response = await answer;
  return [response.status, asObject(await response.json()) ?? {}];
}
const place = (project = "proj", location = "global"): string =>
  `/google/v1/projects/${project}/locations/${location}/${MODEL}`;
const ask = (path: string, body: Json = HI): ReturnType<typeof json> =>
  json(world.post(path, account.accessToken(), body));

function askToken(claims: Json, alg = "RS256"): ReturnType<typeof json> {
  const now = world.clock.now() / 1000;
  const aud = "https://oauth2.googleapis.com/token";
  const scope = "https://www.googleapis.com/auth/cloud-platform";
  const payload = { iss: account.email, aud, scope, iat: now, exp: now + 3600, ...claims };
  const encode = (part: Json): string => Buffer.from(JSON.stringify(part)).toString("base64url");
  const said = `${encode({ alg, typ: "JWT" })}.${encode(payload)}`;
  const signature = createSign("RSA-SHA256").update(said).sign(String(account.keyFile()["private_key"]), "base64url");
  const fields = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: `${said}.${signature}` };
  return json(fetch(`${world.url}/google/token`, { method: "POST", body: new URLSearchParams(fields) }));
}

describe("the token endpoint", () => {
  test("gives a token for what the account's key has signed", async () => {
    const before = account.accessToken();
    const [status, tokens] = await askToken({});
    expect([status, tokens]).toEqual([
      200,
      { access_token: account.accessToken(), expires_in: 3599, token_type: "Bearer" },
    ]);
    expect(account.accessToken()).not.toBe(before);
  });

  test("refuses other claims, with the reason", async () => {
    const refusals: readonly (readonly [Json, string])[] = [
      [{ iss: "nobody@example.com" }, "account not found"],
      [{ aud: `${world.url}/google/token` }, "audience"],
      [{ scope: "openid" }, "scope"],
      [{ exp: world.clock.now() / 1000 + 3601 }, "short-lived"],
      [{ iat: world.clock.now() / 1000 - 7200, exp: world.clock.now() / 1000 - 3600 }, "short-lived"],
    ];
    for (const [claims, text] of refusals) {
      const [status, told] = await askToken(claims);
      expect([status, String(told["error_description"]).includes(text)]).toEqual([400, true]);
    }
    expect((await askToken({}, "none"))[0]).toBe(400);
  });
});

describe("the models", () => {
  test("answer in the account's own project and place", async () => {
    expect((await ask(`${place()}:generateContent`))[0]).toBe(200);
    expect((await ask(`${place()}:countTokens`))[1]).toMatchObject({ totalTokens: expect.any(Number) });
    for (const path of [place("other"), place("proj", "us-central1")]) {
      expect((await ask(`${path}:generateContent`))[0]).toBe(403);
    }
    account.expireAccessToken();
    expect((await ask(`${place()}:generateContent`))[0]).toBe(401);
  });

  test("answer a key without project and place, and no token there", async () => {
    const { key } = world.sandbox.addVertexKey({ email: "k@example.com" });
    const path = `${world.url}/google/v1/${MODEL}:generateContent`;
    const keyed = { method: "POST", headers: { "x-goog-api-key": key }, body: JSON.stringify(HI) };
    expect((await fetch(path, keyed)).status).toBe(200);
    expect((await ask(`/google/v1/${MODEL}:generateContent`))[0]).toBe(401);
  });

  test("want to know who speaks", async () => {
    const [status, told] = await ask(`${place()}:generateContent`, { contents: [{ parts: [{ text: "hi" }] }] });
    expect([status, JSON.stringify(told).includes("valid role")]).toEqual([400, true]);
  });
});

test("the auth file is CLIProxyAPI's", () => {
  const told = { type: "vertex", project_id: "proj", location: "global", email: account.email };
  expect(account.authFile()).toMatchObject({ ...told, service_account: { type: "service_account" } });
});
