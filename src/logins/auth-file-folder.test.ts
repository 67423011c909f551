import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { AuthFilesView, RefreshedTokens } from "../domain/ports.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createCodexProvider } from "../providers/codex/provider.ts";
import type { UpstreamClient } from "../wire/upstream-call.ts";
import { createUpstreamClient } from "../wire/upstream-client.ts";
import { makeApiKeyAuthJson, makeAuthJson, makeCliProxyFile, makeTokens } from "../../test/support/auth-json.ts";
import { type AuthFileFolder, createAuthFileFolder } from "./auth-file-folder.ts";
import type { FolderFiles } from "./folder-files.ts";

const DAY_MS = 86_400_000;
const KEY = "sk-test-0123456789abcdef";

let root: string;
let dir: string;
let me: { status: number; body: unknown; asked: number };
let server: ReturnType<typeof Bun.serve>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "auths-"));
  dir = root;
  me = { status: 200, body: { id: "user-key", email: "Key@Example.com" }, asked: 0 };
  server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: () => {
      me.asked += 1;
      return Response.json(me.body, { status: me.status });
    },
  });
});

afterEach(async () => {
  await server.stop(true);
  await rm(root, { recursive: true, force: true });
});

function openFolder(more: { readonly files?: Partial<FolderFiles>; readonly client?: UpstreamClient } = {}) {
  const settings = {
    chatgptBaseUrl: "http://127.0.0.1:1",
    authUrl: "http://127.0.0.1:1",
    openaiBaseUrl: `http://127.0.0.1:${server.port}/v1`,
    userAgent: "switchyard/test",
    proxyUrl: null,
  };
  return createAuthFileFolder({
    dir,
    forms: [createCodexProvider(() => settings).authFile],
    files: { ...createFolderFiles({ clock: systemClock }), ...more.files },
    client:
      more.client ??
      createUpstreamClient({
        clock: systemClock,
        proxies: { httpAddressOf: async (url) => url, close: async () => {} },
      }),
    sha256: sha256Hex,
    clock: systemClock,
  });
}

const put = (name: string, content: unknown): Promise<void> =>
  writeFile(join(dir, name), typeof content === "string" ? content : JSON.stringify(content));
const json = async (name: string) => JSON.parse(await readFile(join(dir, name), "utf8"));
const reasonsOf = ({ broken }: AuthFilesView) => Object.fromEntries(broken.map((one) => [one.fileName, one.reason]));

const FRESH: RefreshedTokens = {
  accessToken: makeTokens({ mark: "two" }).access_token,
  refreshToken: "rt_secret_two",
  idToken: null,
  expiresAt: Date.UTC(2026, 1, 1),
  refreshedAt: Date.UTC(2026, 0, 20),
};

describe("loading", () => {
  test("a folder that does not exist yet is an empty pool", async () => {
    await rm(dir, { recursive: true });
    expect(await openFolder().load()).toEqual({ accounts: [], broken: [] });
  });

  test("broken files are told with a reason that holds no secret, and the others serve", async () => {
    await put("good.json", makeAuthJson());
    await put("bom.json", `\uFEFF${JSON.stringify(makeCliProxyFile({ userId: "user-bob" }))}`);
    await put("cut.json", JSON.stringify(makeAuthJson()).slice(0, 300));
    await put("empty.json", "");
    await put("list.json", [makeAuthJson()]);
    await put("no-tokens.json", { type: "codex", email: "x@example.com" });
    await put("other.json", { type: "iflow", api_key: KEY });
    await put("half.json", { tokens: { access_token: "rt_secret_one" } });
    await put("huge.json", " ".repeat(10 * 1024 * 1024 + 1));
    await put("notes.txt", "not an auth file");
    await put(".hidden.json", makeAuthJson({ userId: "hidden" }));
    await mkdir(join(dir, "folder.json"));
    const view = await openFolder().load();
    expect(view.accounts.map(({ fileName }) => fileName).toSorted()).toEqual(["bom.json", "good.json"]);
    expect(reasonsOf(view)).toEqual({
      "cut.json": "it is not valid JSON",
      "empty.json": "it is empty",
      "list.json": "it holds a list of accounts; `switchyard import` takes it apart",
      "no-tokens.json": "it holds neither tokens nor OPENAI_API_KEY",
      "other.json": 'accounts of type "iflow" are not known',
      "half.json": "id_token is missing",
      "huge.json": "it is larger than 10 MiB",
    });
    expect(await readFile(join(dir, "empty.json"), "utf8")).toBe("");
  });

  test("of two files of one identity the one with the newer tokens serves", async () => {
    await put("a.json", makeAuthJson());
    await put("b.json", makeAuthJson({ mark: "two", refreshedAt: Date.UTC(2026, 0, 2) }));
    const view = await openFolder().load();
    expect(view.accounts.map(({ fileName }) => fileName)).toEqual(["b.json"]);
    expect(reasonsOf(view)).toEqual({ "a.json": "duplicate: b.json is the same account and serves" });
  });

  test("reads only what has changed, and quickly", async () => {
    const reads: string[] = [];
    const disk = createFolderFiles({ clock: systemClock });
    const folder = openFolder({
      files: {
        read: (path) => {
          reads.push(path);
          return disk.read(path);
        },
      },
    });
    await Promise.all(
      Array.from({ length: 1000 }, (_, n) => put(`codex-${n}.json`, makeCliProxyFile({ userId: `user-${n}` }))),
    );
    expect((await folder.load()).accounts).toHaveLength(1000);
    reads.length = 0;
    await put("codex-7.json", makeCliProxyFile({ userId: "user-7", email: "seven@example.com" }));
    const view = await folder.load();
    expect(reads).toEqual([join(dir, "codex-7.json")]);
    expect(view.accounts.find(({ fileName }) => fileName === "codex-7.json")?.email).toBe("seven@example.com");
  });
});

