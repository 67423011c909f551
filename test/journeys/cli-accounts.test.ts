// Names, export, remove and clean at the prompt, on real files.

import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { chat } from "../support/asks.ts";
import { runCli } from "../support/run-cli.ts";
import { runAtTerminal } from "../support/terminal-run.ts";
import { startToolWorld, type ToolWorld } from "../support/tool-world.ts";
import { until } from "../support/until.ts";

// Each of many commands is a process of its own.
setDefaultTimeout(60_000);

interface Listed {
  readonly number: number;
  readonly email: string;
  readonly alias: string | null;
  readonly file_name: string | null;
}

const listed = async (tools: ToolWorld): Promise<readonly Listed[]> =>
  ((await tools.cli("list", "--skip-refresh", "--json")).json() as { accounts: readonly Listed[] }).accounts;
const emails = async (tools: ToolWorld): Promise<string[]> => (await listed(tools)).map(({ email }) => email);
const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

describe("alias", () => {
  test("a name is set, changed, taken for the account, and taken back; other fields of the file stay", async () => {
    await using tools = await startToolWorld({ accounts: [{ file: { note: "mine", priority: 3 } }, {}] });
    expect((await tools.cli("alias", "set", "ada", "desk")).out).toBe("Set alias for ada@example.com: desk\n");
    expect((await tools.cli("alias", "set", "desk", "desk")).out).toContain("Alias already set");
    const changed = await tools.cli("alias", "set", "desk", "Büro", "--json");
    expect(changed.json()).toMatchObject({ operation: "set", updated: true, account: { alias: "Büro" } });
    expect((await tools.cli("alias", "clear", "büro")).out).toBe("Cleared alias for ada@example.com: Büro\n");
    expect((await tools.cli("alias", "clear", "1")).out).toBe("Alias already empty for ada@example.com.\n");
    const [ada] = tools.world.accounts;
    const file = ada === undefined ? {} : await tools.world.authFile(ada);
    expect(file).toMatchObject({ note: "mine", priority: 3 });
    expect(file).not.toHaveProperty("label");
  });

  test("a name that is somebody else's or looks like a number is refused, and so is a selector that is open", async () => {
    await using tools = await startToolWorld({ accounts: 2 });
    await tools.cli("alias", "set", "ada", "desk");
    for (const [given, message] of [
      [["set", "ben", "DESK"], "alias 'DESK' is already used by ada@example.com"],
      [["set", "ben", "2"], "invalid alias: it looks like a number"],
      [["set", "ben", " "], "invalid alias: it is empty"],
      [["set", "example.com", "x"], "'example.com' matches 2 accounts"],
      [["clear", "cleo"], "no account matches 'cleo'"],
    ] as const) {
      const { code, err } = await tools.cli("alias", ...given);
      expect([code, err]).toEqual([1, expect.stringContaining(message)]);
    }
    expect((await listed(tools)).map(({ alias }) => alias)).toEqual(["desk", null]);
  });

  test("at a terminal, one of several is chosen", async () => {
    await using tools = await startToolWorld({ accounts: 2 });
    const args = ["alias", "set", "example.com", "second", "--data-dir", tools.world.dataDir];
    const screen = runAtTerminal(args, { env: tools.env });
    await screen.shows("Which account?");
    screen.press("\u001b[B\r");
    expect(await screen.ended()).toBe(0);
    expect((await listed(tools)).map(({ alias }) => alias)).toEqual([null, "second"]);
  });
});

describe("export", () => {
  test("goes into a private folder and is never written over what is there", async () => {
    await using tools = await startToolWorld({ accounts: 2, apiKeyAccounts: 1 });
    const to = join(tools.home, "out");
    const { code, out } = await tools.cli("export", "--to", to);
    expect([code, out]).toEqual([0, `Exported 3 accounts to ${to}\n`]);
    expect(await modeOf(to)).toBe(0o700);
    const names = await readdir(to);
    expect(await Promise.all(names.map((name) => modeOf(join(to, name))))).toEqual([0o600, 0o600, 0o600]);
    const before = await readFile(join(to, names[0] ?? ""), "utf8");
    const again = await tools.cli("export", "--to", to);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("already; nothing was written")]);
    expect(await readFile(join(to, names[0] ?? ""), "utf8")).toBe(before);
    expect((await tools.cli("export", "--to", to, "--force")).code).toBe(0);
  });

  test("what comes out comes in again elsewhere, with its name", async () => {
    await using tools = await startToolWorld({ accounts: 1, apiKeyAccounts: 1 });
    await using other = await startToolWorld({ accounts: 0 });
    await tools.cli("alias", "set", "1", "desk");
    const { out } = await tools.cli("export", "--to", "-");
    const args = ["import", "-", "--data-dir", other.world.dataDir];
    const imported = await runCli(args, { env: other.env, stdin: out });
    expect(imported.out).toContain("Import Summary: 2 imported");
    expect(await listed(other)).toMatchObject([{ email: "ada@example.com", alias: "desk" }, {}]);
  });

  test("for Codex it is an auth.json; for CLIProxyAPI keys are left out, and told", async () => {
    await using tools = await startToolWorld({ accounts: 1, apiKeyAccounts: 1 });
    const codex = await tools.cli("export", "1", "--format", "codex", "--to", "-");
    expect(codex.json()).toMatchObject({
      auth_mode: "chatgpt",
      OPENAI_API_KEY: null,
      tokens: { refresh_token: expect.any(String), account_id: expect.any(String) },
    });
    const { code, out, err } = await tools.cli("export", "--format", "cliproxyapi", "--to", "-");
    expect([code, JSON.parse(out)]).toMatchObject([0, { type: "codex", email: "ada@example.com" }]);
    expect(err).toContain("is left out: CLIProxyAPI has keys in its config.yaml alone");
    const json = (await tools.cli("export", "--format", "cliproxyapi", "--json")).json();
    expect(json).toMatchObject({
      exported_count: 1,
      skipped_count: 1,
      destination: join(tools.world.dataDir, "exports"),
    });
  });
});

