// The second half of the table: auth files, calls in an account's name, sign-ins, usage.

import { expect } from "bun:test";

import { AUTH_INDEX, type ContractCall, FILE, FILE_TEXT, type Refusal } from "./management-contract.ts";

const OK = { status: "ok" };

/** No name, paths of either system, hidden, with a NUL, too long; another ending. */
const BAD_NAMES: readonly (readonly [name: string, error: string])[] = [
  ...["", "../x.json", "a/b.json", "/etc/x.json", "a\\b.json", "..", ".json", ".x.json", "a\0.json"].map(
    (name) => [name, "invalid name"] as const,
  ),
  [`${"x".repeat(250)}.json`, "invalid name"],
  ["config.yaml", "name must end with .json"],
  ["kimi.json.txt", "name must end with .json"],
];

function badNames(call: (name: string) => Omit<Refusal, "status" | "error">): readonly Refusal[] {
  return BAD_NAMES.map(([name, error]) => ({ ...call(name), status: 400, error }));
}

function refused(status: number, error: string, ...bodies: readonly unknown[]): readonly Refusal[] {
  return bodies.map((body) => ({ body, status, error }));
}

function asked(status: number, error: string, ...calls: readonly string[]): readonly Refusal[] {
  return calls.map((call) => ({ call, status, error }));
}

const NO_OBJECT = refused(400, "invalid body", undefined, "", "{", "text", "null", "[]", "7", new Uint8Array([0xff]));
const NO_AUTH_JSON = "invalid auth file: it is not valid JSON";

const AUTH_FILES: readonly ContractCall[] = [
  {
    call: "GET /auth-files",
    answer: {
      files: [
        expect.objectContaining({
          ...{ name: FILE, size: FILE_TEXT.length, type: "kimi", email: "kim@example.com" },
          modtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
          ...{ id: FILE, provider: "kimi", label: "kim@example.com", status: "active", status_message: "" },
          ...{ disabled: false, unavailable: false, runtime_only: false, source: "file", success: 0, failed: 0 },
          ...{ priority: 0, note: "", prefix: "", proxy_url: "", project_id: "", next_retry_after: null },
          recent_requests: expect.any(Array),
        }),
      ],
    },
  },
  {
    call: `GET /auth-files/download?name=${FILE}`,
    answer: JSON.parse(FILE_TEXT),
    refusals: namesAt("GET /auth-files/download"),
  },
  {
    call: "POST /auth-files?name=new.json",
    body: { type: "kimi", api_key: "sk-kimi-2" },
    answer: OK,
    refusals: [
      ...badNames((name) => ({ call: `POST /auth-files?name=${encodeURIComponent(name)}`, body: "{}" })),
      ...refused(400, NO_AUTH_JSON, undefined, "", "{", "text", new Uint8Array([0x7b, 0xff])),
      ...refused(400, "invalid auth file: it holds no JSON object", '"text"', "null", "7"),
      ...refused(400, "invalid auth file: it holds a list; upload its accounts one by one", "[{}]"),
      ...[FILE, "new.json"].map((name) => ({
        ...{ call: `POST /auth-files?name=${name}`, body: `{"a":"${"x".repeat(10 * 1024 * 1024)}"}` },
        ...{ status: 400, error: "file is larger than 10 MiB" },
      })),
      {
        ...{ body: "x".repeat(12 * 1024 * 1024), status: 413, error: "request body too large" },
      },
      {
        ...{ body: "no form", headers: { "content-type": "multipart/form-data; boundary=x" } },
        ...{ status: 400, error: "invalid multipart form" },
      },
    ],
  },
  {
    call: `DELETE /auth-files?name=${FILE}`,
    answer: OK,
    refusals: [
      ...namesAt("DELETE /auth-files"),
      ...badNames((name) => ({ call: "DELETE /auth-files", body: { names: [FILE, name] } })),
      { call: "DELETE /auth-files", status: 400, error: "invalid name" },
      ...["{", "null", { names: FILE }, { names: [1] }, { name: 5 }, {}].map((body) => ({
        ...{ call: "DELETE /auth-files", body, status: 400, error: "invalid body" },
      })),
      ...asked(400, "invalid name", "DELETE /auth-files?all=", "DELETE /auth-files?all=false"),
    ],
  },
  { call: "DELETE /auth-files?all=true", answer: { status: "ok", deleted: 1 } },
  {
    call: "PATCH /auth-files/status",
    body: { name: FILE, disabled: true },
    answer: { status: "ok", disabled: true },
    refusals: [
      ...NO_OBJECT,
      ...badNames((name) => ({ body: { name, disabled: true } })).slice(1),
      ...refused(400, "name is required", {}, { disabled: true }, { name: "", disabled: true }, { name: 5 }),
      ...refused(400, "disabled is required", { name: FILE }, { name: FILE, disabled: "yes" }),
      ...refused(404, "auth file not found", { name: "nobody.json", disabled: true }),
      ...refused(404, "auth file not found", { auth_index: "0123456789abcdef", disabled: true }),
    ],
  },
  {
    call: "PATCH /auth-files/fields",
    body: { name: FILE, note: "spare", priority: 3 },
    answer: OK,
    refusals: [
      ...NO_OBJECT,
      ...badNames((name) => ({ body: { name, note: "x" } })).slice(1),
      ...refused(400, "name is required", {}, { note: "x" }),
      ...refused(400, "no fields to update", { name: FILE }),
      ...refused(400, "unknown field: type", { name: FILE, note: "x", type: "codex" }),
      ...refused(400, "invalid priority", { name: FILE, note: "x", priority: "high" }),
      ...refused(400, "invalid proxy_url", { name: FILE, note: "x", proxy_url: "nowhere" }),
      ...refused(400, "invalid headers", { name: FILE, note: "x", headers: { "a b": "c" } }),
      ...refused(404, "auth file not found", { name: "nobody.json", note: "x" }),
    ],
  },
  {
    call: `GET /auth-files/models?name=${FILE}`,
    answer: { models: expect.arrayContaining([expect.objectContaining({ id: expect.any(String), type: "kimi" })]) },
    refusals: [
      ...badNames((name) => ({ call: `GET /auth-files/models?name=${encodeURIComponent(name)}` })).slice(1),
      ...asked(400, "name is required", "GET /auth-files/models", "GET /auth-files/models?name="),
      ...asked(404, "auth file not found", "GET /auth-files/models?name=nobody.json"),
    ],
  },
  {
    call: "GET /model-definitions/claude",
    answer: { channel: "claude", models: expect.any(Array) },
    refusals: asked(400, "unknown channel", "GET /model-definitions/nobody", "GET /model-definitions/constructor"),
  },
  {
    call: "POST /reset-quota",
    body: { auth_index: AUTH_INDEX },
    answer: { status: "ok", auth_index: AUTH_INDEX, models: [] },
    refusals: [
      ...NO_OBJECT,
      ...refused(400, "auth_index is required", {}, { auth_index: " " }, { auth_index: 5 }),
      ...refused(404, "auth not found", { auth_index: "0123456789abcdef" }),
    ],
  },
  {
    call: "POST /api-call",
    body: { authIndex: AUTH_INDEX, method: "GET", url: "http://127.0.0.1:9/" },
    // Nobody listens there: the call's own answer is another test's.
    answer: expect.objectContaining({ error: "request failed" }),
    refusals: [
      ...NO_OBJECT,
      ...refused(400, "missing method", {}, { method: " ", url: "http://127.0.0.1:9/" }),
      ...refused(400, "missing url", { method: "GET" }),
      ...refused(400, "invalid url", { method: "GET", url: "nowhere" }, { method: "GET", url: "file:///etc/passwd" }),
      ...refused(400, "auth token not found", { method: "GET", url: "http://127.0.0.1:9/", header: { A: "$TOKEN$" } }),
      ...refused(400, "auth token not allowed for 127.0.0.1:9", {
        ...{ authIndex: AUTH_INDEX, method: "GET", url: "http://127.0.0.1:9/", header: { A: "$TOKEN$" } },
      }),
    ],
  },
];

