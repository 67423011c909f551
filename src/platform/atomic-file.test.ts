import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ensurePrivateDir, writeFileAtomic } from "./atomic-file.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "atomic-file-"))));
afterEach(async () => await rm(folder, { recursive: true, force: true }));

describe("writeFileAtomic", () => {
  test("makes a file that its owner alone can read", async () => {
    await writeFileAtomic(join(folder, "a.json"), "new");
    expect(await readFile(join(folder, "a.json"), "utf8")).toBe("new");
    expect(await modeOf("a.json")).toBe(0o600);
  });

  test("tightens the mode of a file it replaces", async () => {
    await writeFile(join(folder, "a.json"), "old");
    await chmod(join(folder, "a.json"), 0o644);
    await writeFileAtomic(join(folder, "a.json"), "new");
    expect(await modeOf("a.json")).toBe(0o600);
  });

  test("gives the mode that is asked for, whatever the umask", async () => {
    const before = process.umask(0o077);
    await writeFileAtomic(join(folder, "a.json"), "new", { mode: 0o644 }).finally(() => process.umask(before));
    expect(await modeOf("a.json")).toBe(0o644);
  });

  test("leaves nothing but the file behind", async () => {
    await writeFileAtomic(join(folder, "a.json"), "new");
    expect(await readdir(folder)).toEqual(["a.json"]);
  });

  test("leaves no temporary file behind when it fails", async () => {
    await mkdir(join(folder, "a.json", "inside"), { recursive: true });
    const failure = await writeFileAtomic(join(folder, "a.json"), "new").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(await readdir(folder)).toEqual(["a.json"]);
  });

  test("fails where the folder does not exist", async () => {
    const failure = await writeFileAtomic(join(folder, "no", "a.json"), "new").catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "ENOENT" });
  });

  test("replaces what a symlink points to and keeps the symlink", async () => {
    await mkdir(join(folder, "real"));
    await writeFile(join(folder, "real", "a.json"), "old");
    await symlink("real/a.json", join(folder, "a.json"));
    await writeFileAtomic(join(folder, "a.json"), "new");
    expect((await lstat(join(folder, "a.json"))).isSymbolicLink()).toBe(true);
    expect(await readFile(join(folder, "real", "a.json"), "utf8")).toBe("new");
  });

  test("makes what a symlink points to and is not there yet", async () => {
    await mkdir(join(folder, "real"));
    await symlink("real/a.json", join(folder, "a.json"));
    await writeFileAtomic(join(folder, "a.json"), "new");
    expect(await readFile(join(folder, "real", "a.json"), "utf8")).toBe("new");
  });

  test("leaves one whole text when many write at once", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await Promise.all(texts.map((text) => writeFileAtomic(join(folder, "a.json"), text)));
    expect(texts).toContain(await readFile(join(folder, "a.json"), "utf8"));
    expect(await readdir(folder)).toEqual(["a.json"]);
  });

  test("writes nothing where the file holds something else than it is to replace", async () => {
    const file = join(folder, "a.json");
    expect(await writeFileAtomic(file, "one", { inPlaceOf: "none" })).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    expect(await writeFileAtomic(file, "one", { inPlaceOf: null })).toBe(true);
    expect(await writeFileAtomic(file, "two", { inPlaceOf: null })).toBe(false);
    expect(await writeFileAtomic(file, "two", { inPlaceOf: "one" })).toBe(true);
    expect(await readFile(file, "utf8")).toBe("two");
    expect(await readdir(folder)).toEqual(["a.json"]);
  });

  test("leaves a whole text wherever the process is killed", async () => {
    const file = join(folder, "a.json");
    const code = `
      const { writeFileAtomic } = await import(${JSON.stringify(join(import.meta.dir, "atomic-file.ts"))});
      for (let index = 0; ; index += 1) {
        await writeFileAtomic(${JSON.stringify(file)}, String(index % 10).repeat(400_000));
        process.stdout.write(".");
      }`;
    for (let round = 1; round <= 12; round += 1) {
      const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "inherit" });
      let written = 0;
      for await (const dots of child.stdout) {
        written += dots.byteLength;
        if (written >= round * 3) child.kill("SIGKILL");
      }
      await child.exited;
      expect(await readFile(file, "utf8")).toMatch(/^(\d)\1{399999}$/);
    }
  }, 60_000);
});

describe("ensurePrivateDir", () => {
  test("makes the folder and its parents for their owner alone", async () => {
    await ensurePrivateDir(join(folder, "a", "b"));
    expect(await modeOf("a")).toBe(0o700);
    expect(await modeOf("a/b")).toBe(0o700);
  });

  test("leaves the mode of an existing folder alone", async () => {
    await chmod(folder, 0o755);
    await ensurePrivateDir(folder);
    expect(await modeOf("")).toBe(0o755);
  });
});

async function modeOf(name: string): Promise<number> {
  return (await stat(join(folder, name))).mode & 0o777;
}
