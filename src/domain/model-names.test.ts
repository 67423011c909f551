import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import { ALL_MODELS } from "./account.ts";
import { type ModelOffer, namesOf, nearestNames, offeredAs, offersFor } from "./model-names.ts";
import { matchesWildcard } from "./wildcard.ts";

const offer = (
  changes: Partial<Omit<ModelOffer, "models">> & { models?: Partial<ModelOffer["models"]> },
): ModelOffer => ({
  qualifier: "codex",
  known: new Set(["gpt-5.5"]),
  families: ["gpt-*"],
  takesUnknown: false,
  needsPrefix: false,
  ...changes,
  models: { ...ALL_MODELS, ...changes.models },
});

describe("a name", () => {
  test("is served where it is listed, where its family is at home, and nowhere else", () => {
    expect(offeredAs(offer({}), "gpt-5.5")).toEqual({ model: "gpt-5.5", by: "exact" });
    expect(offeredAs(offer({}), "gpt-99")).toEqual({ model: "gpt-99", by: "family" });
    expect(offeredAs(offer({}), "claude-x")).toBeNull();
    expect(offeredAs(offer({ takesUnknown: true }), "claude-x")).toEqual({ model: "claude-x", by: "any" });
  });

  test("may be addressed to a provider or by a prefix, also where no list knows it", () => {
    const prefixed = offer({ models: { prefix: "team-a" } });
    expect(offeredAs(prefixed, "team-a/gpt-5.5")).toEqual({ model: "gpt-5.5", by: "addressed" });
    expect(offeredAs(prefixed, "codex/o9-new")).toEqual({ model: "o9-new", by: "addressed" });
    expect(offeredAs(prefixed, "team-b/gpt-5.5")).toBeNull();
    expect(offeredAs(prefixed, "team-a/")).toBeNull();
  });

  test("with a slash of its own is the upstream's before it is an address", () => {
    const router = offer({ qualifier: "anthropic", known: new Set(["anthropic/claude-x", "claude-x"]), families: [] });
    expect(offeredAs(router, "anthropic/claude-x")).toEqual({ model: "anthropic/claude-x", by: "exact" });
  });

  test("without its prefix is not served where the operator wants the prefix", () => {
    const strict = offer({ needsPrefix: true, models: { prefix: "team-a" } });
    expect(offeredAs(strict, "gpt-5.5")).toBeNull();
    expect(offeredAs(strict, "team-a/gpt-5.5")?.model).toBe("gpt-5.5");
    expect(namesOf(strict)).toEqual(["team-a/gpt-5.5"]);
  });

  test("that is excluded is served by no way round", () => {
    const models = {
      excluded: ["*-5.5"],
      prefix: "p",
      aliases: [{ name: "gpt-5.5", alias: "fast", hidesName: false }],
    };
    for (const name of ["gpt-5.5", "p/gpt-5.5", "codex/gpt-5.5", "fast", "p/fast"])
      expect(offeredAs(offer({ models }), name)).toBeNull();
    expect(namesOf(offer({ models }))).toEqual([]);
  });

  test("by an alias is the upstream's model; the own name is hidden where the operator wants it so", () => {
    const alias = { name: "gpt-5.5", alias: "fast" };
    const kept = offer({ models: { aliases: [{ ...alias, hidesName: false }] } });
    const hidden = offer({ models: { aliases: [{ ...alias, hidesName: true }] } });
    expect(offeredAs(kept, "fast")).toEqual({ model: "gpt-5.5", by: "exact" });
    expect(namesOf(kept)).toEqual(["gpt-5.5", "fast"]);
    expect(namesOf(hidden)).toEqual(["fast"]);
    for (const name of ["gpt-5.5", "codex/gpt-5.5"]) expect(offeredAs(hidden, name)).toBeNull();
  });

  test("of an upstream with a list of its own is one of that list, and said as the list says", () => {
    const listed = offer({
      models: {
        offered: [
          { name: "a/b", alias: "b" },
          { name: "c", alias: null },
        ],
      },
    });
    expect(offeredAs(listed, "b")).toEqual({ model: "a/b", by: "exact" });
    expect(offeredAs(listed, "codex/c")).toEqual({ model: "c", by: "addressed" });
    for (const name of ["a/b", "gpt-5.5", "codex/gpt-5.5"]) expect(offeredAs(listed, name)).toBeNull();
    expect(namesOf(listed)).toEqual(["b", "c"]);
  });
});

describe("of several offers", () => {
  test("those that list the name go before those it only looks like", () => {
    const router = offer({ qualifier: "router", known: new Set(["gpt-oss"]), families: [] });
    const served = (name: string) => offersFor([offer({}), router], name).map((one) => one.offer.qualifier);
    expect(served("gpt-oss")).toEqual(["router"]);
    expect(served("gpt-9")).toEqual(["codex"]);
    expect(served("nothing")).toEqual([]);
  });

  test("all that list it serve it together", () => {
    const router = offer({ qualifier: "router", families: [] });
    expect(offersFor([offer({}), router], "gpt-5.5")).toHaveLength(2);
  });
});

describe("near misses", () => {
  const names = ["claude-opus-5-5", "claude-haiku-4-5", "gpt-5.5", "gpt-6-sol"];
  test("are the names written most alike, the nearest first", () => {
    expect(nearestNames("gpt-5.4", names)[0]).toBe("gpt-5.5");
    expect(nearestNames("claude-opus-5.5", names)).toEqual(["claude-opus-5-5"]);
    expect(nearestNames("claude-opus", names)).toEqual(["claude-opus-5-5"]);
    expect(nearestNames("CLAUDE-HAIKU-4-5-20251001", names)).toEqual(["claude-haiku-4-5"]);
    expect(nearestNames("something-else-entirely", names)).toEqual([]);
  });
});

test("a wildcard means what the pattern without the star characters spells", () => {
  const pieces = fc.array(fc.stringMatching(/^[a-c.]{0,3}$/), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(pieces, fc.stringMatching(/^[a-c.]{0,9}$/), (parts, text) => {
      const escaped = parts.map((part) => part.replaceAll(".", String.raw`\.`));
      expect(matchesWildcard(parts.join("*"), text)).toBe(new RegExp(`^${escaped.join(".*")}$`).test(text));
    }),
  );
});
