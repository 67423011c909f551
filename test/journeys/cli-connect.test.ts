// `switchyard connect`: real clients ask the gateway after one command, and are what they were after another.

import { beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { claudeCode } from "../clients/claude-code.ts";
import { FETCH_MS } from "../clients/client-cache.ts";
import { type Client, troubleOf } from "../clients/client.ts";
import { codexClients } from "../clients/codex.ts";
import { geminiCli } from "../clients/gemini-cli.ts";
import { fetchClients } from "../clients/matrix.ts";
import { configuredOpencode } from "../clients/opencode.ts";
import { type CliRun, runCli } from "../support/run-cli.ts";
import { runAtTerminal, type TerminalRun } from "../support/terminal-run.ts";
import { startWorld, type World, type WorldOptions } from "../support/world.ts";

const MODEL = "gpt-5.5";
const RUN_MS = 90_000;
// Each test starts several commands, one after the other.
setDefaultTimeout(20_000);

interface Desk extends AsyncDisposable {
  readonly home: string;
  readonly dataDir: string;
  connect(...args: readonly string[]): Promise<CliRun>;
  write(path: string, text: string): Promise<void>;
  /** null where there is no such file. */
  read(path: string): Promise<string | null>;
}

/** Somebody's home and data folder, and no gateway of theirs. */
async function openDesk(env: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const home = await mkdtemp(join(tmpdir(), "switchyard-desk-"));
  const dataDir = join(home, "data");
  return {
    home,
    dataDir,
    connect: (...args) => runCli(["connect", ...args, "--data-dir", dataDir], { env: { HOME: home, ...env } }),
    async write(path, text) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text);
    },
    read: (path) => readFile(join(home, path), "utf8").catch(() => null),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

describe("after `connect`, the real client asks the gateway:", () => {
  const CLIENTS: readonly (readonly [string, Client | undefined])[] = [
    ["codex", codexClients[0]],
    ["claude", claudeCode],
    ["gemini", geminiCli],
    ["opencode", configuredOpencode],
  ];

  beforeAll(() => fetchClients(CLIENTS.flatMap(([, client]) => client ?? [])), FETCH_MS);

  test.each(CLIENTS)(
    "%s",
    async (id, client) => {
      if (client === undefined) throw new Error("no such client");
      await using world = await startWorld({ config: { "api-key-auth-enabled": true, "api-keys": ["a-client-key"] } });
      const given = ["--url", world.url, "--key", "a-client-key", "--model", MODEL, "--yes"];
      const run = await client.run({ url: world.url, model: MODEL }, async (home) => {
        const env = { HOME: home.dir };
        const { code, err, out } = await runCli(["connect", id, ...given, "--data-dir", join(home.dir, "data")], {
          env,
        });
        expect([code, err]).toEqual([0, ""]);
        expect(out).toContain("The gateway answers and serves");
        expect(out).not.toContain("a-client-key");
      });
      expect(troubleOf(run)).toBeNull();
      expect(world.exchanges().length).toBeGreaterThan(1);
    },
    RUN_MS,
  );
});

describe("connect and --undo", () => {
  const FILES: Readonly<Record<string, string>> = {
    codex: ".codex/config.toml",
    claude: ".claude/settings.json",
    gemini: ".gemini/.env",
    opencode: ".config/opencode/opencode.json",
  };
  const OWN: Readonly<Record<string, string>> = {
    codex: `# mine\nmodel_provider = "openai" # for now\napproval_policy = "never"\n\n[profiles.fast]\nmodel = "o4"\n`,
    claude: `{\n    "env": {\n        "FOO": "bar"\n    }\n}\n`,
    gemini: "# mine\nFOO=bar",
    opencode: `{\n\t// mine\n\t"theme": "dark",\n}\n`,
  };
  const clients = Object.keys(FILES);
  const fileOf = (client: string): string => FILES[client] ?? "";
  const ownOf = (client: string): string => OWN[client] ?? "";
  const url = "http://127.0.0.1:9";
  const wish = ["--url", url, "--model", MODEL, "--yes"];

  test.each(clients)("of %s bring every byte back, and the file's permissions stay", async (client) => {
    await using desk = await openDesk();
    const path = fileOf(client);
    await desk.write(path, ownOf(client));
    await chmod(join(desk.home, path), 0o640);
    expect(await desk.connect(client, ...wish)).toMatchObject({ code: 0, err: "" });
    expect(await desk.read(path)).toContain(url);
    expect((await stat(join(desk.home, path))).mode & 0o777).toBe(0o640);
    expect(await desk.connect(client, "--undo", "--yes")).toMatchObject({ code: 0, err: "" });
    expect(await desk.read(path)).toBe(ownOf(client));
    expect(await desk.connect(client, "--undo", "--yes")).toMatchObject({ code: 1 });
  });

  test.each(clients)("of %s leave no file where there was none, and a new one is its owner's alone", async (client) => {
    await using desk = await openDesk();
    const path = fileOf(client);
    await desk.connect(client, ...wish);
    expect((await stat(join(desk.home, path))).mode & 0o777).toBe(0o600);
    await desk.connect(client, "--undo", "--yes");
    expect(await desk.read(path)).toBeNull();
  });

  test.each(clients)(
    "of %s: a second time changes nothing, and another address is still taken back whole",
    async (client) => {
      await using desk = await openDesk();
      const path = fileOf(client);
      await desk.write(path, ownOf(client));
      await desk.connect(client, ...wish);
      const once = await desk.read(path);
      const { out } = await desk.connect(client, ...wish);
      expect(out).toContain("already");
      expect(await desk.read(path)).toBe(once);
      await desk.connect(client, "--url", "http://127.0.0.1:10", "--model", "other", "--yes");
      expect(await desk.read(path)).not.toContain(url);
      await desk.connect(client, "--undo", "--yes");
      expect(await desk.read(path)).toBe(ownOf(client));
    },
  );

  test("--undo takes back its own settings alone where the rest has changed since", async () => {
    await using desk = await openDesk();
    await desk.write(".codex/config.toml", ownOf("codex"));
    await desk.connect("codex", ...wish);
    const now = (await desk.read(".codex/config.toml")) ?? "";
    await desk.write(".codex/config.toml", `${now.replace("never", "on-request")}\n[features]\nfast = true\n`);
    expect(await desk.connect("codex", "--undo", "--yes")).toMatchObject({ code: 0 });
    expect(await desk.read(".codex/config.toml")).toBe(
      `${ownOf("codex").replace("never", "on-request")}\n[features]\nfast = true\n`,
    );
  });

  test("--undo refuses where a setting of its own was changed since, names it, and changes nothing", async () => {
    await using desk = await openDesk();
    await desk.connect("claude", ...wish);
    const changed = ((await desk.read(".claude/settings.json")) ?? "").replace(url, "https://other.example");
    await desk.write(".claude/settings.json", changed);
    const { code, err } = await desk.connect("claude", "--undo", "--yes");
    expect(code).toBe(1);
    expect(err).toContain("env.ANTHROPIC_BASE_URL");
    expect(await desk.read(".claude/settings.json")).toBe(changed);
  });

  test("nothing is written without a yes: where nobody can be asked, with --dry-run, and where the file is broken", async () => {
    await using desk = await openDesk();
    expect(await desk.connect("codex", "--url", url)).toMatchObject({ code: 1, err: expect.stringContaining("--yes") });
    const dry = await desk.connect("codex", "--url", url, "--key", "a-secret-key", "--dry-run");
    expect(dry.out).toContain('+base_url = "http://127.0.0.1:9/v1"');
    expect(dry.out).not.toContain("a-secret-key");
    expect(await desk.read(".codex/config.toml")).toBeNull();
    await desk.write(".codex/config.toml", "model = \n");
    const broken = await desk.connect("codex", ...wish);
    expect(broken).toMatchObject({ code: 1, err: expect.stringMatching(/config\.toml is left as it is: line 1 /) });
    expect(await desk.read(".codex/config.toml")).toBe("model = \n");
  });

  test("at a terminal the change is shown and asked about, and only a yes writes it", async () => {
    await using desk = await openDesk();
    const ask = async (answer: (run: TerminalRun) => void): Promise<number> => {
      const args = ["connect", "codex", "--url", url, "--data-dir", desk.dataDir];
      const run = runAtTerminal(args, { env: { HOME: desk.home } });
      await run.shows("Write this change? [y/N]");
      expect(run.raw()).toContain('+model_provider = "switchyard"');
      answer(run);
      return run.ended();
    };
    expect(await ask((run) => run.press("n\n"))).toBe(0);
    expect(await ask((run) => run.signal("SIGINT"))).not.toBe(0);
    expect(await desk.read(".codex/config.toml")).toBeNull();
    expect(await ask((run) => run.press("y\n"))).toBe(0);
    expect(await desk.read(".codex/config.toml")).toContain(url);
  });

  test("--project writes into the project; Codex, which takes no providers from there, refuses", async () => {
    await using desk = await openDesk();
    expect(await desk.connect("codex", "--project", ...wish)).toMatchObject({ code: 2 });
    const cwd = join(desk.home, "project");
    await mkdir(cwd);
    const args = ["connect", "claude", "--project", ...wish, "--data-dir", desk.dataDir];
    expect(await runCli(args, { env: { HOME: desk.home }, cwd })).toMatchObject({ code: 0 });
    expect(await desk.read("project/.claude/settings.local.json")).toContain(url);
    expect(await desk.read(".claude/settings.json")).toBeNull();
  });

  test("a newer register is refused and left untouched", async () => {
    await using desk = await openDesk();
    await desk.write("data/connections.json", '{"version":2}');
    expect(await desk.connect("claude", ...wish)).toMatchObject({
      code: 1,
      err: expect.stringContaining("newer version"),
    });
    expect(await desk.read("data/connections.json")).toBe('{"version":2}');
    expect(await desk.read(".claude/settings.json")).toBeNull();
  });
});

describe("the client key", () => {
  const OWN_GATEWAY: WorldOptions = { config: { "api-key-auth-enabled": true } };

  /** The configuration says where it listens, as it does everywhere but here. */
  async function settle(world: World): Promise<void> {
    await world.editConfig({ port: Number(new URL(world.url).port) });
  }

  test("is made once where the gateway wants one, under the client's name, and works at once", async () => {
    await using world = await startWorld(OWN_GATEWAY);
    await using desk = await openDesk();
    await settle(world);
    const connect = (): Promise<CliRun> =>
      runCli(["connect", "claude", "--yes", "--data-dir", world.dataDir], { env: { HOME: desk.home } });
    expect(await connect()).toMatchObject({ code: 0, out: expect.stringContaining("The gateway answers") });
    const settings = JSON.parse((await desk.read(".claude/settings.json")) ?? "") as { env: Record<string, string> };
    const key = settings.env["ANTHROPIC_AUTH_TOKEN"] ?? "";
    expect(key).toMatch(/^sk-sy-[0-9a-f]{32}$/);
    expect((await world.get("/v1/models", { headers: { authorization: `Bearer ${key}` } })).status).toBe(200);
    await connect();
    const config = await readFile(world.configFile, "utf8");
    expect(config.match(/name: claude/g)).toHaveLength(1);
  });

  test("that another gateway wants is asked for, and a wrong one is told", async () => {
    await using world = await startWorld(OWN_GATEWAY);
    await using desk = await openDesk();
    expect(await desk.connect("claude", "--url", world.url, "--yes")).toMatchObject({
      code: 1,
      err: expect.stringContaining("--key"),
    });
    expect(await desk.read(".claude/settings.json")).toBeNull();
    const wrong = await desk.connect("claude", "--url", world.url, "--key", "wrong", "--yes");
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("refuses this key") });
  });
});

describe("connect env", () => {
  test("prints lines that a real shell understands, and their undoing", async () => {
    await using desk = await openDesk({ SHELL: "/bin/bash" });
    const { out, code } = await desk.connect("env", "--url", "http://127.0.0.1:9/v1/", "--key", "it's a key");
    expect(code).toBe(0);
    const undo = await desk.connect("env", "--undo");
    const script = `${out}\necho "$ANTHROPIC_BASE_URL $OPENAI_BASE_URL $GEMINI_API_KEY"\n${undo.out}\necho "<$OPENAI_API_KEY>"`;
    const shell = Bun.spawnSync(["bash", "-c", script]);
    expect(shell.stdout.toString()).toBe("http://127.0.0.1:9 http://127.0.0.1:9/v1 it's a key\n<>\n");
  });
});
