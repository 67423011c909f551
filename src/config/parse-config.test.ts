import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { type ConfigResult, parseConfig } from "./parse-config.ts";
import type { Config } from "./schema.ts";

describe("what is valid", () => {
  test("an empty file is all defaults", () => {
    expect(configOf("")).toEqual(configOf("# only a comment\n"));
    expect(configOf("")).toMatchObject({
      host: "127.0.0.1",
      port: 8317,
      apiKeys: [],
      requestRetry: 3,
      routing: { strategy: "usage_weighted", stickyThreadsEnabled: true, sessionTtlSeconds: 3600 },
      upstreams: { codex: { baseUrl: "https://chatgpt.com/backend-api" } },
    });
  });

  test("a key or a section without a value means its default", () => {
    expect(configOf("port:\nrouting:\ntls:\n  enable:\napi-keys:\n")).toEqual(configOf(""));
  });

  test("an api key is a text, or a key with a name, and shows itself to nobody who prints it", () => {
    const { apiKeys } = configOf("api-keys:\n  - first-key\n  - {key: second-key, name: Ada}\n");
    expect(apiKeys.map(({ key, name }) => [key.reveal(), name])).toEqual([
      ["first-key", null],
      ["second-key", "Ada"],
    ]);
    expect(JSON.stringify(apiKeys)).not.toContain('-key"');
  });

  test.each([
    ["usage-weighted", "usage_weighted"],
    ["round-robin", "round_robin"],
    ["rr", "round_robin"],
    ["fill_first", "fill_first"],
    ["ff", "fill_first"],
  ] as const)("the strategy may be spelt %s", (spelt, strategy) => {
    expect(configOf(`routing: {strategy: ${spelt}}`).routing.strategy).toBe(strategy);
  });

  test("time limits take decimals", () => {
    expect(configOf("keepalive-seconds: 0.25").keepaliveSeconds).toBe(0.25);
  });

  test("slashes at the end of an upstream address are dropped", () => {
    const { upstreams } = configOf("upstreams: {openai: {base-url: 'http://127.0.0.1:9/v1//'}}");
    expect(upstreams.openai.baseUrl).toBe("http://127.0.0.1:9/v1");
  });

  test.each(["''", "direct", "http://proxy:3128", "socks5://u:p@proxy:1080", "socks5h://[::1]:1080"])(
    "the proxy may be %s",
    (value) => expect(parseConfig(`proxy-url: ${value}`, "c").kind).toBe("ok"),
  );

  test.each(["10.0.0.7", "10.0.0.0/8", "'::1'", "'fd00::/8'"])("a trusted proxy may be %s", (value) =>
    expect(parseConfig(`trusted-proxies: [${value}]`, "c").kind).toBe("ok"),
  );

  test("Windows line ends and a byte order mark are no mistake", () => {
    expect(configOf("\uFEFFport: 1\r\ndebug: true\r\n")).toMatchObject({ port: 1, debug: true });
  });
});

