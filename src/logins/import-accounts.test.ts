import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { failure } from "../domain/failure.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createCodexProvider } from "../providers/codex/provider.ts";
import type { AnswerBody, UpstreamAnswer } from "../wire/upstream-call.ts";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import { makeApiKeyAuthJson, makeAuthJson, makeCliProxyFile } from "../../test/support/auth-json.ts";
import { maskedKey } from "./account-label.ts";
import { createAuthFileFolder } from "./auth-file-folder.ts";
import { importAccounts, type ImportInput } from "./import-accounts.ts";

const KEY = "sk-test-0123456789abcdef";
const OLDER = { mark: "zero", refreshedAt: Date.UTC(2025, 11, 1) };
const NEWER = { mark: "two", refreshedAt: Date.UTC(2026, 1, 1) };

const files = createFolderFiles({ clock: systemClock });
let root: string;
let auths: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "import-"));
  auths = join(root, "auths");
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(name: string, content: unknown): Promise<string> {
  const path = join(root, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** `me`: what the identity endpoint answers; null where it cannot be reached. */
function run(paths: readonly string[], options: Partial<ImportInput> & { readonly me?: Response | null } = {}) {
  const { me = null, ...more } = options;
  const settings = {
    chatgptBaseUrl: "",
    authUrl: "",
    openaiBaseUrl: "http://api.test/v1",
    userAgent: "t",
    proxyUrl: null,
  };
  const folder = createAuthFileFolder({
    dir: auths,
    forms: [createCodexProvider(() => settings).authFile],
    files,
    client: {
      async send(): Promise<UpstreamAnswer> {
        if (me === null) return { kind: "failed", failure: failure("unreachable", "connect_failed", "no") };
        const answer = me.clone();
        const body: AnswerBody = {
          next: async () => null,
          rest: () => answer.bytes(),
          release: () => {},
          discard: () => {},
        };
        return { kind: "answered", status: answer.status, headers: new Headers(), body };
      },
    },
    sha256: sha256Hex,
    clock: systemClock,
  });
  return importAccounts({ paths, ...more }, { files, folder, sha256: sha256Hex, clock: createFakeClock() });
}

const outcomes = async (...args: Parameters<typeof run>) => (await run(...args)).entries.map(({ outcome }) => outcome);
const stored = async () => {
  const names = (await readdir(auths)).filter((name) => name.endsWith(".json"));
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(auths, name), "utf8"))));
};