describe("API keys of unknown owners", () => {
  test("the owner is asked for once and written into the file", async () => {
    await put("key.json", { ...makeApiKeyAuthJson(KEY), note: "mine" });
    const [account] = (await openFolder().load()).accounts;
    expect(account?.identityKey).toBe(`apikey::user-key::${sha256Hex(KEY)}`);
    expect(await json("key.json")).toMatchObject({ OPENAI_API_KEY: KEY, openai_user_id: "user-key", note: "mine" });
    expect((await openFolder().load()).accounts[0]?.email).toBe("key@example.com");
    expect(me.asked).toBe(1);
  });

  test("what cannot be found out is told without the key and asked again at the next load", async () => {
    me.status = 401;
    await put("key.json", makeApiKeyAuthJson(KEY));
    const folder = openFolder();
    const refused = await folder.load();
    expect(refused.accounts).toEqual([]);
    expect(refused.broken[0]?.reason).toStartWith("identity not known yet: 127.0.0.1");
    expect(refused.broken[0]?.reason).toContain("answered 401");
    expect(JSON.stringify(refused)).not.toContain(KEY);
    me.status = 200;
    expect((await folder.load()).accounts).toHaveLength(1);
  });

  test("an account whose file cannot be written serves all the same", async () => {
    await put("key.json", makeApiKeyAuthJson(KEY));
    const folder = openFolder({ files: { writeAtomic: () => Promise.reject(new Error("read-only")) } });
    expect((await folder.load()).accounts).toHaveLength(1);
    await folder.load();
    expect(me.asked).toBe(1);
  });
});

describe("saving tokens", () => {
  test("keeps every other field, also those edited since the load, and closes the file to others", async () => {
    await put("a.json", makeAuthJson());
    const folder = openFolder();
    await folder.load();
    await chmod(join(dir, "a.json"), 0o644);
    await put("a.json", { ...makeAuthJson(), priority: 7, note: "edited" });
    const account = await folder.saveTokens("a.json", FRESH);
    expect(account).toMatchObject({ priority: 7, fileName: "a.json", credentials: { refreshedAt: FRESH.refreshedAt } });
    const saved = await json("a.json");
    expect(saved).toMatchObject({
      note: "edited",
      tokens: { refresh_token: "rt_secret_two", account_id: "0a1b2c3d-workspace" },
    });
    expect(saved.tokens.id_token).toBe(makeAuthJson().tokens.id_token);
    expect((await stat(join(dir, "a.json"))).mode & 0o777).toBe(0o600);
    expect(await folder.read("a.json")).toEqual(expect.objectContaining({ id: account.id }));
  });

  test("never brings a removed file back", async () => {
    await put("a.json", makeAuthJson());
    const folder = openFolder();
    await folder.load();
    await rm(join(dir, "a.json"));
    await expect(folder.saveTokens("a.json", FRESH)).rejects.toThrow("the file is gone");
    expect(await folder.read("a.json")).toBeNull();
  });

  test("never puts one account's tokens into another's file", async () => {
    await put("a.json", makeAuthJson({ accountId: "another" }));
    const tokens = { ...FRESH, idToken: makeTokens().id_token };
    await expect(openFolder().saveTokens("a.json", tokens)).rejects.toThrow("another account's");
    expect((await json("a.json")).tokens.refresh_token).toBe("rt_secret_one");
  });

  test("names with path parts reach no file", async () => {
    const outside = join(dir, "outside.json");
    await writeFile(outside, JSON.stringify(makeAuthJson()));
    dir = join(dir, "auths");
    const folder = openFolder();
    expect(await folder.read("../outside.json")).toBeNull();
    expect(await folder.remove("../outside.json")).toBe(false);
    await expect(folder.saveTokens("../outside.json", FRESH)).rejects.toThrow("no auth file's name");
    expect(JSON.parse(await readFile(outside, "utf8"))).toEqual(makeAuthJson());
  });

  test("writers that share nothing but the disk take turns: no change of either is lost", async () => {
    await put("a.json", { ...makeCliProxyFile(), count: 0 });
    const files = [createFolderFiles({ clock: systemClock }), createFolderFiles({ clock: systemClock })];
    const path = join(dir, "a.json");
    const add = (disk: FolderFiles) =>
      disk.exclusively(path, async () => {
        const now = JSON.parse(await disk.read(path));
        await disk.writeAtomic(path, JSON.stringify({ ...now, count: now.count + 1 }));
      });
    await Promise.all(Array.from({ length: 20 }, (_, n) => files.filter((_one, i) => i === n % 2).map(add)).flat());
    expect((await json("a.json")).count).toBe(20);
    expect(await readdir(dir)).toEqual(["a.json"]);
  });
});

