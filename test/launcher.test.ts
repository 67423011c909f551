// Which program `bin/switchyard` becomes: the built one, or its sources where they have changed since.

import { expect, test } from "bun:test";
import { chmod, copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dir, "..");
const BUILT_AT = new Date(Date.UTC(2026, 0, 2));
const BEFORE = new Date(Date.UTC(2026, 0, 1));
const AFTER = new Date(Date.UTC(2026, 0, 3));

const PLACES = ["src", "src/dialects", "src/dialects/fixtures", "contract", "data", "scripts"];
const FILES = ["package.json", "package-lock.json", "scripts/build-program.ts", "src/main.ts", "src/main.test.ts"];
const FIXTURE = "src/dialects/fixtures/answer.json";

/** A checkout whose runtime says what it is to run. */
async function checkout() {
  const folder = await mkdtemp(join(tmpdir(), "switchyard-launcher-"));
  const put = async (path: string, text = ""): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const file of [...FILES, FIXTURE, "contract/a.ts", "data/a.json"]) await put(file);
  await put("bin/bun", '#!/bin/sh\necho "$@"\n');
  await chmod(join(folder, "bin/bun"), 0o755);
  await copyFile(join(ROOT, "bin/switchyard"), join(folder, "bin/switchyard"));
  const touch = (path: string, at: Date): Promise<void> => utimes(join(folder, path), at, at);
  for (const path of [...FILES, FIXTURE, "contract/a.ts", "data/a.json", ...PLACES]) await touch(path, BEFORE);
  return {
    put,
    touch,
    async build() {
      await put("dist/.built-from");
      await touch("dist/.built-from", BUILT_AT);
    },
    async runs(): Promise<string> {
      const { stdout } = Bun.spawnSync([join(folder, "bin/switchyard"), "list", "a b"]);
      return stdout
        .toString()
        .trim()
        .replace(/^.*\/bin\/\.\.\//, "");
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

test("runs what was built as long as nothing has changed since", async () => {
  await using place = await checkout();
  await place.build();
  expect(await place.runs()).toBe("dist/main.js list a b");
});

test("runs the sources where nothing was built", async () => {
  await using place = await checkout();
  expect(await place.runs()).toBe("src/main.ts list a b");
});

test("never runs what was built before a source changed, came or went", async () => {
  await using place = await checkout();
  await place.build();
  // A file that came or went leaves its mark on the folder.
  for (const path of ["src/main.ts", "src", "contract/a.ts", "data/a.json", "package-lock.json"]) {
    await place.touch(path, AFTER);
    expect(await place.runs()).toBe("src/main.ts list a b");
    await place.touch(path, BEFORE);
  }
});

test("does not mind changed tests and fixtures, which are not part of the program", async () => {
  await using place = await checkout();
  await place.build();
  await place.touch("src/main.test.ts", AFTER);
  await place.touch(FIXTURE, AFTER);
  expect(await place.runs()).toBe("dist/main.js list a b");
});