describe("logins", () => {
  test("a file, a list and a folder are taken in; bad files do not stop the others", async () => {
    const folder = join(root, "in");
    await mkdir(join(folder, "deeper"), { recursive: true });
    await write("in/b.json", makeCliProxyFile({ userId: "b" }));
    await write("in/a.json", "{");
    await write("in/deeper/c.json", makeAuthJson({ userId: "c" }));
    const list = await write("list.json", [makeAuthJson({ userId: "d" }), 7, { type: "codex" }]);
    const report = await run([folder, list, join(root, "absent.json")]);
    expect(
      report.entries.map(({ source, item, outcome, reason }) => [source.slice(root.length + 1), item, outcome, reason]),
    ).toEqual([
      ["in/a.json", null, "skipped", "it is not valid JSON"],
      ["in/b.json", null, "imported", null],
      ["list.json", 1, "imported", null],
      ["list.json", 2, "skipped", "it holds no JSON object"],
      ["list.json", 3, "skipped", "it holds neither tokens nor OPENAI_API_KEY"],
      ["absent.json", null, "skipped", "there is no such file or folder"],
    ]);
    expect(await stored()).toHaveLength(2);
  });

  test("newer tokens of a known account go into its file; the operator's fields stay", async () => {
    await mkdir(auths);
    await write("auths/mine.json", { ...makeAuthJson(), priority: 3, note: "keep", disabled: true });
    const path = await write("new.json", { ...makeCliProxyFile(NEWER), priority: 9, note: "theirs" });
    expect(await outcomes([path])).toEqual(["updated"]);
    expect(await stored()).toMatchObject([
      {
        priority: 3,
        note: "keep",
        disabled: true,
        tokens: { refresh_token: "rt_secret_two" },
        last_refresh: "2026-02-01T00:00:00.000Z",
      },
    ]);
  });

  test("older tokens never overwrite newer ones, and the same again changes nothing", async () => {
    const now = await write("now.json", makeAuthJson());
    const old = await write("old.json", makeAuthJson(OLDER));
    expect(await outcomes([now])).toEqual(["imported"]);
    const before = await stored();
    expect(await outcomes([old, now])).toEqual(["unchanged", "unchanged"]);
    expect(await stored()).toEqual(before);
  });

  test("tokens without a last refresh are judged by their expiry", async () => {
    const day = (n: number) => Date.UTC(2026, 3, n);
    const first = await write("1.json", makeAuthJson({ mark: "1", refreshedAt: null, expiresAt: day(5) }));
    const later = await write("2.json", makeAuthJson({ mark: "2", refreshedAt: null, expiresAt: day(9) }));
    const older = await write("3.json", makeAuthJson({ mark: "3", refreshedAt: null, expiresAt: day(3) }));
    expect(await outcomes([first, later, older])).toEqual(["imported", "updated", "unchanged"]);
  });

  test("one e-mail in two workspaces is two accounts", async () => {
    const path = await write("two.json", [makeAuthJson({ accountId: "ws-1" }), makeAuthJson({ accountId: "ws-2" })]);
    expect(await outcomes([path])).toEqual(["imported", "imported"]);
    expect(await stored()).toHaveLength(2);
  });

  test("a dry run tells the same and leaves no trace", async () => {
    const path = await write("some.json", [makeAuthJson(OLDER), makeAuthJson(), makeAuthJson(OLDER)]);
    const rehearsed = await outcomes([path], { dryRun: true });
    expect(await readdir(root)).toEqual(["some.json"]);
    expect(rehearsed).toEqual(["imported", "updated", "unchanged"]);
    expect(await outcomes([path])).toEqual(rehearsed);
  });
});

describe("API keys", () => {
  const me = () => Response.json({ id: "user-1", email: "Ada@Example.com" });

  test("are taken in under their owner and shown masked", async () => {
    const path = await write("key.json", makeApiKeyAuthJson(KEY));
    const report = await run([path], { me: me() });
    expect(report.entries).toMatchObject([{ outcome: "imported", account: maskedKey(KEY, sha256Hex) }]);
    expect(report.entries[0]?.account).toMatch(/^sk-[0-9a-f]{5}\*\*\*[0-9a-f]{4}$/);
    expect(JSON.stringify(report)).not.toContain(KEY);
    expect(await stored()).toMatchObject([
      { type: "codex", OPENAI_API_KEY: KEY, openai_user_id: "user-1", email: "ada@example.com" },
    ]);
  });

  test("a key that is there already is known without asking anybody", async () => {
    const path = await write("key.json", makeApiKeyAuthJson(KEY));
    await run([path], { me: me() });
    expect(await outcomes([path], { me: null })).toEqual(["unchanged"]);
  });

  test.each([
    [null, "could not be reached (connect_failed)"],
    [new Response("", { status: 401 }), "answered 401: the key or login is not valid"],
    [new Response("", { status: 403 }), "answered 403: the key may not ask"],
    [new Response("", { status: 503 }), "answered 503: try again later"],
    [new Response("<html>"), "answered 200 without telling whose it is"],
  ])("a key whose owner stays unknown is skipped, saying why and what to do", async (answer, reason) => {
    const path = await write("key.json", makeApiKeyAuthJson(KEY));
    const report = await run([path], { me: answer });
    expect(report.entries[0]?.outcome).toBe("skipped");
    expect(report.entries[0]?.reason).toContain(reason);
    expect(JSON.stringify(report)).not.toContain(KEY);
  });
});