describe("remove", () => {
  test("the file, its twins and backups of its login go; a running gateway follows at once", async () => {
    await using tools = await startToolWorld({ accounts: 2, started: true });
    const { world } = tools;
    await tools.cli("switch", "ada");
    await tools.cli("switch", "ben");
    const [ada] = world.accounts;
    if (ada === undefined) throw new Error("no account");
    const secret = String((await world.authFile(ada))["refresh_token"]);
    expect(secret).toStartWith("rt_");
    await writeFile(join(world.dataDir, "auths", "twin.json"), await readFile(ada.file));
    const { code, out } = await tools.cli("remove", "ada@example.com");
    expect([code, out]).toEqual([0, expect.stringContaining("Removed 1 account: ada@example.com")]);
    expect(await emails(tools)).toEqual(["ben@example.com"]);
    const left = await readdir(world.dataDir, { recursive: true, withFileTypes: true });
    const texts = left.filter((entry) => entry.isFile() && entry.name.endsWith(".json"));
    for (const { parentPath, name } of texts) {
      expect(await readFile(join(parentPath, name), "utf8")).not.toContain(secret);
    }
    await until("the gateway lets go of it", async () => {
      const response = await world.post("/v1/chat/completions", chat("hello"));
      return (await world.record(response)).accountId !== null;
    });
  });

  test("all selectors are understood before anything is removed", async () => {
    await using tools = await startToolWorld({ accounts: 3 });
    const { code, err } = await tools.cli("remove", "ada", "nobody", "noone");
    expect([code, err]).toEqual([1, expect.stringContaining("no account matches 'nobody', 'noone'")]);
    const open = await tools.cli("remove", "example.com");
    expect([open.code, open.err]).toEqual([1, expect.stringContaining("- ben@example.com [codex]")]);
    expect(open.err).toContain("--yes");
    expect(await emails(tools)).toHaveLength(3);
    const removed = await tools.cli("remove", "ada", "2", "--json");
    expect(removed.json()).toMatchObject({ removed: [{ email: "ada@example.com" }, { email: "ben@example.com" }] });
    expect((await tools.cli("remove", "--all", "--yes")).out).toContain("Removed 1 account: cleo@example.com");
    expect(await emails(tools)).toEqual([]);
  });

  test("a tool that uses it goes on, unless it is to be signed out", async () => {
    await using tools = await startToolWorld({ accounts: 2 });
    await tools.cli("switch", "ada");
    const kept = await tools.cli("remove", "ada");
    expect(kept.err).toContain(`Codex still has this login in ${tools.authJson}`);
    expect(await Bun.file(tools.authJson).exists()).toBe(true);
    await tools.cli("switch", "ben");
    const { out } = await tools.cli("remove", "ben", "--sign-out");
    expect(out).toContain(`Signed out Codex (${tools.authJson}).`);
    expect(await Bun.file(tools.authJson).exists()).toBe(false);
  });

  test("at a terminal, several are asked about and anything but yes removes nothing", async () => {
    await using tools = await startToolWorld({ accounts: 2 });
    const args = ["remove", "example.com", "--data-dir", tools.world.dataDir];
    const no = runAtTerminal(args, { env: tools.env });
    await no.shows("Confirm delete? [y/N]");
    no.press("\n");
    expect(await no.ended()).toBe(1);
    expect(await emails(tools)).toHaveLength(2);
    const yes = runAtTerminal(args, { env: tools.env });
    await yes.shows("Confirm delete? [y/N]");
    yes.press("y\n");
    expect(await yes.ended()).toBe(0);
    expect(await emails(tools)).toEqual([]);
  });

  test("a key of config.yaml is taken out of its list there; the others stay, and so do comments", async () => {
    await using tools = await startToolWorld({
      accounts: 1,
      config: { "codex-api-key": [{ "api-key": "sk-in-config" }, { "api-key": "sk-that-stays", note: "mine" }] },
    });
    const path = join(tools.world.dataDir, "config.yaml");
    await writeFile(path, `# by hand\n${await readFile(path, "utf8")}`);
    const keys = (await listed(tools)).filter((one) => one.file_name === null);
    expect(keys).toHaveLength(2);
    const { code, out } = await tools.cli("remove", String(keys[0]?.number));
    expect([code, out]).toEqual([0, expect.stringContaining("Took its key out of config.yaml.")]);
    expect(await listed(tools)).toHaveLength(2);
    const left = await readFile(path, "utf8");
    expect(left.startsWith("# by hand\n")).toBe(true);
    expect(["sk-in-config", "sk-that-stays"].filter((key) => left.includes(key))).toHaveLength(1);
    expect((await tools.cli("remove", "--all", "--yes")).out).toContain("Removed 2 accounts");
    expect(await listed(tools)).toEqual([]);
    expect(await readFile(path, "utf8")).not.toContain("sk-that-stays");
  });
});

