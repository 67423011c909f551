import { describe, expect, test } from "bun:test";
import { join } from "node:path";

import { readCodexAuthRegistry } from "./codex-auth-registry.ts";
import { readForeign } from "./read-foreign.ts";

type Json = Record<string, unknown>;

const fixture = async (name: string): Promise<Json> =>
  (await Bun.file(join(import.meta.dir, "fixtures", `${name}.json`)).json()) as Json;

async function itemsOf(json: Json | string) {
  const reading = readForeign(typeof json === "string" ? await fixture(json) : json);
  if (reading?.kind !== "accounts") throw new Error(`read as ${JSON.stringify(reading)}`);
  return reading.items.map((item) => (item.kind === "account" ? item.json : item.reason));
}

describe("sub2api", () => {
  test("logins and keys of every vendor that we know become auth files; the others are named", async () => {
    expect(await itemsOf("sub2api-data")).toEqual([
      {
        type: "codex",
        access_token: "at.codex.sig",
        refresh_token: "rt-codex",
        id_token: "id.codex.sig",
        account_id: "acct-1",
        email: "ada@example.com",
        expired: "2026-09-01T00:00:00.000Z",
        label: "work",
        note: "second desk",
        concurrency: 3,
        proxy_url: "socks5://me:p%40ss@10.0.0.1:1080",
      },
      { type: "codex", access_token: "at.ben.sig", refresh_token: "rt-ben", id_token: "at.ben.sig" },
      { type: "codex", api_key: "sk-openai", label: "key" },
      {
        type: "openai-compatibility",
        name: "relay.example.com",
        base_url: "https://relay.example.com/v1",
        api_key: "sk-relay",
        label: "relay",
      },
      {
        type: "claude",
        access_token: "sk-ant-oat-1",
        refresh_token: "sk-ant-ort-1",
        email: "ada@example.com",
        account_uuid: "u-1",
        organization_uuid: "o-1",
        expired: "2026-09-01T00:00:00.000Z",
        label: "claude",
      },
      { type: "claude", access_token: "sk-ant-oat-long", label: "long" },
      {
        type: "gemini",
        access_token: "ya29.1",
        refresh_token: "1//1",
        project_id: "p-1",
        expired: "2026-09-01T00:00:00.000Z",
        label: "google",
      },
      'accounts of type "oauth" of platform "gemini" are not known here',
      {
        type: "antigravity",
        access_token: "ya29.3",
        refresh_token: "1//3",
        email: "ada@example.com",
        project_id: "p-3",
        label: "anti",
      },
      {
        type: "xai",
        access_token: "at.grok.sig",
        refresh_token: "rt-grok",
        email: "ada@example.com",
        label: "grok",
      },
      'accounts of platform "sora" are not known here',
    ]);
  });

  test("a bare export, one account alone and an old bundle are read as well; a newer version is refused", async () => {
    const { data } = (await fixture("sub2api-data")) as { data: Json & { accounts: Json[] } };
    expect(await itemsOf(data)).toHaveLength(11);
    expect(await itemsOf(data.accounts[0] ?? {})).toHaveLength(1);
    expect(await itemsOf({ ...data, type: "sub2api-bundle" })).toHaveLength(11);
    expect(readForeign({ ...data, version: 2 })).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("2"),
    });
  });
});

describe("codex-lb", () => {
  test("an export is Codex's auth.json with the alias that it has there", async () => {
    const { codexAuthJson } = await fixture("codex-lb-export");
    const { OPENAI_API_KEY: _, ...login } = codexAuthJson as Json;
    expect(await itemsOf("codex-lb-export")).toEqual([{ ...login, label: "desk" }]);
  });

  test("its own tokens do where there is no auth.json in it", async () => {
    const { codexAuthJson: _, ...rest } = await fixture("codex-lb-export");
    expect(await itemsOf(rest)).toEqual([{ tokens: rest["tokens"], label: "desk" }]);
  });
});

describe("a session of chatgpt.com", () => {
  test("is a login without a refresh token; the browser's cookie is left behind, what is unknown is kept", async () => {
    const { user, account } = await fixture("chatgpt-session");
    expect(await itemsOf("chatgpt-session")).toEqual([
      {
        user,
        account,
        authProvider: "openai",
        type: "codex",
        access_token: "at.ada.sig",
        id_token: "at.ada.sig",
        account_id: "acct-1",
        email: "ada@example.com",
      },
    ]);
  });

  test("without a token that says whose it is, it is refused", async () => {
    expect(readForeign({ ...(await fixture("chatgpt-session")), accessToken: "opaque" })).toMatchObject({
      kind: "refused",
    });
  });
});

describe("codex-auth's registry", () => {
  test("names the snapshots as each schema does, with aliases and workspaces", async () => {
    const newest = await fixture("registry-4");
    const snapshots = [
      { fileName: "dXNlci1hZGE6OmFjY3QtMQ.auth.json", alias: "desk", accountName: "Acme" },
      { fileName: "plain-key.auth.json", alias: null, accountName: null },
    ];
    expect(readCodexAuthRegistry(newest)).toEqual({ kind: "registry", snapshots });
    expect(readCodexAuthRegistry({ ...newest, schema_version: 3 })).toEqual({ kind: "registry", snapshots });
    expect(readCodexAuthRegistry(await fixture("registry-2"))).toEqual({
      kind: "registry",
      snapshots: [{ fileName: "YWRhQGV4YW1wbGUuY29t.auth.json", alias: "desk", accountName: null }],
    });
  });

  test("a newer schema is refused, and what is no registry is none", async () => {
    expect(readCodexAuthRegistry({ ...(await fixture("registry-4")), schema_version: 5 })).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("schema 5"),
    });
    expect(readCodexAuthRegistry({ accounts: [] })).toBeNull();
    const { data } = await fixture("sub2api-data");
    expect(readCodexAuthRegistry(data as Json)).toBeNull();
  });
});

test("what a provider reads itself is none of these formats", () => {
  expect(readForeign({ tokens: { access_token: "a", id_token: "b" } })).toBeNull();
  expect(readForeign({ type: "claude", accessToken: "a", user: {} })).toBeNull();
  expect(readForeign({ claudeAiOauth: { accessToken: "a" } })).toBeNull();
  expect(readForeign({ accounts: [{ email: "a" }] })).toBeNull();
});
