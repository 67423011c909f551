import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { createFakeClock } from "../../test/support/fake-clock.ts";
import { until } from "../../test/support/until.ts";
import { createPathLock } from "./path-lock.ts";
import { systemClock } from "./system-clock.ts";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "lock-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

test("one task at a time has the path, within one holder and among several; nothing is left behind", async () => {
  const locks = [createPathLock({ clock: systemClock }), createPathLock({ clock: systemClock })];
  let inside = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await Promise.resolve();
    await readdir(dir);
    inside -= 1;
  };
  await Promise.all(locks.flatMap((lock) => Array.from({ length: 5 }, () => lock.exclusively(join(dir, "a"), task))));
  expect(most).toBe(1);
  expect(await readdir(dir)).toEqual([]);
});

test("a task that fails leaves the path free", async () => {
  const lock = createPathLock({ clock: systemClock });
  const failing = lock.exclusively(join(dir, "a"), () => Promise.reject(new Error("no")));
  await expect(failing).rejects.toThrow("no");
  expect(await lock.exclusively(join(dir, "a"), async () => "free")).toBe("free");
});

test("a lock of a process of this computer that is no more is removed at once, any other is respected", async () => {
  const clock = createFakeClock(Date.now());
  const left = join(dir, ".a.lock");
  const child = Bun.spawn(["true"]);
  await child.exited;
  const owners = [
    [`${hostname()} ${child.pid}`, false],
    [`${hostname()} ${process.pid}`, true],
    [`elsewhere ${child.pid}`, true],
    ["", true],
  ] as const;
  for (const [owner, isRespected] of owners) {
    await writeFile(left, owner);
    const waiting = createPathLock({ clock }).exclusively(join(dir, "a"), async () => "free");
    await until("a look at the lock", () => clock.timers === 1);
    expect(await readdir(dir)).toEqual(isRespected ? [".a.lock"] : []);
    await rm(left, { force: true });
    clock.advance(10);
    expect(await waiting).toBe("free");
  }
});

test("a lock that a dead process left is removed", async () => {
  const left = join(dir, ".a.lock");
  await writeFile(left, "");
  await utimes(left, 0, 0);
  expect(await createPathLock({ clock: systemClock }).exclusively(join(dir, "a"), async () => "free")).toBe("free");
  expect(await readdir(dir)).toEqual([]);
});