describe("watching", () => {
  const nextView = (folder: AuthFileFolder, matches: (view: AuthFilesView) => boolean) => {
    const { promise, resolve } = Promise.withResolvers<AuthFilesView>();
    const stop = folder.watch((view) => {
      if (matches(view)) resolve(view);
    });
    return promise.finally(stop);
  };

  test("a file dropped in, changed by rename, and removed is picked up", async () => {
    const folder = openFolder();
    await folder.load();
    const added = nextView(folder, ({ accounts }) => accounts.length === 1);
    await put("a.json", makeAuthJson());
    await added;
    const changed = nextView(folder, ({ accounts }) => accounts[0]?.paused === true);
    await writeFile(join(dir, ".a.tmp"), JSON.stringify({ ...makeAuthJson(), disabled: true }));
    await rename(join(dir, ".a.tmp"), join(dir, "a.json"));
    await changed;
    const removed = nextView(folder, ({ accounts }) => accounts.length === 0);
    expect(await folder.remove("a.json")).toBe(true);
    await removed;
  });
});

describe("adding", () => {
  test("a new account becomes a private file in our form, every foreign field kept", async () => {
    const outcome = await openFolder().add({ ...makeAuthJson(), note: "mine" });
    expect(outcome.kind).toBe("imported");
    const [name = ""] = await readdir(dir);
    expect(name).toMatch(/^codex-ada@example\.com-[0-9a-f]{8}\.json$/);
    expect(await json(name)).toMatchObject({ type: "codex", email: "ada@example.com", note: "mine" });
    expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
  });

  test("a file name that is asked for is taken where it is free and an auth file's name", async () => {
    const folder = openFolder();
    await folder.add(makeAuthJson({ userId: "one" }), { fileName: "mine.json" });
    await folder.add(makeAuthJson({ userId: "two" }), { fileName: "mine.json" });
    await folder.add(makeAuthJson({ userId: "three" }), { fileName: "../three.json" });
    const names = await readdir(dir);
    expect(names).toHaveLength(3);
    expect((await folder.read("mine.json"))?.identityKey).toStartWith("one::");
  });

  test("somebody else's file of our name is left alone", async () => {
    const folder = openFolder();
    await folder.add(makeAuthJson());
    const [name = ""] = await readdir(dir);
    await put(name, "not json");
    const outcome = await openFolder().add(makeAuthJson());
    expect(outcome).toMatchObject({ kind: "imported", account: { fileName: name.replace(".json", "-2.json") } });
    expect(await readFile(join(dir, name), "utf8")).toBe("not json");
  });

  test("ten importers that share nothing but the disk lose no account and no newer token", async () => {
    const owners = Array.from({ length: 10 }, (_, n) => ({
      userId: `user-${n % 5}`,
      mark: `${n}`,
      refreshedAt: DAY_MS * n,
    }));
    const outcomes = await Promise.all(owners.map((owner) => openFolder().add(makeAuthJson(owner))));
    expect(outcomes.filter(({ kind }) => kind === "imported")).toHaveLength(5);
    const view = await openFolder().load();
    expect(view.accounts).toHaveLength(5);
    expect(view.broken).toEqual([]);
    const newest = view.accounts.map(({ credentials }) =>
      credentials.kind === "oauth" ? credentials.refreshedAt : null,
    );
    expect(newest.toSorted()).toEqual([5, 6, 7, 8, 9].map((n) => n * DAY_MS));
  });
});
