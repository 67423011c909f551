// Another account for Codex on this computer: by name, number, the one before, the best; and nothing is lost on the way.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import type { WorldAccount } from "../support/world.ts";

// Each of many commands is a process of its own.
setDefaultTimeout(60_000);

function account(tools: ToolWorld, index: number): WorldAccount {
  const found = tools.world.accounts[index];
  if (found === undefined) throw new Error(`no account ${index}`);
  return found;
}

/** Whose login stands in auth.json, by the sandbox. */
async function whoIsIn(tools: ToolWorld): Promise<string | undefined> {
  const { tokens } = await tools.readAuthJson();
  return tools.world.accounts.find(({ sandbox }) => sandbox.accessToken() === tokens?.access_token)?.email;
}

describe("a switch", () => {
  test("puts the account's login into auth.json, 0600, in the form that Codex reads", async () => {
    await using tools = await startToolWorld();
    const run = await tools.cli("switch", "ada");
    expect(run).toMatchObject({ code: 0, err: "", out: "Switched to ada@example.com (Codex)\n" });
    const { sandbox } = account(tools, 0);
    expect(await tools.readAuthJson()).toEqual({
      auth_mode: "chatgpt",
      OPENAI_API_KEY: null,
      tokens: {
        id_token: expect.any(String),
        access_token: sandbox.accessToken(),
        refresh_token: sandbox.refreshToken(),
        account_id: sandbox.accountId,
      },
      last_refresh: expect.any(String),
    } as never);
    expect(await tools.modeOf(tools.authJson)).toBe(0o600);
    expect(tools.world.sandbox.calls()).toHaveLength(0);
  });

  test("is seen by the list, and by number the account is the list's", async () => {
    await using tools = await startToolWorld({ accounts: 3 });
    expect((await tools.cli("switch", "2")).out).toContain("ben@example.com");
    const { accounts } = (await tools.cli("list", "--skip-refresh", "--json")).json() as {
      accounts: readonly { email: string; active: boolean }[];
    };
    expect(accounts.map(({ email, active }) => [email, active])).toEqual([
      ["ada@example.com", false],
      ["ben@example.com", true],
      ["cleo@example.com", false],
    ]);
  });

  test("to - goes back, and back again", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    await tools.cli("switch", "ben");
    expect((await tools.cli("switch", "-")).out).toContain("Switched to ada@example.com");
    expect(await whoIsIn(tools)).toBe("ada@example.com");
    expect((await tools.cli("switch", "-")).out).toContain("Switched to ben@example.com");
    expect(await whoIsIn(tools)).toBe("ben@example.com");
  });

  test("to the account that is in use changes nothing", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    const before = await readFile(tools.authJson, "utf8");
    expect(await tools.cli("switch", "ada")).toMatchObject({ code: 0, out: "Codex uses ada@example.com already.\n" });
    expect(await readFile(tools.authJson, "utf8")).toBe(before);
  });

  test("tells scripts what it did", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    expect((await tools.cli("switch", "ben", "--json")).json()).toMatchObject({
      schema_version: 1,
      command: "switch",
      tool: "codex",
      changed: true,
      switched_to: { email: "ben@example.com", provider: "codex", active: true },
      previous_account_key: expect.stringContaining("::"),
      restart_needed: false,
    });
    const wrong = await tools.cli("switch", "nobody", "--json");
    expect([wrong.code, wrong.json()]).toMatchObject([1, { error: { code: "account_not_found" } }]);
    const several = await tools.cli("switch", "example.com", "--json");
    expect([several.code, several.json()]).toMatchObject([
      1,
      { error: { code: "ambiguous_query", candidates: [{ number: 1 }, { number: 2 }] } },
    ]);
  });

  test("without an account needs a terminal, and says so", async () => {
    await using tools = await startToolWorld();
    expect(await tools.cli("switch")).toMatchObject({ code: 1, err: expect.stringContaining("needs a terminal") });
    expect(await tools.cli("switch", "ada", "--best")).toMatchObject({ code: 2 });
  });
});

