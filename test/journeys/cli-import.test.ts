// Import at the prompt: every form in which somebody may have an account, and several imports at once.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { makeAuthJson, makeCliProxyFile, makeTokens } from "../support/auth-json.ts";
import { runCli } from "../support/run-cli.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";

// Each of many commands is a process of its own.
setDefaultTimeout(60_000);

const FUTURE = Date.UTC(2040, 0, 1);

async function write(path: string, json: unknown): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof json === "string" ? json : JSON.stringify(json));
  return path;
}

const namesIn = async ({ world }: ToolWorld): Promise<string[]> =>
  (await readdir(join(world.dataDir, "auths"))).filter((name) => /^[^.].*\.json$/.test(name)).toSorted();

async function labels(tools: ToolWorld): Promise<Record<string, unknown>> {
  const { accounts } = (await tools.cli("list", "--skip-refresh", "--json")).json() as {
    accounts: { email: string; alias: string | null }[];
  };
  return Object.fromEntries(accounts.map(({ email, alias }) => [email, alias]));
}

const person = (name: string) => ({ email: `${name}@example.com`, userId: `user-${name}`, accountId: `acct-${name}` });

describe("forms", () => {
  test("a home of codex-auth brings its aliases; the login in use wins over its older snapshot", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const accounts = [
      { account_key: "user-ada::acct-ada", email: "ada@example.com", alias: "desk", account_name: "Acme" },
      { account_key: "user-ben::acct-ben", email: "ben@example.com", alias: "", account_name: null },
      { account_key: "gone::gone", email: "gone@example.com", alias: "", account_name: null },
    ];
    const snapshot = (key: string) =>
      join(tools.codexHome, "accounts", `${Buffer.from(key).toString("base64url")}.auth.json`);
    const registry = await write(join(tools.codexHome, "accounts", "registry.json"), { schema_version: 4, accounts });
    await write(snapshot("user-ada::acct-ada"), makeAuthJson({ ...person("ada"), refreshedAt: 1, mark: "old" }));
    await write(snapshot("user-ben::acct-ben"), makeAuthJson(person("ben")));
    await write(tools.authJson, makeAuthJson({ ...person("ada"), mark: "new" }));
    const { code, out, err } = await tools.cli("import", tools.codexHome);
    expect(code).toBe(0);
    expect(out).toContain("Import Summary: 2 imported, 1 updated, 1 skipped (total 4 files)");
    expect(err).toContain("there is no such file");
    expect(await labels(tools)).toEqual({ "ada@example.com": "desk", "ben@example.com": null });
    const files = await Promise.all(
      (await namesIn(tools)).map((name) => readFile(join(tools.world.dataDir, "auths", name), "utf8")),
    );
    expect(files.filter((text) => text.includes("rt_secret_new"))).toHaveLength(1);

    const text = JSON.stringify({ schema_version: 9, accounts });
    await write(registry, text);
    const newer = await tools.cli("import", join(tools.codexHome, "accounts"));
    expect([newer.code, newer.err]).toEqual([1, expect.stringContaining("schema 9 is newer than 4")]);
    expect(await readFile(registry, "utf8")).toBe(text);
  });

  test("codex-lb, sub2api, a ChatGPT session and a list come in side by side, each with its line", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const tokens = (name: string) => makeTokens({ ...person(name), expiresAt: FUTURE });
    const ada = tokens("ada");
    const folder = join(tools.home, "in");
    await write(join(folder, "codex-lb.json"), {
      account: { alias: "lb" },
      tokens: { idToken: ada.id_token, accessToken: ada.access_token, refreshToken: ada.refresh_token },
    });
    await write(join(folder, "session.json"), {
      user: { email: "ben@example.com" },
      account: { id: "acct-ben" },
      accessToken: tokens("ben").access_token,
      sessionToken: "the-cookie",
    });
    await write(join(folder, "sub2api.json"), {
      type: "sub2api-data",
      version: 1,
      proxies: [],
      accounts: [
        { name: "cleo", platform: "openai", type: "oauth", credentials: tokens("cleo") },
        { name: "film", platform: "sora", type: "oauth", credentials: { access_token: "x" } },
      ],
    });
    await write(join(folder, "list.json"), [makeCliProxyFile(person("dara")), { type: "unheard" }]);
    const { code, out, err } = await tools.cli("import", folder);
    expect([code, out]).toEqual([0, expect.stringContaining("4 imported, 0 updated, 2 skipped (total 6 accounts)")]);
    expect(out).toContain("codex-lb.json (ada@example.com)");
    expect(err).toContain("session.json: it has no refresh token, so this login ends on 2040-01-01 00:00 UTC");
    expect(err).toContain('sub2api.json [2]: accounts of platform "sora" are not known here');
    expect(await labels(tools)).toMatchObject({ "ada@example.com": "lb", "cleo@example.com": "cleo" });
    const all = await Promise.all(
      (await namesIn(tools)).map((name) => readFile(join(tools.world.dataDir, "auths", name), "utf8")),
    );
    expect(all.join("")).not.toContain("the-cookie");
  });

  test("a session that has ended is refused: nobody could renew it", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const { access_token: accessToken } = makeTokens({ ...person("ben"), expiresAt: Date.UTC(2026, 0, 1) });
    const file = await write(join(tools.home, "s.json"), { user: {}, accessToken });
    const { code, err } = await tools.cli("import", file);
    expect([code, err]).toEqual([1, expect.stringContaining("its login ended on 2026-01-01 00:00 UTC")]);
    expect(await namesIn(tools)).toEqual([]);
  });

  test("standard input, with a name for it; a name is for one account, and for nobody who has another's", async () => {
    await using tools = await startToolWorld({ accounts: 0 });
    const stdin = (json: unknown) => ({ env: tools.env, stdin: JSON.stringify(json) });
    const args = ["import", "-", "--data-dir", tools.world.dataDir, "--alias"];
    expect((await runCli([...args, "desk"], stdin(makeAuthJson(person("ada"))))).code).toBe(0);
    expect(await labels(tools)).toEqual({ "ada@example.com": "desk" });
    const both = [makeAuthJson(person("ben")), makeAuthJson(person("cleo"))];
    const many = await runCli([...args, "both"], stdin(both));
    expect([many.code, many.err]).toEqual([1, expect.stringContaining("--alias names one account, and there are 2")]);
    const taken = await runCli([...args, "DESK"], stdin(makeAuthJson(person("ben"))));
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining("another account has it")]);
    expect(await labels(tools)).toEqual({ "ada@example.com": "desk" });
  });
});

