import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { makeJwt, makeTokens } from "../../../test/support/auth-json.ts";
import { readClaims } from "./claims.ts";

const AUTH = "https://api.openai.com/auth";

describe("claims", () => {
  test("e-mail and plan are lower case, expiry is epoch ms", () => {
    const { id_token } = makeTokens({ email: "Ada@Example.COM", plan: "Pro", expiresAt: 1_800_000_000_000 });
    expect(readClaims(id_token)).toEqual({
      email: "ada@example.com",
      userId: "user-ada",
      upstreamAccountId: "0a1b2c3d-workspace",
      plan: "pro",
      expiresAt: 1_800_000_000_000,
    });
  });

  test("logins by telephone number belong to their default organization", () => {
    const organizations = [{ id: "org-1" }, { id: "org-2", is_default: true }];
    expect(readClaims(makeJwt({ [AUTH]: { user_id: "u", organizations } }))).toMatchObject({
      userId: "u",
      upstreamAccountId: "org-2",
    });
    expect(readClaims(makeJwt({ [AUTH]: { organizations: [{ id: "" }, { id: "org-3" }] } }))?.upstreamAccountId).toBe(
      "org-3",
    );
  });

  test("the e-mail may stand in the profile claim", () => {
    expect(readClaims(makeJwt({ "https://api.openai.com/profile": { email: "P@x.y" } }))?.email).toBe("p@x.y");
  });

  test("any text and any claims are read or refused, never thrown over", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `x.${Buffer.from(json).toString("base64url")}.y`),
        ),
        (jwt) => {
          const claims = readClaims(jwt);
          expect(claims === null || claims.expiresAt === null || Number.isFinite(claims.expiresAt)).toBe(true);
        },
      ),
    );
  });
});