describe("what stood in auth.json before", () => {
  test("is taken over where the tool has renewed it", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    expect(await tools.codexRefreshes()).toBe(200);
    await tools.cli("switch", "ben");
    const ada = account(tools, 0);
    expect(await tools.world.authFile(ada)).toMatchObject({
      access_token: ada.sandbox.accessToken(),
      refresh_token: ada.sandbox.refreshToken(),
      type: "codex",
    });
    await tools.cli("switch", "-");
    expect((await tools.readAuthJson()).tokens?.refresh_token).toBe(ada.sandbox.refreshToken());
  });

  test("never overwrites newer tokens with older ones", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    const old = await tools.readAuthJson();
    await tools.codexRefreshes();
    await tools.cli("list", "--skip-refresh");
    const ada = account(tools, 0);
    const renewed = await tools.world.authFile(ada);
    expect(renewed["refresh_token"]).toBe(ada.sandbox.refreshToken());
    await tools.writeAuthJson(old);
    await tools.cli("list", "--skip-refresh");
    await tools.cli("switch", "ben");
    expect(await tools.world.authFile(ada)).toEqual(renewed);
  });

  test("is imported where it was not known, so that it is not lost", async () => {
    await using tools = await startToolWorld();
    const stranger = tools.world.sandbox.addAccount({ email: "stranger@example.com" });
    await tools.writeAuthJson(stranger.authJson());
    const run = await tools.cli("switch", "ada");
    expect(run).toMatchObject({ code: 0, out: expect.stringContaining("has been imported") });
    const files = await readdir(join(tools.world.dataDir, "auths"));
    const imported = files.find((name) => name.includes("stranger"));
    expect(JSON.parse(await readFile(join(tools.world.dataDir, "auths", imported ?? ""), "utf8"))).toMatchObject({
      refresh_token: stranger.refreshToken(),
    });
    await tools.cli("switch", "-");
    expect((await tools.readAuthJson()).tokens?.refresh_token).toBe(stranger.refreshToken());
  });

  test("is kept as a backup of another account's login, five at most, 0600", async () => {
    await using tools = await startToolWorld();
    for (const name of ["ada", "ben", "ada", "ben", "ada", "ben", "ada", "ben"]) await tools.cli("switch", name);
    const folder = join(tools.world.dataDir, "tool-backups");
    const names = await readdir(folder);
    expect(names).toHaveLength(5);
    for (const name of names) expect(await tools.modeOf(join(folder, name))).toBe(0o600);
    expect(await tools.modeOf(folder)).toBe(0o700);
  });

  test("lends its permissions to the file that replaces it", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    await chmod(tools.authJson, 0o640);
    await tools.cli("switch", "ben");
    expect(await tools.modeOf(tools.authJson)).toBe(0o640);
  });

  test("is left alone where it makes no sense", async () => {
    await using tools = await startToolWorld();
    for (const text of ["{ broken", "[1, 2]", '{"tokens": {"access_token": "x"}}']) {
      await tools.writeAuthJson(text);
      expect(await tools.cli("switch", "ada")).toMatchObject({
        code: 1,
        err: expect.stringMatching(/^error: Codex was not switched: .*auth\.json/),
      });
      expect(await readFile(tools.authJson, "utf8")).toBe(text);
    }
  });
});

