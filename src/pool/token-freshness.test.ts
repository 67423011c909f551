import { describe, expect, test } from "bun:test";

import type { Account } from "../domain/account.ts";
import { failure } from "../domain/failure.ts";
import type { LentLogins } from "../domain/ports.ts";
import { makeTokens } from "../../test/support/auth-json.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import {
  codexProvider,
  createFakeAuthFiles,
  createFakeLeases,
  createFakeUpstream,
  makeAccount,
  ownerOf,
  settled,
} from "../../test/support/pool-world.ts";
import { createTokenFreshness, type FreshAccount } from "./token-freshness.ts";

/** The tokens of `makeAccount` end on 11 January. */
const EXPIRY = Date.UTC(2026, 0, 11);
const SOON = EXPIRY - 60_000;
const NAME = "refresh:" + makeAccount().id;

function setUp(now = SOON) {
  const clock = createFakeClock(now);
  const upstream = createFakeUpstream();
  const authFiles = createFakeAuthFiles(["ada"]);
  const leases = createFakeLeases();
  const adopted: Account[] = [];
  const freshness = createTokenFreshness({
    clock,
    client: upstream.client,
    authFiles,
    leases,
    holder: "us",
    provider: () => codexProvider,
    adopted(account) {
      authFiles.log.push("adopted");
      adopted.push(account);
    },
  });
  upstream.answer(() => {
    authFiles.log.push("asked");
    return { status: 200, json: makeTokens({ ...ownerOf("ada"), mark: "two", expiresAt: EXPIRY * 2 }) };
  });
  return { clock, upstream, authFiles, leases, adopted, freshness };
}
const tokenOf = (account: Account): string =>
  account.credentials.kind === "oauth" ? account.credentials.accessToken.reveal() : "";
const OLD = tokenOf(makeAccount());
const NEW = tokenOf(makeAccount("ada", { mark: "two", expiresAt: EXPIRY * 2 }));
const tokenIn = (result: FreshAccount): string =>
  result.kind === "fresh" ? tokenOf(result.account) : result.failure.code;

describe("a token that is good", () => {
  test("is used as it is", async () => {
    const { freshness, upstream } = setUp(Date.UTC(2026, 0, 2));
    expect(tokenIn(await freshness.ensure(makeAccount()))).toBe(OLD);
    expect(upstream.calls).toHaveLength(0);
  });

  test("and has replaced the rejected one is not refreshed again", async () => {
    const { freshness, upstream } = setUp(Date.UTC(2026, 0, 2));
    expect(tokenIn(await freshness.ensure(makeAccount(), "an older token"))).toBe(OLD);
    expect(upstream.calls).toHaveLength(0);
  });
});

describe("a refresh", () => {
  test("is one for fifty requests at once", async () => {
    const { freshness, upstream, leases } = setUp();
    const results = await Promise.all(Array.from({ length: 50 }, () => freshness.ensure(makeAccount())));
    expect(new Set(results.map(tokenIn))).toEqual(new Set([NEW]));
    expect(upstream.calls).toHaveLength(1);
    expect(leases.held.size).toBe(0);
  });

  test("is on disk before it is used", async () => {
    const { freshness, authFiles } = setUp();
    await freshness.ensure(makeAccount());
    expect(authFiles.log).toEqual(["read", "asked", "save", "saved", "adopted"]);
  });

  test("follows a rejected token, whatever its expiry", async () => {
    const { freshness, upstream } = setUp(Date.UTC(2026, 0, 2));
    expect(tokenIn(await freshness.ensure(makeAccount(), OLD))).toBe(NEW);
    expect(upstream.calls).toHaveLength(1);
  });

  test("is not made where a newer token stands on disk: that one is adopted", async () => {
    const { freshness, upstream, authFiles, adopted } = setUp();
    authFiles.put("ada", { mark: "two", expiresAt: EXPIRY * 2 });
    expect(tokenIn(await freshness.ensure(makeAccount()))).toBe(NEW);
    expect(upstream.calls).toHaveLength(0);
    expect(adopted.map(tokenOf)).toEqual([NEW]);
  });

  test("is made where the token on disk is the one that was rejected, or has expired", async () => {
    const { freshness, upstream, authFiles } = setUp();
    authFiles.put("ada", { mark: "stale", expiresAt: SOON - 1 });
    expect(tokenIn(await freshness.ensure(makeAccount(), OLD))).toBe(NEW);
    expect(upstream.calls).toHaveLength(1);
  });

  test("uses the refresh token on disk, where another process renewed the login and that token has expired as well", async () => {
    const { freshness, upstream, authFiles } = setUp(EXPIRY + 1000);
    authFiles.put("ada", { mark: "theirs", expiresAt: EXPIRY });
    expect(tokenIn(await freshness.ensure(makeAccount()))).toBe(NEW);
    expect(upstream.calls.map(({ body }) => body)).toEqual([expect.stringContaining("theirs")]);
  });

  test("of a second request with the old account at hand finds what the first one wrote", async () => {
    const { freshness, upstream } = setUp();
    await freshness.ensure(makeAccount(), OLD);
    expect(tokenIn(await freshness.ensure(makeAccount(), OLD))).toBe(NEW);
    expect(upstream.calls).toHaveLength(1);
  });
});

