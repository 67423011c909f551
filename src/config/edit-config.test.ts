import { describe, expect, test } from "bun:test";

import { ConfigInvalid } from "./config-problem.ts";
import { defaultConfigText } from "./default-config.ts";
import { type ConfigMutation, editConfigText } from "./edit-config.ts";
import { parseConfig } from "./parse-config.ts";

const BY_HAND = `# Ours, not yours
port: 9000 # the old one

# Who gets in
api-keys:
  - first # Ada
  # the build server
  - key: second
    name: ci
unknown-thing: { a: 1 }
routing:
  strategy: rr
`;

describe("a file written by hand", () => {
  test("changes in one value and nowhere else", () => {
    expect(edited(BY_HAND, set(["port"], 1))).toBe(BY_HAND.replace("9000", "1"));
    expect(edited(BY_HAND, set(["routing", "strategy"], "fill-first"))).toBe(BY_HAND.replace("rr", "fill-first"));
  });

  test("keeps the comments of the list items that stay", () => {
    const keys = [{ key: "second", name: "ci" }, "third", "first"];
    expect(edited(BY_HAND, set(["api-keys"], keys))).toContain(
      "  # the build server\n  - key: second\n    name: ci\n  - third\n  - first # Ada\n",
    );
  });

  test("takes a list item by its index", () => {
    expect(edited(BY_HAND, set(["api-keys", 1, "name"], "build"))).toBe(BY_HAND.replace("name: ci", "name: build"));
    expect(edited(BY_HAND, set(["api-keys", 2], "third"))).toContain("    name: ci\n  - third\n");
  });

  test("keeps the comment above what is removed", () => {
    expect(edited(BY_HAND, drop(["api-keys"]))).toContain("# Who gets in\n#api-keys: []");
    expect(edited(BY_HAND, drop(["port"]))).toStartWith("# Ours, not yours\n#port: 8317\n\n# Who gets in\n");
    expect(edited(BY_HAND, drop(["api-keys", 1]))).toContain("# the build server");
  });

  test("is left as it is by a removal of what is not there", () => {
    const odd = "port:    1   # so\n";
    expect(edited(odd, drop(["host"]))).toBe(odd);
    expect(edited(odd, drop(["routing", "strategy"]))).toBe(odd);
  });

  test("merges a mapping key by key", () => {
    const text = "routing:\n  # why\n  strategy: rr\n  account-concurrency: 2\n";
    expect(edited(text, set(["routing"], { strategy: "ff", "session-ttl-seconds": 60 }))).toBe(
      "routing:\n  # why\n  strategy: ff\n  session-ttl-seconds: 60\n",
    );
  });

  test("merges a mapping of which nothing stays", () => {
    const text = "oauth-excluded-models:\n  # why\n  codex: [ a ] # so\ndebug: true\n";
    expect(edited(text, set(["oauth-excluded-models"], { claude: ["b"] }))).toBe(
      "oauth-excluded-models:\n  # why\n  claude:\n    - b\ndebug: true\n",
    );
    expect(edited(text, set(["oauth-excluded-models"], {}))).toContain("# why\ndebug: true\n");
  });

  test("takes what it does not have yet at its end", () => {
    expect(edited("port: 1\n", set(["retention", "records-days"], 7))).toBe("port: 1\nretention:\n  records-days: 7\n");
    expect(edited("", set(["port"], 1))).toBe("port: 1\n");
    expect(edited("# Mine\n", set(["port"], 1))).toBe("# Mine\n\nport: 1\n");
  });

  test("takes a key that is not ours as it is given", () => {
    expect(edited("#other: 5\nport: 1\n", set(["other", "a"], 1))).toBe("#other: 5\nport: 1\nother:\n  a: 1\n");
  });

  test("quotes what YAML would take for something else", () => {
    const text = edited("", set(["api-keys"], ["12345", "*star", "true", "a:b#c"]));
    const result = parseConfig(text, "c");
    expect(result.kind === "ok" && result.config.apiKeys.map(({ key }) => key.reveal())).toEqual([
      "12345",
      "*star",
      "true",
      "a:b#c",
    ]);
  });

  test("refuses to change a part of what has no parts", () => {
    expect(() => edited("port: 1\n", set(["port", "x"], 1))).toThrow(ConfigInvalid);
    expect(() => edited("words", set(["port"], 1))).toThrow(ConfigInvalid);
    expect(() => edited("port: [", set(["port"], 1))).toThrow(ConfigInvalid);
  });
});