describe("many switches at once", () => {
  test("leave one whole login, which the register knows, and every account as it was", async () => {
    await using tools = await startToolWorld({ accounts: 4 });
    const before = await Promise.all(tools.world.accounts.map(tools.world.authFile));
    const runs = await Promise.all(
      ["1", "2", "3", "4", "1", "2", "3", "4"].map((number) => tools.cli("switch", number)),
    );
    expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, ""]));
    const { tokens } = await tools.readAuthJson();
    const held = tools.world.accounts.find(({ sandbox }) => sandbox.refreshToken() === tokens?.refresh_token);
    const { accounts } = (await tools.cli("list", "--skip-refresh", "--json")).json() as {
      accounts: readonly { email: string; active: boolean; account_id: string }[];
    };
    const active = accounts.filter((one) => one.active);
    expect(active.map(({ email }) => email)).toEqual([held?.email ?? "nobody"]);
    const register = JSON.parse(await readFile(join(tools.world.dataDir, "tools.json"), "utf8")) as {
      homes: readonly { account_id: string }[];
    };
    expect(register.homes.map(({ account_id }) => account_id)).toEqual(active.map(({ account_id }) => account_id));
    expect(await Promise.all(tools.world.accounts.map(tools.world.authFile))).toEqual(before);
    expect(await readdir(tools.codexHome)).toEqual(["auth.json"]);
  });

  test("that are killed leave the old login or the new one", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    const bin = join(import.meta.dir, "..", "..", "bin", "switchyard");
    for (const [index, name] of ["ben", "ada", "ben", "ada", "ben", "ada"].entries()) {
      const child = Bun.spawn([bin, "switch", name, "--data-dir", tools.world.dataDir], {
        env: { PATH: process.env["PATH"] ?? "", ...tools.env },
        stdout: "ignore",
        stderr: "ignore",
        // Wherever it may be by then.
        timeout: 100 + 25 * index,
        killSignal: "SIGKILL",
      });
      await child.exited;
      expect(["ada@example.com", "ben@example.com"]).toContain((await whoIsIn(tools)) ?? "nobody");
    }
    expect((await tools.cli("list", "--skip-refresh")).code).toBe(0);
  });
});

describe("a home that cannot be used", () => {
  test("because CODEX_HOME names no folder is one clear line", async () => {
    await using tools = await startToolWorld();
    await rm(tools.codexHome, { recursive: true });
    expect(await tools.cli("switch", "ada")).toMatchObject({
      code: 1,
      err: `error: Codex was not switched: CODEX_HOME is ${tools.codexHome}, and there is no such folder\n`,
    });
  });

  test("because the login is in the keyring says what to set", async () => {
    await using tools = await startToolWorld();
    await writeFile(join(tools.codexHome, "config.toml"), 'model = "x"\ncli_auth_credentials_store = "keyring"\n');
    const run = await tools.cli("switch", "ada");
    expect(run).toMatchObject({ code: 1, err: expect.stringContaining('cli_auth_credentials_store = "keyring"') });
    expect(await Bun.file(tools.authJson).exists()).toBe(false);
  });

  test("because it cannot be written leaves everything as it was", async () => {
    await using tools = await startToolWorld();
    await tools.cli("switch", "ada");
    // A folder where the temporary file has to be renamed to cannot be replaced by a file.
    await rm(tools.authJson);
    await mkdir(tools.authJson);
    const run = await tools.cli("switch", "ben");
    expect(run).toMatchObject({
      code: 1,
      err: `error: Codex was not switched: ${tools.authJson} cannot be read (EISDIR)\n`,
    });
    expect((await readdir(tools.codexHome)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("--best", () => {
  test("takes the account with the most left in its scarcer window, and says why", async () => {
    await using tools = await startToolWorld({
      accounts: [
        { primaryUsedPercent: 5, secondaryUsedPercent: 90 },
        { primaryUsedPercent: 50, secondaryUsedPercent: 40 },
        { primaryUsedPercent: 100, secondaryUsedPercent: 0 },
      ],
    });
    const run = await tools.cli("switch", "--best");
    expect(run.code).toBe(0);
    expect(run.out).toContain("Switched to ben@example.com");
    expect(run.out).toContain("it has the most left: 5 h 50 %, weekly 60 %");
  });

  test("takes nobody where nobody has anything left", async () => {
    await using tools = await startToolWorld({ accounts: [{ primaryUsedPercent: 100 }] });
    expect(await tools.cli("switch", "--best")).toMatchObject({ code: 1, err: expect.stringContaining("used up") });
  });
});
