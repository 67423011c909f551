import { describe, expect, test } from "bun:test";

import { type Account, ALL_MODELS } from "../domain/account.ts";
import { makeAccount } from "../../test/support/pool-world.ts";
import { type LiveAccount, liveAccount } from "./live-account.ts";
import { createModelRoutes, type Fit, type RouteLeg } from "./model-routes.ts";
import type { ModelSettings } from "./offer-groups.ts";

const ANY: Fit = { purpose: "generate", fits: () => true };
const PLAIN: ModelSettings = {
  aliases: new Map(),
  fallbacks: new Map(),
  needsPrefix: false,
  defaultProvider: null,
  loginAliases: new Map(),
  loginExcluded: new Map(),
  switchPreviewModel: true,
};
const DATA = {
  codex: { families: ["gpt-*"], models: ["gpt-5.5"] },
  claude: { families: ["claude-*"], models: ["claude-opus-5-5"] },
};

/** `ada` and `ben` of Codex, `cora` of Claude, `router` with a list of its own. */
function setUp(settings: Partial<ModelSettings> = {}) {
  const offered = [
    { name: "z/large", alias: "large" },
    { name: "gpt-5.5", alias: null },
  ];
  const lives: LiveAccount[] = [
    live("ada"),
    live("ben"),
    live("cora", { provider: "claude", qualifier: "claude" }),
    live("router", {
      provider: "openai-compatibility",
      qualifier: "router",
      fileName: null,
      models: { ...ALL_MODELS, offered },
    }),
  ];
  const told = new Map<string, ReadonlySet<string>>();
  let now: ModelSettings = { ...PLAIN, ...settings };
  const routes = createModelRoutes({
    accounts: () => lives,
    settings: () => now,
    data: DATA,
    told: (key) => told.get(key) ?? null,
  });
  const legs = (name: string, fit = ANY): readonly RouteLeg[] => {
    const found = routes.find(name, fit);
    return found.kind === "route" ? found.route.legs : [];
  };
  return {
    routes,
    lives,
    told,
    legs,
    set: (next: Partial<ModelSettings>) => void (now = { ...now, ...next }),
    servedBy: (name: string) => legs(name).map(({ candidates }) => candidates.map(nameOf).toSorted().join()),
  };
}

function live(name: string, changes: Partial<Account> = {}): LiveAccount {
  return liveAccount({ ...makeAccount(name), ...changes }, null, 0);
}

const nameOf = ({ account }: LiveAccount): string => (account.email ?? "").replace(/@.*/, "");

describe("a name", () => {
  test("leads to all accounts that serve it, whoever their provider is", () => {
    const { servedBy } = setUp();
    expect(servedBy("gpt-5.5")).toEqual(["ada,ben,router"]);
    expect(servedBy("gpt-next")).toEqual(["ada,ben"]);
    expect(servedBy("claude-opus-5-5")).toEqual(["cora"]);
    expect(servedBy("router/large")).toEqual(["router"]);
  });

  test("is said to each upstream as that one knows it", () => {
    const { legs, lives } = setUp();
    const [leg] = legs("large");
    const router = lives.find((one) => nameOf(one) === "router");
    expect(leg?.name).toBe("large");
    expect(router === undefined ? "" : leg?.modelAt(router.account)).toBe("z/large");
  });

  test("may say how hard to think; an alias may as well, and what the client says counts more", () => {
    const { legs } = setUp({ aliases: new Map([["quick", "gpt-5.5(low)"]]) });
    expect(legs("gpt-5.5(high)")[0]).toMatchObject({ name: "gpt-5.5", effort: { kind: "level", level: "high" } });
    expect(legs("quick")[0]).toMatchObject({ name: "gpt-5.5", effort: { kind: "level", level: "low" } });
    expect(legs("quick(8192)")[0]).toMatchObject({ name: "gpt-5.5", effort: { kind: "budget", tokens: 8192 } });
  });

  test("that nobody serves is unknown, and the nearest are told", () => {
    const { routes } = setUp();
    expect(routes.find("claude-opus-5.5", ANY).kind).toBe("route");
    expect(routes.find("lerge", ANY)).toEqual({ kind: "unknown", nearest: ["large"] });
    expect(routes.find("grok-4", ANY)).toEqual({ kind: "unknown", nearest: [] });
  });

  test("that nobody knows goes to the default provider, where there is one", () => {
    expect(setUp({ defaultProvider: "codex" }).servedBy("sandbox-x")).toEqual(["ada,ben"]);
    expect(setUp({ defaultProvider: "router" }).servedBy("sandbox-x")).toEqual([]);
  });

  test("finds nobody rather than nothing in an empty pool: there is no account yet", () => {
    const { routes, lives } = setUp();
    lives.length = 0;
    routes.changed();
    const found = routes.find("gpt-5.5", ANY);
    expect(found.kind === "route" && found.route.legs[0].candidates).toEqual([]);
  });

  test("leads to those alone that can do what is asked", () => {
    const { legs } = setUp();
    const fit: Fit = { purpose: "compact", fits: ({ provider }) => provider === "codex" };
    expect(legs("gpt-5.5", fit)[0]?.candidates).toHaveLength(2);
    expect(legs("claude-opus-5-5", fit)).toEqual([]);
    expect(legs("gpt-5.5")[0]?.candidates).toHaveLength(3);
  });
});