function namesAt(call: string): readonly Refusal[] {
  return [
    ...badNames((name) => ({ call: `${call}?name=${encodeURIComponent(name)}` })),
    ...asked(404, "file not found", `${call}?name=nobody.json`),
  ];
}

const BEGUN = {
  status: "ok",
  url: expect.stringMatching(/^http/),
  state: expect.stringMatching(/^[a-z]+-[0-9a-f]{32}$/),
};
const IN_BROWSER = ["anthropic", "codex", "gemini-cli", "iflow", "antigravity"];
const BY_DEVICE = ["qwen", "kimi", "xai"];

const SIGN_INS: readonly ContractCall[] = [
  ...[...IN_BROWSER, ...BY_DEVICE].map((name) => ({
    call: `GET /${name}-auth-url?is_webui=true`,
    answer: expect.objectContaining(BEGUN),
    refusals: [
      { call: `GET /${name}-auth-url?flow=telepathy`, status: 400, error: expect.stringContaining("invalid flow") },
    ],
  })),
  { call: "GET /get-auth-status?state=nobody", answer: { status: "error", error: "unknown or expired state" } },
  { call: "GET /get-auth-status", answer: { status: "error", error: "unknown or expired state" } },
];

const USAGE: readonly ContractCall[] = [
  {
    call: "GET /usage",
    answer: {
      usage: {
        ...{ total_requests: 0, success_count: 0, failure_count: 0, total_tokens: 0, apis: {} },
        ...{ requests_by_day: {}, requests_by_hour: {}, tokens_by_day: {}, tokens_by_hour: {} },
      },
      failed_requests: 0,
    },
  },
  {
    call: "GET /usage-queue",
    answer: [],
    refusals: asked(
      400,
      "count must be a positive integer",
      ...["0", "-1", "x", "1.5"].map((n) => `GET /usage-queue?count=${n}`),
    ),
  },
  { call: "GET /api-key-usage", answer: expect.objectContaining({ kimi: expect.any(Object) }) },
];

export const ACCOUNT_CALLS: readonly ContractCall[] = [...AUTH_FILES, ...SIGN_INS, ...USAGE];
