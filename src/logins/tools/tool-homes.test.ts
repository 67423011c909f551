import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { makeApiKeyAuthJson, makeAuthJson } from "../../../test/support/auth-json.ts";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { makeAccount } from "../../../test/support/pool-world.ts";
import type { Account } from "../../domain/account.ts";
import { secret } from "../../domain/secret.ts";
import { createToolFiles } from "../../platform/tool-files.ts";
import type { ToolHome, ToolId } from "./tool-home.ts";
import { toolHomeAt, toolHomes } from "./tool-homes.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "switchyard-tools-"));
});
afterEach(() => rm(folder, { recursive: true }));

const files = createToolFiles({ clock: createFakeClock() });

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: string;
}

function homeOf(tool: ToolId, { env = {}, platform = "linux" }: Setting = {}): ToolHome {
  const found = toolHomes({ env: { HOME: folder, ...env }, platform, files }).find((home) => home.tool === tool);
  if (found === undefined) throw new Error(`no home of ${tool}`);
  return found;
}

async function put(path: string, json: object | string): Promise<void> {
  const file = join(folder, path);
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, typeof json === "string" ? json : JSON.stringify(json));
}

const jsonAt = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(folder, path), "utf8"));

const CLAUDE: Account = {
  ...makeAccount(),
  provider: "claude",
  identityKey: "acc-uuid::org-uuid",
  plan: "max",
  credentials: {
    kind: "oauth",
    accessToken: secret("sk-ant-oat01-new"),
    refreshToken: secret("sk-ant-ort01-new"),
    idToken: null,
    expiresAt: 1_800_000_000_000,
    refreshedAt: null,
    upstreamAccountId: null,
    apiKey: null,
  },
};

describe("where a tool is at home", () => {
  test("says the environment, else the home folder; without either there is none", () => {
    const at = (env: Record<string, string>) => toolHomes({ env, platform: "linux", files }).map(({ file }) => file);
    expect(at({ HOME: "/home/ada/" })).toEqual([
      "/home/ada/.codex/auth.json",
      "/home/ada/.claude/.credentials.json",
      "/home/ada/.gemini/oauth_creds.json",
    ]);
    expect(at({ CODEX_HOME: "/c", CLAUDE_CONFIG_DIR: "/d", GEMINI_CLI_HOME: "/g", HOME: "/home/ada" })).toEqual([
      "/c/auth.json",
      "/d/.credentials.json",
      "/g/.gemini/oauth_creds.json",
    ]);
    expect(at({})).toEqual([]);
  });

  test("is found again by the login file alone", () => {
    for (const { tool, file } of toolHomes({ env: { HOME: folder }, platform: "linux", files })) {
      expect(toolHomeAt(tool, file, { env: {}, platform: "linux", files }).file).toBe(file);
    }
  });

  test("is told of a process by its environment", () => {
    const home = homeOf("codex");
    const inEnv = (env: Record<string, string>): boolean => home.isFolderIn((name) => env[name]);
    expect(inEnv({ HOME: folder })).toBe(true);
    expect(inEnv({ HOME: folder, CODEX_HOME: "/elsewhere" })).toBe(false);
    expect(inEnv({ HOME: "/home/ben", CODEX_HOME: join(folder, ".codex") })).toBe(true);
  });
});

describe("Codex", () => {
  test("is signed in with a login or a key, or not at all", async () => {
    expect(await homeOf("codex").read()).toEqual({ kind: "none" });
    for (const json of [{}, "", { OPENAI_API_KEY: null }]) {
      await put(".codex/auth.json", json);
      expect(await homeOf("codex").read()).toEqual({ kind: "none" });
    }
    for (const json of [makeAuthJson(), makeApiKeyAuthJson()]) {
      await put(".codex/auth.json", json);
      expect(await homeOf("codex").read()).toMatchObject({ kind: "login", json });
    }
  });

  test("with a file that makes no sense is named with the reason, without a word of the file's", async () => {
    await put(".codex/auth.json", '{"OPENAI_API_KEY": "sk-very-secret"');
    const login = await homeOf("codex").read();
    expect(login).toEqual({ kind: "foreign", reason: `${folder}/.codex/auth.json: it is not valid JSON` });
  });

  test("may keep its login in the keyring, as the top level of config.toml says", async () => {
    await put(".codex/auth.json", makeAuthJson());
    await put(".codex/config.toml", '[profiles.x]\ncli_auth_credentials_store = "keyring"\n');
    expect((await homeOf("codex").read()).kind).toBe("login");
    for (const store of ["keyring", "auto"]) {
      await put(".codex/config.toml", `# mine\ncli_auth_credentials_store = '${store}' # why\n[profiles.x]\n`);
      expect((await homeOf("codex").read()).kind).toBe("keyring");
    }
  });

  test("gets a key without any trace of the login before, and a login without any of the key", async () => {
    const home = homeOf("codex");
    const key: Account = { ...makeAccount(), credentials: { kind: "api-key", key: secret("sk-one") } };
    await home.put(makeAccount(), {});
    await home.put(key, {});
    expect(await jsonAt(".codex/auth.json")).toEqual({ auth_mode: "apikey", OPENAI_API_KEY: "sk-one" });
    await home.put(makeAccount(), {});
    expect(await jsonAt(".codex/auth.json")).toEqual(makeAuthJson({ email: "ada@example.com" }));
  });

  test("takes no key of another upstream than OpenAI", () => {
    const key = {
      ...makeAccount(),
      baseUrl: "https://relay.example.com/v1",
      credentials: { kind: "api-key", key: secret("k") },
    };
    expect(homeOf("codex").refusal(key as Account)).toContain("relay.example.com");
  });
});

