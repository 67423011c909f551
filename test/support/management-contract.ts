// The management API as a table: each call, what it answers when all is well, and each way in which it is refused.

import { expect } from "bun:test";

import { type Setting, SETTINGS } from "../../src/management/config/settings.ts";
import { UPSTREAM_LISTS, type UpstreamList } from "../../src/management/key-lists/upstream-lists.ts";

export interface ContractCall {
  /** `METHOD /path?query`, behind `/v0/management`. */
  readonly call: string;
  readonly body?: unknown;
  /** Default: 200 and this body. */
  readonly answer: unknown;
  readonly refusals?: readonly Refusal[];
}

export interface Refusal {
  /** In place of the call's own. */
  readonly call?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly error: string;
}

/** An auth file that is there, and its account's handle, whatever that is. */
export const FILE = "kimi.json";
export const FILE_TEXT = `{ "type": "kimi", "api_key": "sk-kimi-1", "email": "kim@example.com" }\n`;
/** Stands for the account's handle, in calls and bodies. */
export const AUTH_INDEX = "<auth-index>";

/** What the gateway of the table has in its config.yaml. The addresses refuse at once: nobody is asked anything. */
export const CONTRACT_CONFIG = {
  "api-keys": ["k1", "k2"],
  ...Object.fromEntries(
    UPSTREAM_LISTS.filter(({ identity }) => identity === "api-key").map(({ name }) => [
      name,
      [
        { "api-key": "key-a", "base-url": "http://127.0.0.1:9/a/v1", future: { kept: true } },
        { "api-key": "key-b", "base-url": "http://127.0.0.1:9/b/v1" },
      ],
    ]),
  ),
  "openai-compatibility": [
    { name: "router", "base-url": "http://127.0.0.1:9/router/v1", "api-key-entries": [{ "api-key": "key-r" }] },
  ],
  "oauth-excluded-models": { codex: ["*-mini"] },
  "oauth-model-alias": { codex: [{ name: "gpt-long", alias: "fast" }] },
  "future-section": { kept: true },
} as const;

const OK = { status: "ok" };
const LONG = "x".repeat(4 * 1024 * 1024);

function invalid(...bodies: readonly unknown[]): readonly Refusal[] {
  return bodies.map((body) => ({ body, status: 400, error: "invalid body" }));
}

function refused(status: number, error: string, ...bodies: readonly unknown[]): readonly Refusal[] {
  return bodies.map((body) => ({ body, status, error }));
}

/** Whatever wants an object of JSON. No body, broken JSON, what is no object, what is no UTF-8, too much of it. */
const NO_OBJECT: readonly Refusal[] = [
  ...invalid(undefined, "", "{", "[", '{"value":', "text", '"text"', "null", "7", "[]", new Uint8Array([0x7b, 0xff])),
  { body: `{"value":"${LONG}"}`, status: 413, error: "request body too large" },
];
/** Whatever wants a list. */
const NO_LIST: readonly Refusal[] = [
  ...invalid(undefined, "", "[", "text", '"text"', "null", "7", {}, { items: [] }, { items: "x" }, { items: { a: 1 } }),
  { body: `["${LONG}"]`, status: 413, error: "request body too large" },
];
const NOTHING_FOUND = refused(404, "item not found", ...[99, -1].map((index) => ({ index, value: {} })));

function at(refusals: readonly Refusal[], ...calls: readonly string[]): readonly Refusal[] {
  return calls.flatMap((call) => refusals.map((refusal) => ({ ...refusal, call })));
}

function scalar({ path, type, removable }: Setting): readonly ContractCall[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const given = { boolean: true, number: 5, string: "http://127.0.0.1:3128" }[type];
  const value = path === "/routing/strategy" ? "fill-first" : given;
  const wrong = { boolean: [1, "true", "yes"], number: ["5", 1.5, true], string: [5, true, ["x"]] }[type];
  const misfits = {
    "/routing/strategy": refused(400, "invalid strategy", { value: "best" }),
    "/proxy-url": invalid({ value: "nowhere" }, { value: "ftp://127.0.0.1" }),
    "/request-retry": invalid({ value: -1 }, { value: 1e12 }),
  }[path];
  const refusals = [
    ...NO_OBJECT,
    ...invalid({}, { value: null }, { value: {} }, { value: [value] }, ...wrong.map((one) => ({ value: one }))),
    ...(misfits ?? []),
  ];
  return [
    { call: `GET ${path}`, answer: { [name]: expect.anything() } },
    { call: `PUT ${path}`, body: { value }, answer: OK, refusals },
    { call: `PATCH ${path}`, body: { value }, answer: OK, refusals },
    ...(removable === true ? [{ call: `DELETE ${path}`, answer: OK }] : []),
  ];
}

