import { describe, expect, test } from "bun:test";

import { secret } from "../../domain/secret.ts";
import { readGoogleRefresh, refreshWith } from "./google-tokens.ts";

const NOW = 1000;
const read = (status: number, body: object) =>
  readGoogleRefresh({ status, body: JSON.stringify(body), now: NOW }, "Set it.");

describe("a refresh", () => {
  test("brings an access token and leaves the refresh token as it was", () => {
    expect(read(200, { access_token: "a", expires_in: 3599, id_token: "i" })).toEqual({
      kind: "refreshed",
      tokens: { accessToken: "a", refreshToken: null, idToken: "i", expiresAt: NOW + 3_599_000, refreshedAt: NOW },
    });
  });

  test("of a grant that was revoked is dead; of a client that is refused it is not, and what to set is said", () => {
    expect(read(400, { error: "invalid_grant", error_description: "revoked" })).toMatchObject({ kind: "dead" });
    for (const [status, error] of [
      [401, "invalid_client"],
      [401, "unauthorized_client"],
      [400, "invalid_request"],
    ] as const) {
      const outcome = read(status, { error, error_description: "No." });
      expect(outcome).toMatchObject({ kind: "transient", failure: { code: error, message: "No. Set it.", status } });
    }
    expect(read(503, { error: "invalid_client" })).toMatchObject({
      kind: "transient",
      failure: { message: "The token endpoint answered 503" },
    });
  });

  test("is asked for with the client that the token was issued to, else with the configured one", () => {
    const how = { tokenUrl: "https://t.test", client: { id: "c", secret: null }, userAgent: "u", proxyUrl: null };
    const call = refreshWith("1//r", undefined, how);
    expect(call).toMatchObject({ method: "POST", url: "https://t.test/token" });
    expect(call.body).toBe("grant_type=refresh_token&refresh_token=1%2F%2Fr&client_id=c");
    const own = { id: "own", secret: secret("own-secret") };
    expect(refreshWith("1//r", own, how).body).toEndWith("client_id=own&client_secret=own-secret");
  });
});