describe("Claude Code", () => {
  const login = { accessToken: "a", refreshToken: "r", expiresAt: 1, scopes: ["user:inference"] };

  test("says whose the login is in the login itself, or beside it", async () => {
    await put(".claude/.credentials.json", { claudeAiOauth: { ...login, accountUuid: "u", organizationUuid: "o" } });
    expect(await homeOf("claude").read()).toMatchObject({
      json: { account_uuid: "u", organization_uuid: "o" },
      hint: {},
    });
    await put(".claude/.credentials.json", { claudeAiOauth: login });
    await put(".claude.json", { oauthAccount: { accountUuid: "u", organizationUuid: "o", emailAddress: "e@x.org" } });
    expect(await homeOf("claude").read()).toMatchObject({
      hint: { account_uuid: "u", organization_uuid: "o", email: "e@x.org" },
    });
  });

  test("with a login that has ended is not signed in", async () => {
    await put(".claude/.credentials.json", { claudeAiOauth: { ...login, accessToken: "", refreshToken: "" } });
    expect(await homeOf("claude").read()).toEqual({ kind: "none" });
  });

  test("keeps its other logins and settings, and shows the new account", async () => {
    await put(".claude/.credentials.json", { claudeAiOauth: login, mcpOAuth: { server: 1 } });
    await put(".claude.json", { oauthAccount: { accountUuid: "u" }, projects: { x: 1 } });
    await homeOf("claude").put(CLAUDE, { scopes: ["user:inference"], rate_limit_tier: "t", organization_name: "Acme" });
    expect(await jsonAt(".claude/.credentials.json")).toEqual({
      claudeAiOauth: {
        accessToken: "sk-ant-oat01-new",
        refreshToken: "sk-ant-ort01-new",
        expiresAt: 1_800_000_000_000,
        scopes: ["user:inference"],
        subscriptionType: "max",
        rateLimitTier: "t",
        accountUuid: "acc-uuid",
        organizationUuid: "org-uuid",
      },
      mcpOAuth: { server: 1 },
    });
    expect(await jsonAt(".claude.json")).toEqual({
      projects: { x: 1 },
      oauthAccount: {
        accountUuid: "acc-uuid",
        emailAddress: "ada@example.com",
        organizationUuid: "org-uuid",
        organizationName: "Acme",
      },
    });
  });

  test("on macOS keeps its login where we do not reach, and takes no key anywhere", async () => {
    expect((await homeOf("claude", { platform: "darwin" }).read()).kind).toBe("keyring");
    const key: Account = { ...CLAUDE, credentials: { kind: "api-key", key: secret("k") } };
    expect(homeOf("claude").refusal(key)).toContain("switchyard connect claude");
  });
});

describe("Gemini CLI", () => {
  const google: Account = { ...CLAUDE, provider: "gemini-cli", identityKey: "ada@example.com::project" };

  test("is told who it is, and remembers who it was", async () => {
    await put(".gemini/google_accounts.json", { active: "old@example.com", old: ["older@example.com"] });
    await homeOf("gemini").put(google, { token: { scopes: ["https://www.googleapis.com/auth/cloud-platform"] } });
    expect(await jsonAt(".gemini/oauth_creds.json")).toEqual({
      access_token: "sk-ant-oat01-new",
      refresh_token: "sk-ant-ort01-new",
      scope: "https://www.googleapis.com/auth/cloud-platform",
      token_type: "Bearer",
      expiry_date: 1_800_000_000_000,
    });
    expect(await jsonAt(".gemini/google_accounts.json")).toEqual({
      active: "ada@example.com",
      old: ["old@example.com", "older@example.com"],
    });
    expect(await homeOf("gemini").read()).toMatchObject({ kind: "login", hint: { email: "ada@example.com" } });
  });

  test("takes no login that another program's OAuth client made, and may keep its own encrypted", async () => {
    const credentials = { ...google.credentials, client: { id: "another", secret: secret("s") } };
    expect(homeOf("gemini").refusal({ ...google, credentials })).toContain("OAuth client");
    const env = { GEMINI_FORCE_ENCRYPTED_FILE_STORAGE: "true" };
    expect((await homeOf("gemini", { env }).read()).kind).toBe("keyring");
  });
});