test("without a path it shows what other tools have here, and takes it in only once told to", async () => {
  await using tools = await startToolWorld({ accounts: 0 });
  await tools.writeAuthJson(makeAuthJson(person("ada")));
  await write(join(tools.home, ".cli-proxy-api", "ben.json"), makeCliProxyFile(person("ben")));
  const shown = await tools.cli("import");
  expect([shown.code, shown.out]).toEqual([0, expect.stringContaining("2 imported")]);
  expect(shown.out).toContain("Dry run: nothing was written.");
  expect(await namesIn(tools)).toEqual([]);
  expect((await tools.cli("import", "--yes")).code).toBe(0);
  expect(await namesIn(tools)).toHaveLength(2);
  const nowhere = await runCli(["import", "--data-dir", tools.world.dataDir], {
    env: { ...tools.env, CODEX_HOME: "/nowhere" },
  });
  expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringContaining("CODEX_HOME is /nowhere")]);
});

test("eight imports at once lose nothing", async () => {
  await using tools = await startToolWorld({ accounts: 0 });
  const people = Array.from({ length: 8 }, (_, index) => person(`p${index}`));
  const shared = person("shared");
  const folders = await Promise.all(
    people.map(async (one) => {
      const folder = join(tools.home, one.userId);
      await write(join(folder, "own.json"), makeAuthJson(one));
      await write(join(folder, "shared.json"), makeAuthJson(shared));
      return folder;
    }),
  );
  const runs = await Promise.all(folders.map((folder) => tools.cli("import", folder)));
  expect(runs.map(({ code }) => code)).toEqual(folders.map(() => 0));
  expect(runs.filter(({ out }) => out.includes("2 imported"))).toHaveLength(1);
  expect(Object.keys(await labels(tools)).toSorted()).toEqual([...people, shared].map(({ email }) => email).toSorted());
  expect((await readdir(join(tools.world.dataDir, "auths"))).toSorted()).toEqual(await namesIn(tools));
});
