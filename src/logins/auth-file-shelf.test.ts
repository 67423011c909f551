import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import type { AuthFilesView } from "../domain/ports.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { createKimiProvider } from "../providers/kimi/provider.ts";
import { type AuthFileFolder, createAuthFileFolder } from "./auth-file-folder.ts";
import type { FolderFiles } from "./folder-files.ts";

const KIMI = { type: "kimi", api_key: "sk-1", note: "spare" };

let dir = "";
let files: FolderFiles;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "switchyard-shelf-"));
  files = createFolderFiles({ clock: systemClock });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

function folderOver(change: Partial<FolderFiles> = {}): AuthFileFolder {
  const settings = { userAgent: "switchyard/0", proxyUrl: null, baseUrl: "", authUrl: "" };
  return createAuthFileFolder({
    dir,
    files: { ...files, watch: () => () => undefined, ...change },
    forms: [createKimiProvider(() => settings).authFile],
    client: { send: () => Promise.reject(new Error("nobody is asked")) },
    sha256: sha256Hex,
    clock: createFakeClock(),
  });
}

test("of many changes in bulk who watches hears once, at the end, also where the task fails", async () => {
  const folder = folderOver();
  const names = ["a.json", "b.json", "c.json"];
  for (const [index, name] of names.entries()) {
    await folder.shelf.put(name, JSON.stringify({ ...KIMI, api_key: `sk-${index}` }));
  }
  const heard: number[] = [];
  const stop = folder.watch(({ accounts }) => heard.push(accounts.filter(({ paused }) => paused).length));
  await folder.shelf.inBulk(async (shelf) => {
    for (const name of names) await shelf.edit(name, (json) => ({ ...json, disabled: true }));
    expect(heard).toEqual([]);
  });
  expect(heard).toEqual([3]);
  const failing = folder.shelf.inBulk(async (shelf) => {
    await shelf.remove(["a.json"]);
    throw new Error("in mid-course");
  });
  await expect(failing).rejects.toThrow("in mid-course");
  expect(heard).toEqual([3, 2]);
  await folder.shelf.inBulk((shelf) => shelf.remove(["a.json"]));
  expect(heard).toEqual([3, 2]);
  stop();
});

test("who watches the folder hears of a change before the change has returned", async () => {
  const folder = folderOver();
  const heard: (readonly (string | null)[])[] = [];
  const stop = folder.watch(({ accounts }: AuthFilesView) => heard.push(accounts.map(({ fileName }) => fileName)));
  await folder.shelf.put("a.json", JSON.stringify(KIMI));
  expect(heard).toEqual([["a.json"]]);
  await folder.shelf.edit("a.json", (json) => ({ ...json, disabled: true }));
  expect(heard).toHaveLength(2);
  await folder.shelf.remove(["a.json", "b.json"]);
  expect(heard.at(-1)).toEqual([]);
  await folder.shelf.remove(["b.json"]);
  expect(await folder.shelf.edit("b.json", (json) => json)).toBe("missing");
  expect(heard).toHaveLength(3);
  stop();
  await folder.shelf.put("a.json", JSON.stringify(KIMI));
  expect(heard).toHaveLength(3);
});

test("a look at the folder that began before a change does not bring back what was there", async () => {
  await folderOver().shelf.put("old.json", JSON.stringify(KIMI));
  const look = Promise.withResolvers<void>();
  const began = Promise.withResolvers<void>();
  const folder = folderOver({
    async list(path) {
      const names = await files.list(path);
      began.resolve();
      await look.promise;
      return names;
    },
  });
  const loading = folder.load();
  await began.promise;
  await folder.shelf.put("new.json", JSON.stringify({ ...KIMI, api_key: "sk-2" }));
  await folder.shelf.remove(["old.json"]);
  look.resolve();
  expect((await loading).accounts.map(({ fileName }) => fileName)).toEqual(["new.json"]);
});

test("an edit keeps what another writer put into the file meanwhile", async () => {
  const folder = folderOver();
  await folder.shelf.put("a.json", JSON.stringify(KIMI));
  await Promise.all([
    folder.shelf.edit("a.json", (json) => ({ ...json, note: "edited" })),
    folderOver().shelf.edit("a.json", (json) => ({ ...json, disabled: true })),
  ]);
  expect(JSON.parse(await readFile(join(dir, "a.json"), "utf8"))).toEqual({ ...KIMI, note: "edited", disabled: true });
});

test("nothing is read, written or removed under a name with a path in it", async () => {
  const { shelf } = folderOver();
  for (const name of ["../a.json", "b/a.json", ".a.json", "a.txt"]) {
    await expect(shelf.put(name, "{}")).rejects.toThrow("no auth file's name");
    expect(await shelf.read(name)).toBeNull();
    expect(await shelf.edit(name, (json) => json)).toBe("missing");
    expect(await shelf.remove([name])).toEqual([]);
  }
});