test("what changes accounts or hands them out stands in the audit, without a secret", async () => {
  await using tools = await startToolWorld({ accounts: 1 });
  const [ada] = tools.world.accounts;
  if (ada === undefined) throw new Error("no account");
  await tools.cli("list", "--skip-refresh");
  await tools.cli("alias", "set", "ada", "desk");
  await tools.cli("export", "desk");
  await tools.cli("import", ada.file);
  await tools.cli("remove", "desk");
  const exported = join(tools.world.dataDir, "exports");
  await tools.cli("import", exported, "--dry-run");
  await tools.cli("import", exported);
  const database = new Database(join(tools.world.dataDir, "switchyard.db"), { readonly: true });
  const rows = database.query("select action, actor, address, subject, detail from audit order by at, id").values();
  database.close();
  const subject = expect.stringMatching(/^acc_/);
  expect(rows).toEqual([
    ["account.edit", "command_line", null, subject, "label"],
    ["account.export", "command_line", null, subject, "desk (ada@example.com): auth-file"],
    ["account.delete", "command_line", null, subject, "desk (ada@example.com)"],
    ["account.import", "command_line", null, null, "1 imported"],
  ]);
});

test("a database that cannot be used keeps nobody from importing, and is told", async () => {
  await using tools = await startToolWorld({ accounts: 1 });
  const [ada] = tools.world.accounts;
  if (ada === undefined) throw new Error("no account");
  const dataDir = join(tools.world.dataDir, "elsewhere");
  await mkdir(dataDir, { mode: 0o700 });
  await writeFile(
    join(dataDir, "switchyard.db"),
    "this is no database, and it is long enough to be seen as none. ".repeat(20),
  );
  const { code, out, err } = await runCli(["import", ada.file, "--data-dir", dataDir], { env: tools.env });
  expect([code, out]).toEqual([0, expect.stringContaining("1 imported")]);
  expect(err).toMatch(
    /^warning: this is not in the audit: cannot use the database .*: the file is not a SQLite database\n$/,
  );
});

test("clean takes away our own left-overs alone, and only what nobody can be using", async () => {
  await using tools = await startToolWorld({ accounts: 2 });
  await tools.cli("switch", "ada");
  await tools.cli("switch", "ben");
  const auths = join(tools.world.dataDir, "auths");
  const old = new Date(Date.UTC(2026, 0, 1));
  const leave = async (folder: string, name: string, isOld: boolean): Promise<void> => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), "x");
    if (isOld) await utimes(join(folder, name), old, old);
  };
  await leave(auths, ".a.json.0123456789ab.tmp", true);
  await leave(auths, ".b.json.0123456789ab.tmp", false);
  await leave(auths, ".a.json.lock", true);
  await leave(auths, ".keep", true);
  await leave(tools.codexHome, ".auth.json.0123456789ab.tmp", true);
  await leave(tools.codexHome, ".theirs.lock", true);
  const dry = await tools.cli("clean", "--dry-run");
  expect(dry.out).toContain("Would remove 1 backup, 2 temporary files, 1 lock.");
  expect((await tools.cli("clean", "--json")).json()).toMatchObject({
    backups_removed: 1,
    temporary_files_removed: 2,
    locks_removed: 1,
  });
  expect((await readdir(auths)).filter((name) => name.startsWith(".")).toSorted()).toEqual([
    ".b.json.0123456789ab.tmp",
    ".keep",
  ]);
  expect(await readdir(tools.codexHome)).toContain(".theirs.lock");
  expect(await emails(tools)).toHaveLength(2);
});
