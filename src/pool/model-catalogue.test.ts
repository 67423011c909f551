import { describe, expect, test } from "bun:test";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { codexProvider, createFakeUpstream, makeAccount } from "../../test/support/pool-world.ts";
import { type LiveAccount, liveAccount } from "./live-account.ts";
import { createModelCatalogue } from "./model-catalogue.ts";
import { groupAccounts, type OfferGroup } from "./offer-groups.ts";

const HOUR_MS = 3_600_000;
const SETTINGS = {
  aliases: new Map(),
  fallbacks: new Map(),
  needsPrefix: false,
  defaultProvider: null,
  loginAliases: new Map(),
  loginExcluded: new Map(),
  switchPreviewModel: true,
};

function setUp(names: readonly string[] = ["ada", "ben"]) {
  const clock = createFakeClock();
  const upstream = createFakeUpstream();
  const lives: LiveAccount[] = names.map((name) => liveAccount(makeAccount(name), null, 0));
  let changes = 0;
  const groups = (): readonly OfferGroup[] =>
    groupAccounts(lives, { settings: SETTINGS, data: {}, told: catalogue.told });
  const catalogue = createModelCatalogue({
    clock,
    client: upstream.client,
    groups,
    provider: () => codexProvider,
    freshAccount: async (account) => ({ kind: "fresh", account }),
    changed: () => void (changes += 1),
  });
  const list = (...slugs: string[]): void =>
    upstream.answer(() => ({ status: 200, json: { models: slugs.map((slug) => ({ slug })) } }));
  const told = () => [...(catalogue.told(groups()[0]?.key ?? "") ?? [])];
  return { clock, upstream, lives, catalogue, list, told, changes: () => changes };
}

describe("a list of models", () => {
  test("is asked for once for all like accounts, and again after six hours", async () => {
    const { clock, upstream, catalogue, list, told, changes } = setUp();
    list("gpt-5.5");
    await catalogue.round();
    await catalogue.round();
    expect(upstream.calls).toHaveLength(1);
    expect(told()).toEqual(["gpt-5.5"]);
    expect(changes()).toBe(1);
    clock.advance(6 * HOUR_MS);
    list("gpt-6");
    await catalogue.round();
    expect(told()).toEqual(["gpt-6"]);
    expect(changes()).toBe(2);
  });

  test("that is the same as before is no change", async () => {
    const { clock, catalogue, list, changes } = setUp();
    list("gpt-5.5");
    await catalogue.round();
    clock.advance(6 * HOUR_MS);
    await catalogue.round();
    expect(changes()).toBe(1);
  });

  test("that cannot be had keeps the one before it, and is tried again in five minutes", async () => {
    const { clock, upstream, catalogue, list, told } = setUp();
    list("gpt-5.5");
    await catalogue.round();
    clock.advance(6 * HOUR_MS);
    upstream.answer(() => ({ status: 500, json: {} }));
    await catalogue.round();
    await catalogue.round();
    expect(upstream.calls).toHaveLength(2);
    expect(told()).toEqual(["gpt-5.5"]);
    clock.advance(300_000);
    list("gpt-6");
    await catalogue.round();
    expect(told()).toEqual(["gpt-6"]);
  });

  test("is asked of an account that can be used; where there is none it is not asked for", async () => {
    const { upstream, lives, catalogue, list } = setUp();
    list("gpt-5.5");
    for (const live of lives) live.paused = true;
    await catalogue.round();
    expect(upstream.calls).toHaveLength(0);
    for (const live of lives) live.paused = live.account.email?.startsWith("ada") === true;
    await catalogue.round();
    const asked = JSON.stringify(upstream.calls[0]?.headers);
    const ben = lives.find(({ paused }) => !paused)?.account.credentials;
    expect(asked).toContain(ben?.kind === "oauth" ? ben.accessToken.reveal() : "none");
  });

  test("asked for twice at once is one call", async () => {
    const { upstream, catalogue, list } = setUp();
    list("gpt-5.5");
    await Promise.all([catalogue.round(), catalogue.round()]);
    expect(upstream.calls).toHaveLength(1);
  });
});