describe("a row of fallbacks", () => {
  test("gives a leg for each model that somebody serves, in order", () => {
    const fallbacks = new Map([["gpt-5.5", ["nobodys", "claude-opus-5-5", "router/large(high)"]]]);
    const { legs } = setUp({ fallbacks });
    expect(legs("gpt-5.5").map(({ name }) => name)).toEqual(["gpt-5.5", "claude-opus-5-5", "router/large"]);
    expect(legs("gpt-5.5")[2]?.effort).toEqual({ kind: "level", level: "high" });
    expect(legs("claude-opus-5-5")).toHaveLength(1);
  });

  test("serves a model that the pool has lost altogether", () => {
    const fallbacks = new Map([["grok-4", ["gpt-5.5"]]]);
    expect(
      setUp({ fallbacks })
        .legs("grok-4")
        .map(({ name }) => name),
    ).toEqual(["gpt-5.5"]);
  });
});

describe("what was found", () => {
  test("stays until something changes, and then is found anew; a request keeps the route it has", () => {
    const { routes, legs, lives, set } = setUp();
    const before = legs("gpt-5.5");
    expect(legs("gpt-5.5")[0]).toBe(before[0] as RouteLeg);
    lives.push(live("dora"));
    set({ aliases: new Map([["gpt-5.5", "claude-opus-5-5"]]) });
    routes.changed();
    expect(legs("gpt-5.5")[0]?.name).toBe("claude-opus-5-5");
    expect(before[0]?.candidates).toHaveLength(3);
    expect(before[0]?.modelAt(lives[0]?.account ?? makeAccount("x"))).toBe("gpt-5.5");
  });

  test("does not grow with the names that clients think of", () => {
    const { routes } = setUp();
    for (let index = 0; index < 5000; index += 1) routes.find(`grok-${index}`, ANY);
    expect(routes.find("gpt-5.5", ANY).kind).toBe("route");
  });
});

describe("the names on offer", () => {
  test("are those that somebody can serve now, each with who serves it", () => {
    const { routes, lives } = setUp({
      aliases: new Map([
        ["quick", "gpt-5.5(low)"],
        ["lost", "grok-4"],
      ]),
    });
    expect(routes.names()).toEqual([
      { name: "claude-opus-5-5", servedBy: ["claude"] },
      { name: "gpt-5.5", servedBy: ["codex", "router"] },
      { name: "large", servedBy: ["router"] },
      { name: "quick", servedBy: ["codex", "router"] },
    ]);
    for (const one of lives) if (nameOf(one) === "cora") one.paused = true;
    expect(routes.names().map(({ name }) => name)).not.toContain("claude-opus-5-5");
  });

  test("are what the upstream told, as soon as it has", () => {
    const { routes, told, servedBy } = setUp();
    const group = routes.groups().find(({ provider }) => provider === "claude");
    told.set(group?.key ?? "", new Set(["claude-next"]));
    routes.changed();
    expect(routes.names().map(({ name }) => name)).toContain("claude-next");
    expect(servedBy("claude-opus-5-5")).toEqual(["cora"]);
  });

  test("of a provider's logins are renamed and excluded for all of them, not for keys", () => {
    const settings = {
      loginAliases: new Map([["codex", [{ name: "gpt-5.5", alias: "best", hidesName: true }]]]),
      loginExcluded: new Map([["claude", ["*opus*"]]]),
    };
    const { servedBy } = setUp(settings);
    expect(servedBy("best")).toEqual(["ada,ben"]);
    expect(servedBy("gpt-5.5")).toEqual(["router"]);
    expect(servedBy("claude-opus-5-5")).toEqual([]);
  });
});