describe("what is not valid", () => {
  test("a wrong value is told with file, line, key, what was expected and what was found", () => {
    expect(problemsOf("# first\n\nport: abc\n")).toEqual([
      {
        line: 3,
        column: 1,
        key: "port",
        message: 'config.yaml:3: port: expected a whole number between 0 and 65535, found "abc"',
      },
    ]);
  });

  test.each([
    ["port: 70000", "config.yaml:1: port: expected a whole number between 0 and 65535, found 70000"],
    ["port: 1.5", "config.yaml:1: port: expected a whole number between 0 and 65535, found 1.5"],
    ["debug: yes", 'config.yaml:1: debug: expected true or false, found "yes"'],
    ["request-retry: 11", "config.yaml:1: request-retry: expected a whole number between 0 and 10, found 11"],
    ["keepalive-seconds: 0", "keepalive-seconds: expected a number of seconds above 0, at most 2000000, found 0"],
    ["host: http://x/", "host: expected an address to listen on, such as 127.0.0.1 or 0.0.0.0, found"],
    ["\nrouting:\n  strategy: best", "config.yaml:3: routing.strategy: expected one of usage-weighted, round-robin"],
    ["routing: []", "config.yaml:1: routing: expected a mapping of keys, found a list"],
    ["trusted-proxies: [10.0.0.0/33]", "trusted-proxies[0]: expected an IP address or range, such as 10.0.0.7 or"],
    ["proxy-url: ftp://x", 'proxy-url: expected an http, https, socks5 or socks5h URL, "direct" or "", found text'],
    ["database-url: mysql://u:pw@h/d", "database-url: expected a postgres:// URL, found text"],
    [
      "upstreams: {codex: {base-url: nowhere}}",
      "upstreams.codex.base-url: expected an http or https URL without query",
    ],
    ["api-keys: {}", "config.yaml:1: api-keys: expected a list of keys, found a mapping"],
    ["api-keys:\n  - 12345", "config.yaml:2: api-keys[0]: expected a key as text, or a mapping of key and name, found"],
    ["api-keys:\n  - name: x", "config.yaml:2: api-keys[0].key: expected a key as text"],
    ["tls: {enable: true, key: k}", "config.yaml:1: tls.cert: expected the path of a file, as tls.enable is true"],
    ["- a", "config.yaml:1: expected a mapping of keys, found a list"],
    ["just words", "config.yaml:1: expected a mapping of keys, found text"],
    ["port: 1\nport: 2", "config.yaml:2: port: the same key stands twice in one mapping; keep one of the two"],
    ['debug: true\nhost: "x', "config.yaml:2: a closing quote, bracket or a ':' is missing"],
    ["a: 1\n---\nb: 2", "config.yaml:2: a second document begins here"],
    ["\tport: 1", "config.yaml:1: a tab is used for indentation"],
    ["api-keys: [*nothing]", "config.yaml: an alias (*name) has no anchor"],
  ])("%j", (text, message) => {
    const [problem, ...others] = problemsOf(text);
    expect(problem?.message).toContain(message);
    expect(others).toEqual([]);
  });

  test("all problems are told at once, in the order of the file", () => {
    const problems = problemsOf("debug: 1\nport: x\nrequest-retry: y\nhost: 5\n");
    expect(problems.map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  test.each([
    "api-keys: hunter2",
    "api-keys:\n  - [hunter2]",
    "api-keys:\n  - {key: hunter2, name: []}",
    "api-keys:\n  - hunter2 hunter2",
    "api-keys:\n - hunter2\n  - hunter2",
    'api-keys:\n  - "hunter2',
    "api-keys: [*hunter2]",
    "api-keys: [&hunter2]]",
    "api-keys: [!hunter2 x]",
    "api-keys:\nhunter2: x",
    "hunter2",
    "hunter2: 1\nhunter2: 2",
    "routing: hunter2",
    "database-url: hunter2",
    "proxy-url: hunter2://x",
    "upstreams: {openai: {base-url: 'ftp://u:hunter2@x'}}",
  ])("no secret is repeated: %j", (text) => {
    const result = parseConfig(text, "config.yaml");
    expect(JSON.stringify(result.kind === "ok" ? result.warnings : result.problems)).not.toContain("hunter2");
  });

  test("an alias bomb is refused, not unfolded", () => {
    const levels = Array.from({ length: 12 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(10)}]`);
    expect(parseConfig(`a0: &a0 [x]\n${levels.join("\n")}`, "c").kind).toBe("invalid");
  });

  test("no text makes it throw", () => {
    const yamlish = fc.array(
      fc.constantFrom(
        "port",
        ": ",
        "\n",
        "  ",
        "- ",
        "[",
        "{",
        "}",
        '"',
        "&a",
        "*a",
        "!",
        "? ",
        "<<",
        "|",
        "#",
        "__proto__",
        "api-keys",
        "1",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          yamlish.map((parts) => parts.join("")),
        ),
        (text) => void parseConfig(text, "c"),
      ),
    );
  });
});

describe("unknown keys", () => {
  test.each([
    ["\n\nprot: 1", "unknown key 'prot' (line 3): did you mean 'port'?"],
    ["api_keys: []", "unknown key 'api_keys' (line 1): did you mean 'api-keys'?"],
    ["routing:\n  stratgey: rr", "unknown key 'routing.stratgey' (line 2): did you mean 'routing.strategy'?"],
    ["strategy: rr", "unknown key 'strategy' (line 1): did you mean 'routing.strategy'?"],
    ["api-keys:\n  - {key: k, nmae: x}", "unknown key 'api-keys[0].nmae' (line 2): did you mean 'api-keys.name'?"],
    ["colour-scheme: dark", "unknown key 'colour-scheme' (line 1)"],
  ])("%j is warned about, not refused", (text, message) => {
    const result = parseConfig(text, "config.yaml");
    expect(result.kind === "ok" && result.warnings.map((warning) => warning.message)).toEqual([message]);
  });
});

function configOf(text: string): Config {
  const result = parseConfig(text, "config.yaml");
  if (result.kind === "invalid") throw new Error(JSON.stringify(result.problems));
  return result.config;
}

function problemsOf(text: string): Extract<ConfigResult, { kind: "invalid" }>["problems"] {
  const result = parseConfig(text, "config.yaml");
  if (result.kind === "ok") throw new Error("it is valid");
  return result.problems;
}
