import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { appendFileSync, watch as watchFolder } from "node:fs";
import { appendFile, mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Cancel } from "../domain/ports.ts";
import { until } from "../../test/support/until.ts";
import { writeFileAtomic } from "./atomic-file.ts";
import { systemClock } from "./system-clock.ts";
import { watchPath } from "./watch-path.ts";

let folder = "";
let file = "";
let stop: Cancel = () => undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "watch-path-"));
  file = join(folder, "config.yaml");
});
afterEach(async () => {
  stop();
  await rm(folder, { recursive: true, force: true });
});

/** Writes neighbours of the file for as long as several debounces, and waits each time until it could be noticed. */
async function writeNeighbours(): Promise<void> {
  let noticed: () => void = () => undefined;
  const watcher = watchFolder(folder, () => noticed());
  const endsAt = systemClock.now() + 5 * DEBOUNCE_MS;
  for (let index = 0; systemClock.now() < endsAt; index++) {
    const event = new Promise<void>((resolve) => (noticed = resolve));
    // Another one each time: the same event twice in one breath may be told once.
    appendFileSync(join(folder, `neighbour-${index}`), "x");
    await event;
  }
  watcher.close();
}

const DEBOUNCE_MS = 20;

/** Polls too rarely to matter, unless told: what passes then passes by events. */
function follow(path: string, options: { readonly pollMs: number } = { pollMs: 3_600_000 }) {
  let count = 0;
  let woken = 0;
  const clock = {
    ...systemClock,
    after(ms: number, task: () => void): Cancel {
      woken++;
      return systemClock.after(ms, task);
    },
  };
  let wake: () => void = () => undefined;
  stop = watchPath(
    path,
    () => {
      count++;
      wake();
    },
    { clock, debounceMs: DEBOUNCE_MS, ...options },
  );
  return {
    count: () => count,
    /** How often it was going to look because of an event. */
    woken: () => woken,
    /** Resolves at the first call after the action began. */
    async after(action: () => Promise<unknown>): Promise<void> {
      const changed = new Promise<void>((resolve) => (wake = resolve));
      await action();
      await changed;
    },
  };
}

describe("watching a file", () => {
  test("sees a write in place", async () => {
    await writeFile(file, "a");
    await follow(file).after(() => writeFile(file, "b"));
  });

  test("sees a write beside a neighbour that is written without pause", async () => {
    await writeFile(file, "a");
    const neighbour = systemClock.every(5, () => appendFileSync(join(folder, "switchyard.db-wal"), "x"));
    const startedAt = systemClock.now();
    await follow(file).after(() => writeFile(file, "b"));
    neighbour();
    expect(systemClock.now() - startedAt).toBeLessThan(900);
  });

  test("sees one atomic replacement after another", async () => {
    await writeFile(file, "a");
    const watch = follow(file);
    for (const text of ["b", "c", "d"]) await watch.after(() => writeFileAtomic(file, text));
  });

  test("sees the save of an editor that moves the old file away first", async () => {
    await writeFile(file, "a");
    const watch = follow(file);
    await watch.after(async () => {
      await rename(file, `${file}~`);
      await writeFile(file, "b");
      await unlink(`${file}~`);
    });
    await watch.after(() => appendFile(file, "c"));
  });

  test("sees it made and removed", async () => {
    const watch = follow(file);
    await watch.after(() => writeFile(file, "a"));
    await watch.after(() => unlink(file));
  });

  test("sees what a symlink in its path is turned to", async () => {
    await mkdir(join(folder, "one"));
    await mkdir(join(folder, "two"));
    await writeFile(join(folder, "one", "config.yaml"), "a");
    await writeFile(join(folder, "two", "config.yaml"), "b");
    await symlink("one", join(folder, "data"));
    await symlink("data/config.yaml", file);
    await follow(file).after(async () => {
      await symlink("two", join(folder, "next"));
      await rename(join(folder, "next"), join(folder, "data"));
    });
  });

  test("reports a burst of writes once", async () => {
    await writeFile(file, "");
    const watch = follow(file);
    await watch.after(async () => {
      // In one breath, so that no look falls in between.
      for (let index = 0; index < 10; index++) appendFileSync(file, "x");
    });
    await watch.after(() => appendFile(file, "y"));
    expect(watch.count()).toBe(2);
  });

  test("is not woken by its neighbours, however it was saved before", async () => {
    await writeFile(file, "a");
    const watch = follow(file);
    await watch.after(() => writeFileAtomic(file, "b"));
    await watch.after(async () => {
      await unlink(file);
      await writeFile(file, "c");
    });
    await until("nothing more of its own is looked at", async () => {
      const before = watch.woken();
      await writeNeighbours();
      return watch.woken() === before;
    });
    await watch.after(() => appendFile(file, "d"));
  });

  test("does not report its neighbours", async () => {
    await writeFile(file, "a");
    const watch = follow(file);
    await writeFile(join(folder, "switchyard.db"), "x");
    await watch.after(() => writeFile(file, "b"));
    expect(watch.count()).toBe(1);
  });

  test("sees it by polling where no event can tell: in a folder that does not exist yet", async () => {
    const inside = join(folder, "not", "yet", "config.yaml");
    const watch = follow(inside, { pollMs: 20 });
    await watch.after(async () => {
      await mkdir(join(folder, "not", "yet"), { recursive: true });
      await writeFile(inside, "a");
    });
  });

  test("says nothing after it was cancelled", async () => {
    await writeFile(file, "a");
    const cancelled = follow(file, { pollMs: 5 });
    stop();
    const watch = follow(file);
    await watch.after(() => writeFile(file, "b"));
    expect(cancelled.count()).toBe(0);
  });
});

describe("watching a folder", () => {
  test("sees entries come, change and go", async () => {
    const watch = follow(folder);
    await watch.after(() => writeFile(join(folder, "a.json"), "1"));
    await watch.after(() => writeFileAtomic(join(folder, "a.json"), "2"));
    await watch.after(() => unlink(join(folder, "a.json")));
  });

  test("does not count temporary files", async () => {
    const watch = follow(folder);
    await writeFile(join(folder, ".a.json.tmp"), "x");
    await watch.after(() => writeFile(join(folder, "a.json"), "1"));
    expect(watch.count()).toBe(1);
  });

  test("sees it made, and then what is in it", async () => {
    const auths = join(folder, "auths");
    const watch = follow(auths);
    await watch.after(() => mkdir(auths));
    await watch.after(() => writeFile(join(auths, "a.json"), "1"));
  });

  test("goes on after it was replaced by another of its name", async () => {
    const auths = join(folder, "auths");
    await mkdir(auths);
    const watch = follow(auths, { pollMs: 20 });
    await watch.after(async () => {
      await rename(auths, join(folder, "old"));
      await mkdir(auths);
    });
    await watch.after(() => writeFile(join(auths, "a.json"), "1"));
  });
});