describe("the default file", () => {
  const text = defaultConfigText();

  test("gets a value where its default was explained", () => {
    expect(edited(text, set(["port"], 1))).toBe(text.replace("#port: 8317", "port: 1"));
    expect(edited(text, set(["api-keys"], ["k"]))).toBe(text.replace("#api-keys: []", "api-keys:\n  - k"));
  });

  test("gets a value of a section in its place", () => {
    const lines = edited(
      text,
      set(["upstreams", "openai", "base-url"], "http://x"),
      set(["routing", "strategy"], "rr"),
    ).split("\n");
    const live = lines.filter((line) => line.trim() !== "" && !line.trim().startsWith("#"));
    expect(live).toEqual(["routing:", "  strategy: rr", "upstreams:", "  openai:", "    base-url: http://x"]);
    expect(lines.length).toBeLessThan(text.split("\n").length + 5);
  });

  test("says the defaults again after values came and went", () => {
    const paths = [
      ["port"],
      ["routing", "strategy"],
      ["routing", "account-concurrency"],
      ["retention", "records-days"],
    ];
    const values = [1, "rr", 2, 3];
    const there = edited(text, ...paths.map((path, index) => set(path, values[index])));
    const back = edited(there, ...paths.map(drop));
    expect({ ...parseConfig(back, "c"), values: null }).toEqual({ ...parseConfig("", "c"), values: null });
    const explanations = text.match(/# \w.*/g) ?? [];
    for (const line of explanations) expect(back).toContain(line);
    expect(edited(back, set(["routing", "strategy"], "rr"))).toContain("\n  strategy: rr\n");
  });

  test("does not bring to life what an operator keeps commented out with another value", () => {
    const mine = "#api-keys: [old]\n#port: 8317\nhost: h\n";
    expect(edited(mine, set(["api-keys"], ["new"]))).toBe(`${mine}api-keys:\n  - new\n`);
  });
});

function set(path: ConfigMutation["path"], value: unknown): ConfigMutation {
  return { path, value };
}

function drop(path: ConfigMutation["path"]): ConfigMutation {
  return { path, value: undefined };
}

function edited(text: string, ...mutations: readonly ConfigMutation[]): string {
  return editConfigText(text, mutations, "config.yaml");
}

test("a thousand entries of a list change in less than seconds", () => {
  const entries = Array.from({ length: 1000 }, (_, index) => `  - api-key: k${index} # ${index}\n`).join("");
  const before = performance.now();
  const text = edited(
    `codex-api-key:\n${entries}`,
    ...Array.from({ length: 500 }, (_, index) => set(["codex-api-key", index, "priority"], 1)),
    ...Array.from({ length: 500 }, (_, index) => drop(["codex-api-key", 999 - index])),
    ...Array.from({ length: 100 }, (_, index) => set(["codex-api-key", 500 + index], { "api-key": `n${index}` })),
  );
  expect(performance.now() - before).toBeLessThan(2000);
  expect(text).toStartWith("codex-api-key:\n  - api-key: k0 # 0\n    priority: 1\n  - api-key: k1 # 1\n");
  expect(text).toEndWith(
    "    priority: 1\n" + Array.from({ length: 100 }, (_, index) => `  - api-key: n${index}\n`).join(""),
  );
});

test("a mapping is replaced by one that shares no key with it", () => {
  const text = "claude-api-key:\n  - api-key: k\n    headers: { X-Old: a }\n";
  const replaced = edited(text, set(["claude-api-key", 0, "headers"], { "X-New": "b" }));
  expect(replaced).toBe("claude-api-key:\n  - api-key: k\n    headers: { X-New: b }\n");
});