describe("another process that refreshes", () => {
  test("is waited for, and what it wrote is adopted", async () => {
    const { freshness, upstream, authFiles, leases, clock } = setUp();
    leases.held.set(NAME, "them");
    const result = freshness.ensure(makeAccount());
    await settled();
    clock.advance(200);
    await settled();
    authFiles.put("ada", { mark: "two", expiresAt: EXPIRY * 2 });
    clock.advance(200);
    expect(tokenIn(await result)).toBe(NEW);
    expect(upstream.calls).toHaveLength(0);
    expect(leases.held.get(NAME)).toBe("them");
  });

  test("and died is waited for no longer than its lease", async () => {
    const { freshness, leases, clock, upstream } = setUp(EXPIRY);
    leases.held.set(NAME, "them");
    const result = freshness.ensure(makeAccount());
    for (let turn = 0; turn < 151; turn += 1) {
      await settled();
      clock.advance(200);
    }
    expect(await result).toMatchObject({ kind: "failed", failure: { code: "refresh_busy" } });
    expect(upstream.calls).toHaveLength(0);
  });
});

describe("a refresh that fails", () => {
  const dead = { status: 400, json: { error: "invalid_grant" } };
  const down = { status: 503, json: {} };

  test("because the login is dead says so", async () => {
    const { freshness, upstream } = setUp();
    upstream.answer(() => dead);
    expect(await freshness.ensure(makeAccount())).toMatchObject({ failure: { kind: "reauth_required" } });
  });

  test("because somebody else used the refresh token takes over what that one wrote", async () => {
    const { freshness, upstream, authFiles } = setUp();
    upstream.answer(() => {
      authFiles.put("ada", { mark: "two", expiresAt: EXPIRY * 2 });
      return dead;
    });
    expect(tokenIn(await freshness.ensure(makeAccount()))).toBe(NEW);
  });

  test("for a passing reason ahead of expiry leaves the old token in use", async () => {
    for (const reply of [down, { kind: "failed", failure: failure("unreachable", "connect_failed", "no") } as const]) {
      const { freshness, upstream } = setUp();
      upstream.answer(() => reply);
      expect(tokenIn(await freshness.ensure(makeAccount()))).toBe(OLD);
    }
  });

  test("for a passing reason after expiry, or after a refusal, is a failure", async () => {
    const expired = setUp(EXPIRY);
    expired.upstream.answer(() => down);
    expect((await expired.freshness.ensure(makeAccount())).kind).toBe("failed");
    const refused = setUp();
    refused.upstream.answer(() => down);
    expect((await refused.freshness.ensure(makeAccount(), OLD)).kind).toBe("failed");
  });

  test("is not tried again for five seconds, then it is", async () => {
    const { freshness, upstream, clock } = setUp(EXPIRY);
    upstream.answer(() => down);
    await freshness.ensure(makeAccount());
    clock.advance(4999);
    await freshness.ensure(makeAccount());
    expect(upstream.calls).toHaveLength(1);
    clock.advance(1);
    await freshness.ensure(makeAccount());
    expect(upstream.calls).toHaveLength(2);
  });

  test("says nothing of a login that came after it", async () => {
    const { freshness, upstream, authFiles } = setUp(EXPIRY);
    upstream.answer(() => dead);
    await freshness.ensure(makeAccount());
    upstream.answer(() => ({
      status: 200,
      json: makeTokens({ ...ownerOf("ada"), mark: "two", expiresAt: EXPIRY * 2 }),
    }));
    authFiles.put("ada", { mark: "again" });
    expect(tokenIn(await freshness.ensure(makeAccount("ada", { mark: "again" })))).toBe(NEW);
  });

  test("does not reject, and leaves the old token in use, where the store or the disk is the trouble", async () => {
    const store = setUp();
    store.leases.failure = new Error("database is locked");
    expect(tokenIn(await store.freshness.ensure(makeAccount()))).toBe(OLD);
    expect(store.upstream.calls).toHaveLength(0);
    const disk = setUp(EXPIRY);
    disk.authFiles.failure = new Error("no space left");
    expect(tokenIn(await disk.freshness.ensure(makeAccount()))).toBe("refresh_failed");
    expect(disk.leases.held.size).toBe(0);
  });

  test("only in writing the tokens loses no login: they are written later, and not asked for again", async () => {
    const { freshness, authFiles, upstream, clock } = setUp(EXPIRY);
    authFiles.failure = new Error("no space left");
    await freshness.ensure(makeAccount());
    authFiles.failure = null;
    clock.advance(5000);
    expect(tokenIn(await freshness.ensure(makeAccount()))).toBe(NEW);
    expect(upstream.calls).toHaveLength(1);
  });
});