function bareKeys(name: string, [first, second]: readonly [string, string]): readonly ContractCall[] {
  const path = `/${name}`;
  return [
    { call: `GET ${path}`, answer: { [name]: [first, second] } },
    {
      call: `PUT ${path}`,
      body: ["n1", "n2"],
      answer: OK,
      refusals: [...NO_LIST, ...invalid([1], ["n1", null], [["n1"]], [""], ["two words"], { items: [1] })],
    },
    {
      call: `PATCH ${path}`,
      body: { old: second, new: "n2" },
      answer: OK,
      refusals: [
        ...NO_OBJECT,
        ...invalid({ index: "0", value: "n" }, { index: 0.5, value: "n" }, { index: 0, value: 1 }),
        ...invalid({ index: 0, value: "" }, { old: first, new: " " }, { old: 1, new: "n" }, { index: 0, value: "a b" }),
        ...refused(400, "missing fields", {}, { index: 0 }, { value: "n" }, { old: first }, { new: "n" }),
        ...refused(404, "item not found", { index: 99, value: "n" }, { index: -1, value: "n" }, { old: "x", new: "n" }),
      ],
    },
    {
      call: `DELETE ${path}?value=${first}`,
      answer: OK,
      refusals: [
        ...at(refused(400, "missing index or value", undefined), `DELETE ${path}`, `DELETE ${path}?index=x`),
        ...at(refused(404, "item not found", undefined), `DELETE ${path}?index=9`, `DELETE ${path}?value=x`),
      ],
    },
  ];
}

/** Further members that are none, whichever list they stand in. */
const BAD_MEMBERS: readonly object[] = [
  { "base-url": "nowhere" },
  { "base-url": 5 },
  { headers: [1] },
  { priority: "1" },
  { models: "m" },
];

function entries({ name, identity, needed }: UpstreamList): readonly ContractCall[] {
  const path = `/${name}`;
  const [known, another] = identity === "name" ? ["router", "other"] : ["key-a", "key-c"];
  const fresh = { [identity]: another, "base-url": "http://127.0.0.1:9/c/v1", "proxy-url": "" };
  const word = identity === "name" ? "name" : "match";
  const badProxy = { "proxy-url": "nowhere" };
  const badKeys = { "api-key-entries": [{ "api-key": "k", ...badProxy }] };
  const badMembers = [...BAD_MEMBERS, identity === "name" ? badKeys : badProxy];
  return [
    {
      call: `GET ${path}`,
      answer: { [name]: expect.arrayContaining([expect.objectContaining({ [identity]: known })]) },
    },
    {
      call: `PUT ${path}`,
      body: [fresh],
      answer: OK,
      refusals: [
        ...NO_LIST,
        ...invalid(["x"], [[]], [null], { items: [1] }),
        ...needed.flatMap((member) => invalid([fresh, { ...fresh, [member]: "" }], [{ ...fresh, [member]: null }])),
        ...badMembers.flatMap((bad) => invalid([fresh, { ...fresh, [identity]: "one-more", ...bad }])),
      ],
    },
    {
      call: `PATCH ${path}`,
      body: { [word]: known, value: { prefix: "team" } },
      answer: OK,
      refusals: [
        ...NO_OBJECT,
        ...NOTHING_FOUND,
        ...refused(404, "item not found", { [word]: "unknown", value: {} }, { [word]: "", value: {} }, { value: {} }),
        ...invalid({ index: 0 }, { index: 0, value: null }, { index: 0, value: "x" }, { index: 0, value: [] }),
        ...invalid({ index: "0", value: {} }, { index: 0.5, value: {} }, { [word]: 5, value: {} }),
        ...needed.flatMap((member) =>
          invalid({ index: 0, value: { [member]: "" } }, { index: 0, value: { [member]: null } }),
        ),
        ...badMembers.flatMap((value) => invalid({ index: 0, value })),
      ],
    },
    {
      call: `DELETE ${path}?${identity}=${known}`,
      answer: OK,
      refusals: [
        ...at(refused(400, `missing ${identity} or index`, undefined), `DELETE ${path}`, `DELETE ${path}?index=x`),
        ...at(refused(404, "item not found", undefined), `DELETE ${path}?index=9`, `DELETE ${path}?${identity}=x`),
      ],
    },
  ];
}

