import { describe, expect, test } from "bun:test";

import { secret } from "../../domain/secret.ts";
import type { UpstreamCall } from "../../wire/upstream-call.ts";
import type { JsonRecord, Told } from "../auth-file.ts";
import { identifyGoogleLogin } from "./google-identify.ts";

const NOW = 1_000_000;
const settings = {
  baseUrl: "https://code-assist.test",
  authUrl: "https://accounts.test",
  tokenUrl: "https://token.test",
  userInfoUrl: "https://userinfo.test",
  oauthClient: null,
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const LOGIN = {
  accessToken: "ya29.a",
  refreshToken: "1//r",
  expiresAt: NOW + 3_600_000,
  refreshedAt: null,
  client: null,
  email: "ada@example.com",
  project: null,
};

/** Asks with these answers, in order, the last for ever. */
async function identified(answers: readonly JsonRecord[], login: Partial<typeof LOGIN> | object = {}) {
  const calls: UpstreamCall[] = [];
  let pauses = 0;
  const outcome = await identifyGoogleLogin({
    login: { ...LOGIN, ...login },
    settings,
    refreshing: { tokenUrl: "https://token.test", client: { id: "i", secret: null }, userAgent: "u", proxyUrl: null },
    clientAdvice: "Set the client.",
    refreshed: ({ accessToken }) => ({ access_token: accessToken }),
    asking: {
      ask(call): Promise<Told> {
        const json = answers[Math.min(calls.length, answers.length - 1)] ?? {};
        calls.push(call);
        return Promise.resolve("refused" in json ? { kind: "unknown", reason: "refused" } : { kind: "told", json });
      },
      pause: () => Promise.resolve(void (pauses += 1)),
      now: () => NOW,
    },
  });
  return { outcome, pauses, asked: calls.map(({ method, url }) => `${method} ${url}`) };
}
const FREE = { allowedTiers: [{ id: "free-tier", isDefault: true }] };
const DONE = { done: true, response: { cloudaicompanionProject: { id: "made" } } };

describe("a project", () => {
  test("is taken from what Google knows, as a name or an object", async () => {
    for (const cloudaicompanionProject of ["known", { id: "known" }]) {
      const { outcome, asked } = await identified([{ currentTier: {}, cloudaicompanionProject }]);
      expect(outcome).toEqual({ kind: "identified", fields: { email: "ada@example.com", project_id: "known" } });
      expect(asked).toEqual(["POST https://code-assist.test/v1internal:loadCodeAssist"]);
    }
  });

  test("is made where there is none, and waited for", async () => {
    const { outcome, asked, pauses } = await identified([
      FREE,
      { name: "operations/1" },
      { name: "operations/1" },
      DONE,
    ]);
    expect(outcome).toMatchObject({ fields: { project_id: "made" } });
    expect(asked.slice(1)).toEqual([
      "POST https://code-assist.test/v1internal:onboardUser",
      "GET https://code-assist.test/v1internal/operations/1",
      "GET https://code-assist.test/v1internal/operations/1",
    ]);
    expect(pauses).toBe(2);
    const unnamed = await identified([FREE, { done: false }, DONE]);
    expect(unnamed.asked[2]).toBe("POST https://code-assist.test/v1internal:onboardUser");
  });

  test("that is never ready is given up", async () => {
    const { outcome, pauses } = await identified([FREE, { name: "operations/1", done: false }]);
    expect(outcome).toMatchObject({ kind: "unknown", reason: expect.stringContaining("try again in a few minutes") });
    expect(pauses).toBeLessThan(30);
  });

  test.each<[JsonRecord, string]>([
    [{ currentTier: { id: "standard-tier" } }, "set project_id"],
    [
      { allowedTiers: [{ id: "standard-tier", isDefault: true, userDefinedCloudaicompanionProject: true }] },
      "set project_id",
    ],
    [{}, "set project_id"],
    [
      { ...FREE, ineligibleTiers: [{ tierId: "free-tier", reasonCode: "AGE", reasonMessage: "Too young." }] },
      "Google does not serve this account: Too young. (AGE)",
    ],
    [
      {
        ineligibleTiers: [
          { reasonCode: "VALIDATION_REQUIRED", reasonMessage: "Verify.", validationUrl: "https://a.test/v?t=secret" },
        ],
      },
      "at a.test/v;",
    ],
  ])("%j is explained", async (loaded, reason) => {
    const { outcome, asked } = await identified([loaded]);
    expect(outcome).toMatchObject({ kind: "unknown", reason: expect.stringContaining(reason) });
    expect(JSON.stringify(outcome)).not.toContain("secret");
    expect(asked).toHaveLength(1);
  });

  test("that could not be made is explained in Google's words", async () => {
    const { outcome } = await identified([FREE, { done: true, error: { code: 9, message: "No capacity." } }]);
    expect(outcome).toMatchObject({ kind: "unknown", reason: expect.stringContaining("No capacity.") });
  });
});

describe("a token", () => {
  test("that expires or does not say when is renewed first, and tells the e-mail along with it", async () => {
    const idToken = `h.${Buffer.from('{"email":"Ben@Example.com"}').toString("base64url")}.s`;
    const renewed = { access_token: "new", expires_in: 3599, id_token: idToken };
    for (const expiresAt of [NOW + 1000, null]) {
      const { outcome, asked } = await identified([renewed], { expiresAt, email: null, project: "p" });
      expect(outcome).toEqual({
        kind: "identified",
        fields: { access_token: "new", email: "ben@example.com", project_id: "p" },
      });
      expect(asked).toEqual(["POST https://token.test/token"]);
    }
  });

  test("that cannot be renewed without a client says which to set", async () => {
    const { outcome } = await identified([{ refused: true }], { expiresAt: 0 });
    expect(outcome).toEqual({ kind: "unknown", reason: "refused. Set the client." });
    const own = { expiresAt: 0, client: { id: "i", secret: secret("s") } };
    expect((await identified([{ refused: true }], own)).outcome).toEqual({ kind: "unknown", reason: "refused" });
  });
});
