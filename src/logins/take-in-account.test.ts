import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Account } from "../domain/account.ts";
import { failure } from "../domain/failure.ts";
import type { AuthFilesView } from "../domain/ports.ts";
import { createFolderFiles } from "../platform/folder-files.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { makeAuthJson } from "../../test/support/auth-json.ts";
import { codexProvider } from "../../test/support/pool-world.ts";
import { createAuthFileFolder } from "./auth-file-folder.ts";
import { importTexts } from "./import-texts.ts";
import { createTakeIn, type TakeIn } from "./take-in-account.ts";

const OLDER = { mark: "zero", refreshedAt: Date.UTC(2025, 11, 1) };
const NEWER = { mark: "two", refreshedAt: Date.UTC(2026, 1, 1) };

let root: string;
let takeIn: TakeIn;
let stop: () => void;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "take-in-"));
  const folder = createAuthFileFolder({
    dir: root,
    forms: [codexProvider.authFile],
    files: createFolderFiles({ clock: systemClock }),
    client: { send: async () => ({ kind: "failed", failure: failure("unreachable", "no_network", "no") }) },
    sha256: sha256Hex,
    clock: systemClock,
  });
  // As the pool hears of it.
  let view: AuthFilesView = { accounts: [], broken: [] };
  stop = folder.watch((now) => (view = now));
  const account = (id: string): Account | null => view.accounts.find((one) => one.id === id) ?? null;
  takeIn = createTakeIn({ folder, account });
});

afterEach(async () => {
  stop();
  await rm(root, { recursive: true, force: true });
});

const files = async (): Promise<readonly string[]> =>
  (await readdir(root)).filter((name) => /^[^.].*\.json$/.test(name));

describe("an account that comes in", () => {
  test("is not blamed where the folder cannot be written, and is taken once it can", async () => {
    await rm(root, { recursive: true });
    await writeFile(root, "no folder");
    const reason = expect.stringMatching(/^The folder of auth files cannot be written \(E[A-Z]+\)$/);
    expect(await takeIn(makeAuthJson(), { overwrite: false })).toEqual({ kind: "not_written", reason });
    const source = { source: "a.json", text: JSON.stringify(makeAuthJson()) };
    expect(await importTexts([source], { overwrite: false }, { takeIn, sha256: sha256Hex })).toMatchObject([
      { source: "a.json", outcome: "refused", accountId: null, reason },
    ]);
    await rm(root);
    expect(await takeIn(makeAuthJson(), { overwrite: false })).toMatchObject({ kind: "imported" });
  });

  test("is known the second time, and then changed with the operator's word alone", async () => {
    expect(await takeIn(makeAuthJson(), { overwrite: false })).toMatchObject({ kind: "imported" });
    expect(await takeIn(makeAuthJson(NEWER), { overwrite: false })).toMatchObject({ kind: "known" });
    expect(await takeIn(makeAuthJson(NEWER), { overwrite: true })).toMatchObject({ kind: "updated" });
    expect(await takeIn(makeAuthJson(NEWER), { overwrite: true })).toMatchObject({ kind: "unchanged" });
    expect(await takeIn(makeAuthJson(OLDER), { overwrite: true })).toMatchObject({
      kind: "unchanged",
      reason: "newer tokens are there already",
    });
    expect(await files()).toHaveLength(1);
  });

  test("twice at once is imported once and known once", async () => {
    const both = await Promise.all(
      [makeAuthJson(), makeAuthJson(NEWER)].map((json) => takeIn(json, { overwrite: false })),
    );
    expect(both.map(({ kind }) => kind)).toEqual(["imported", "known"]);
    expect(await files()).toHaveLength(1);
  });

  test("in a rehearsal leaves nothing behind", async () => {
    expect(await takeIn(makeAuthJson(), { overwrite: false, dryRun: true })).toMatchObject({ kind: "imported" });
    expect(await files()).toEqual([]);
  });

  test("whose owner cannot be asked for is refused with the reason", async () => {
    expect(await takeIn({ OPENAI_API_KEY: "sk-1" }, { overwrite: false })).toMatchObject({
      kind: "refused",
      reason: expect.stringContaining("could not be reached (no_network)"),
    });
  });
});

describe("many at once", () => {
  const outcomes = async (text: string, dryRun: boolean) => {
    const items = await importTexts(
      [{ source: "text", text }],
      { overwrite: false, dryRun },
      { takeIn, sha256: sha256Hex },
    );
    return items.map(({ item, outcome, reason }) => [item, outcome, reason] as const);
  };
  const one = JSON.stringify(makeAuthJson());
  const other = JSON.stringify(makeAuthJson({ email: "ben@example.com", userId: "user-ben" }));

  test("are read as one object, a list, or one a line", async () => {
    expect(await outcomes(one, true)).toEqual([[null, "imported", null]]);
    expect(await outcomes(`[${one},${other}]`, true)).toEqual([
      [1, "imported", null],
      [2, "imported", null],
    ]);
    expect(await outcomes(`${one}\n\n${other}\n`, true)).toEqual([
      [1, "imported", null],
      [2, "imported", null],
    ]);
  });

  test("are rehearsed as they would go", async () => {
    const twin = "another item of this import is the same account";
    expect(await outcomes(`[${one},${one}]`, true)).toEqual([
      [1, "imported", null],
      [2, "unchanged", twin],
    ]);
  });

  test.each([
    ["", "it is empty"],
    ["{", "it is not valid JSON"],
    ["[]", "it holds an empty list"],
    [`${one}\n{`, "it is not valid JSON"],
    ["7", "it holds no JSON object"],
  ])("%j is refused with the reason, and never quoted", async (text, reason) => {
    expect(await outcomes(text, false)).toEqual([[null, "refused", reason]]);
  });
});
