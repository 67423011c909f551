import { describe, expect, test } from "bun:test";

import { makeAccount } from "../../../test/support/pool-world.ts";
import { sha256Hex } from "../../platform/sha256.ts";
import { type LoginRelation, printOf, relationOf, type SharedToken, sharedAfter } from "./login-relation.ts";

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1);

/** ada's login as of a day: what was refreshed later has a later number. */
function login(mark: string, day: number) {
  return makeAccount("ada", { mark, refreshedAt: START + day * DAY_MS, expiresAt: START + (day + 10) * DAY_MS });
}

function shared(mark: string, day: number): SharedToken {
  return sharedAfter("same", login(mark, day), { before: null, sha256: sha256Hex });
}

type Login = readonly [mark: string, day: number];

function relation(held: Login, ours: Login, common: Login | null): LoginRelation {
  const before = common === null ? null : shared(...common);
  return relationOf({ held: login(...held), ours: login(...ours) }, before, sha256Hex);
}

describe("the tool's login is", () => {
  test("the same where the refresh token is", () => {
    expect(relation(["one", 1], ["one", 1], null)).toBe("same");
  });

  test("renewed where the tool has a newer one than what we had in common", () => {
    expect(relation(["two", 2], ["one", 1], ["one", 1])).toBe("renewed");
  });

  test("renewed where it is newer at the first look: ours may be used up", () => {
    expect(relation(["two", 2], ["one", 1], null)).toBe("renewed");
  });

  test("renewed where an older auth file of ours was put back", () => {
    expect(relation(["three", 3], ["one", 1], ["three", 3])).toBe("renewed");
    expect(relation(["four", 4], ["one", 1], ["three", 3])).toBe("renewed");
  });

  test("another sign-in where somebody signed in here after what we had in common, whatever the tool renews", () => {
    expect(relation(["one", 1], ["new", 2], ["one", 1])).toBe("apart");
    expect(relation(["two", 3], ["new", 2], ["one", 1])).toBe("apart");
  });

  test("another sign-in where it was the older one when it was first seen, whatever the tool renews", () => {
    const first = sharedAfter("apart", login("theirs", 1), { before: null, sha256: sha256Hex });
    const later = { held: login("theirs again", 5), ours: login("ours", 2) };
    expect(relationOf(later, first, sha256Hex)).toBe("apart");
  });

  test("an old copy where it is older than ours", () => {
    expect(relation(["one", 1], ["two", 2], ["two", 2])).toBe("apart");
  });
});

test("what is remembered of a token is of no use to whoever reads it", () => {
  expect(printOf(login("one", 1), sha256Hex)).toMatch(/^[0-9a-f]{16}$/);
});
