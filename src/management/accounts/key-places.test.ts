import { describe, expect, test } from "bun:test";

import { parse } from "yaml";

import type { ConfigInForce } from "../../config/config-document.ts";
import { editConfigText } from "../../config/edit-config.ts";
import { parseConfig } from "../../config/parse-config.ts";
import type { ConfigMutation } from "../../config/edit-config.ts";
import { type KeyPlace, pausing, placesOf, removing, saying, waking } from "./key-places.ts";

const CONFIG = `
claude-api-key:
  # the first
  - api-key: a
    headers: { X-Team: blue }
  - api-key: b
  - api-key: a
openai-compatibility:
  - name: keyless
    base-url: http://127.0.0.1:9/keyless
  - name: router
    base-url: http://127.0.0.1:9/router
    disabled: true
    api-key-entries: [one, { api-key: two }, three]
`;

/** The handles are the keys themselves. */
const authIndexes = () =>
  new Map([
    ["claude-api-key", [["a"], ["b"], ["a"]]],
    ["openai-compatibility", [["keyless"], ["one", "two", "three"]]],
  ]);

function inForce(text = CONFIG): ConfigInForce {
  const parsed = parseConfig(text, "config.yaml");
  if (parsed.kind !== "ok") throw new Error(JSON.stringify(parsed.problems));
  return { config: parsed.config, values: parse(text) as unknown };
}

const NOW = inForce();
const places = (authIndex: string): readonly KeyPlace[] => placesOf(NOW, authIndexes, authIndex);
const after = (mutations: readonly ConfigMutation[]): Record<string, unknown[]> => {
  const text = editConfigText(CONFIG, mutations, "config.yaml");
  // What is written must be understood again.
  inForce(text);
  return parse(text) as Record<string, unknown[]>;
};

test("a key is found wherever it stands", () => {
  expect(places("a")).toEqual([
    { list: "claude-api-key", index: 0, key: null },
    { list: "claude-api-key", index: 2, key: null },
  ]);
  expect(places("two")).toEqual([{ list: "openai-compatibility", index: 1, key: 1 }]);
  expect(places("keyless")).toEqual([{ list: "openai-compatibility", index: 0, key: null }]);
  expect(places("nobody")).toEqual([]);
});

test("a key wakes out of every way to be off, and the others of its upstream stay as they are", () => {
  const text = `
openai-compatibility:
  - name: router
    base-url: http://127.0.0.1:9/router
    weight: 0
    excluded-models: [never-*, "*"]
    api-key-entries: [{ api-key: one, disabled: true }, { api-key: two, disabled: true }, three]
`;
  const now = inForce(text);
  const [two] = placesOf(now, () => new Map([["openai-compatibility", [["one", "two", "three"]]]]), "two");
  if (two === undefined) throw new Error("two");
  expect(parse(editConfigText(text, waking(now, two), "config.yaml"))).toEqual({
    "openai-compatibility": [
      {
        name: "router",
        "base-url": "http://127.0.0.1:9/router",
        "excluded-models": ["never-*"],
        "api-key-entries": [{ "api-key": "one", disabled: true }, { "api-key": "two" }, "three"],
      },
    ],
  });
});

describe("pausing", () => {
  test("switches every entry of the key", () => {
    expect(after(pausing(NOW, places("a"), true))["claude-api-key"]).toMatchObject([
      { "api-key": "a", disabled: true },
      { "api-key": "b" },
      { "api-key": "a", disabled: true },
    ]);
  });

  test("switches one key of an upstream, that stands there alone as well", () => {
    const keys = (mutations: readonly ConfigMutation[]) =>
      (after(mutations)["openai-compatibility"]?.[1] as Record<string, unknown> | undefined)?.["api-key-entries"];
    expect(keys(pausing(NOW, places("one"), true))).toEqual([
      { "api-key": "one", disabled: true },
      { "api-key": "two" },
      "three",
    ]);
    expect(keys(pausing(NOW, places("two"), true))).toEqual(["one", { "api-key": "two", disabled: true }, "three"]);
  });

  test("ended for one key of an upstream that was off leaves its sisters off", () => {
    const upstream = after(pausing(NOW, places("two"), false))["openai-compatibility"]?.[1];
    expect(upstream).toEqual({
      name: "router",
      "base-url": "http://127.0.0.1:9/router",
      "api-key-entries": [
        { "api-key": "one", disabled: true },
        { "api-key": "two" },
        { "api-key": "three", disabled: true },
      ],
    });
  });
});

describe("removing", () => {
  test("takes every entry of the key, and one key of an upstream", () => {
    expect(after(removing(NOW, places("a")))["claude-api-key"]).toEqual([{ "api-key": "b" }]);
    expect(after(removing(NOW, places("one")))["openai-compatibility"]?.[1]).toMatchObject({
      "api-key-entries": [{ "api-key": "two" }, "three"],
    });
  });

  test("takes the upstream along with its last key", () => {
    const all = ["one", "two", "three"].flatMap((key) => places(key));
    expect(after(removing(NOW, all))["openai-compatibility"]).toHaveLength(1);
    expect(after(removing(NOW, places("keyless")))["openai-compatibility"]).toMatchObject([{ name: "router" }]);
  });
});

describe("saying", () => {
  test("joins headers and takes back what is null", () => {
    const said = saying(
      NOW,
      places("a").slice(0, 1),
      new Map<string, unknown>([
        ["priority", 3],
        ["prefix", null],
        ["headers", { "x-team": "", "X-New": "1" }],
      ]),
    );
    if (said.kind === "refused") throw new Error(said.reason);
    expect(after(said.mutations)["claude-api-key"]?.[0]).toEqual({
      "api-key": "a",
      headers: { "X-New": "1" },
      priority: 3,
    });
  });

  test("refuses what the key does not have, by the name that the caller knows", () => {
    expect(saying(NOW, places("b"), new Map([["label", "x"]]))).toEqual({
      kind: "refused",
      reason: "alias: is no field of a key in config.yaml",
    });
    expect(saying(NOW, places("one"), new Map([["priority", 1]]))).toEqual({
      kind: "refused",
      reason: "priority: is its upstream's: change it there",
    });
  });

  test("gives one key of an upstream a proxy of its own", () => {
    const said = saying(NOW, places("three"), new Map([["proxy_url", "direct"]]));
    if (said.kind === "refused") throw new Error(said.reason);
    expect(after(said.mutations)["openai-compatibility"]?.[1]).toMatchObject({
      "api-key-entries": ["one", { "api-key": "two" }, { "api-key": "three", "proxy-url": "direct" }],
    });
  });
});