describe("a login that a tool has as well", () => {
  /** The tool has ada's login, as it is in the auth file now. */
  function lend(world: ReturnType<typeof setUp>, tool: { account: Account } = { account: makeAccount() }) {
    const lent: LentLogins = { look: async () => ({ kind: "lent", account: tool.account, by: "Codex has it" }) };
    const { clock, upstream, authFiles, leases, adopted } = world;
    const adopt = (account: Account): void => void adopted.push(account);
    const parts = { clock, client: upstream.client, authFiles, leases, lent };
    return createTokenFreshness({ ...parts, holder: "us", provider: () => codexProvider, adopted: adopt });
  }

  test("is not refreshed; its token serves while it is good", async () => {
    const world = setUp(SOON);
    expect(tokenIn(await lend(world).ensure(makeAccount()))).toBe(OLD);
    expect(world.upstream.calls).toHaveLength(0);
  });

  test("is adopted as soon as the tool has renewed it", async () => {
    const world = setUp(EXPIRY);
    const freshness = lend(world, { account: makeAccount("ada", { mark: "two", expiresAt: EXPIRY * 2 }) });
    expect(tokenIn(await freshness.ensure(makeAccount(), OLD))).toBe(NEW);
    expect(world.adopted.map(tokenOf)).toEqual([NEW]);
    expect(world.upstream.calls).toHaveLength(0);
  });

  test("waits for the tool where its token is not good any more, and says for whom; nobody has to sign in again", async () => {
    const world = setUp(EXPIRY);
    expect(await lend(world).ensure(makeAccount())).toMatchObject({
      kind: "failed",
      failure: { kind: "lent", code: "lent_to_tool", message: expect.stringContaining("Codex has it") },
    });
    expect(world.upstream.calls).toHaveLength(0);
    expect(world.leases.held.size).toBe(0);
  });

  test("is refreshed as any other once the tool has it no more", async () => {
    const world = setUp(EXPIRY);
    expect(tokenIn(await world.freshness.ensure(makeAccount()))).toBe(NEW);
  });

  test("whose home cannot be looked at is not refreshed either", async () => {
    const world = setUp(EXPIRY);
    const { clock, upstream, authFiles, leases } = world;
    const lent: LentLogins = { look: () => Promise.reject(new Error("EACCES")) };
    const parts = { clock, client: upstream.client, authFiles, leases, lent, adopted: () => undefined };
    const freshness = createTokenFreshness({ ...parts, holder: "us", provider: () => codexProvider });
    expect(await freshness.ensure(makeAccount())).toMatchObject({ kind: "failed" });
    expect(upstream.calls).toHaveLength(0);
  });
});