interface MapCase {
  readonly name: string;
  /** What a provider is called in it. */
  readonly word: string;
  readonly member: string;
  readonly given: readonly unknown[];
  readonly wrong: readonly unknown[];
}

function providerMap({ name, word, member, given, wrong }: MapCase): readonly ContractCall[] {
  const path = `/${name}`;
  const unknown = refused(404, `${word} not found`, undefined);
  return [
    { call: `GET ${path}`, answer: { [name]: { codex: expect.any(Array) } } },
    {
      call: `PUT ${path}`,
      body: { claude: given },
      answer: OK,
      refusals: [
        ...NO_OBJECT,
        ...wrong.flatMap((one) => invalid({ claude: given, codex: one })),
        ...invalid({ "": given }),
      ],
    },
    {
      call: `PATCH ${path}`,
      body: { [word]: "claude", [member]: given },
      answer: OK,
      refusals: [
        ...NO_OBJECT.filter(({ body }) => typeof body !== "object"),
        ...wrong.flatMap((one) => invalid({ [word]: "codex", [member]: one })),
        ...refused(400, `invalid ${word}`, { [member]: given }, { [word]: " ", [member]: given }),
        ...refused(404, `${word} not found`, { [word]: "unknown", [member]: [] }),
      ],
    },
    {
      call: `DELETE ${path}?${word}=codex`,
      answer: OK,
      refusals: [
        ...at(unknown, `DELETE ${path}?${word}=unknown`),
        ...at(refused(400, `missing ${word}`, undefined), `DELETE ${path}`),
      ],
    },
  ];
}

const WHOLE_FILE: readonly ContractCall[] = [
  { call: "GET /config", answer: expect.objectContaining({ "api-keys": ["k1", "k2"], debug: false, "proxy-url": "" }) },
  { call: "GET /config.yaml", answer: expect.stringContaining("api-keys:") },
  {
    call: "PUT /config.yaml",
    body: "debug: true\n",
    answer: { ok: true, changed: ["config"] },
    refusals: [
      ...refused(
        422,
        "invalid_config",
        undefined,
        "",
        " \n",
        "debug: [",
        "debug: {",
        "a: *nowhere",
        "- a",
        "text",
        "5",
      ),
      ...refused(
        422,
        "invalid_config",
        "debug: perhaps",
        "debug: true\nrequest-retry: many",
        "debug: true\ndebug: false",
      ),
      ...refused(422, "invalid_config", "debug: true\napi-keys: { a: 1 }", "claude-api-key: [{ base-url: http://x }]"),
      ...refused(422, "invalid_config", "remote-management: { secret-key: mine }"),
      ...refused(422, "invalid_config", "remote-management: { allow-remote: true }"),
      ...refused(422, "invalid_config", "a: &a { secret-key: mine }\nremote-management: *a"),
      ...refused(422, "invalid_config", new Uint8Array([0xff, 0xfe, 0x00])),
      { body: `# ${LONG}\ndebug: true\n`, status: 413, error: "request body too large" },
    ],
  },
  { call: "GET /latest-version", answer: { "latest-version": expect.stringMatching(/^v\d+\.\d+\.\d+/) } },
];

export const CONFIG_CALLS: readonly ContractCall[] = [
  ...SETTINGS.flatMap(scalar),
  ...bareKeys("api-keys", ["k1", "k2"]),
  ...bareKeys("generative-language-api-key", ["key-a", "key-b"]),
  ...UPSTREAM_LISTS.flatMap(entries),
  ...providerMap({
    ...{ name: "oauth-excluded-models", word: "provider", member: "models" },
    ...{ given: ["a"], wrong: ["a", 5, { a: 1 }, ["a", 1]] },
  }),
  ...providerMap({
    ...{ name: "oauth-model-alias", word: "channel", member: "aliases" },
    ...{ given: [{ name: "n", alias: "a" }], wrong: ["a", ["a"], [{ name: 1, alias: "a" }]] },
  }),
  ...WHOLE_FILE,
];
