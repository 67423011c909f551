import { describe, expect, test } from "bun:test";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createPrivateFiles } from "../platform/private-files.ts";
import { systemClock } from "../platform/system-clock.ts";
import { type ConfigChange, openConfigDocument } from "./config-document.ts";
import type { ConfigFiles } from "./config-files.ts";
import { type ReadText, readConfigText } from "./config-text.ts";
import { ConfigInvalid, type ConfigProblem } from "./config-problem.ts";
import { defaultConfigText } from "./default-config.ts";

const PATH = "/data/config.yaml";

describe("opening", () => {
  test("writes the default file on first start", async () => {
    const disk = createDisk(null);
    const document = await openConfigDocument({ path: PATH, files: disk });
    expect(disk.text()).toBe(defaultConfigText());
    expect(disk.folders).toEqual(["/data"]);
    expect(document.current().port).toBe(8317);
  });

  test("leaves an empty file empty", async () => {
    const disk = createDisk("");
    expect((await openConfigDocument({ path: PATH, files: disk })).current().port).toBe(8317);
    expect(disk.writes).toEqual([]);
  });

  test("throws every problem of a broken file", async () => {
    const failure = await openConfigDocument({ path: PATH, files: createDisk("port: x\nhost: 5\n") }).catch(
      (e: unknown) => e,
    );
    expect(failure).toBeInstanceOf(ConfigInvalid);
    expect(failure).toMatchObject({
      problems: [
        { key: "port", line: 1 },
        { key: "host", line: 2 },
      ],
    });
  });

  test("tells what is odd", async () => {
    const document = await openConfigDocument({ path: PATH, files: createDisk("prot: 1\n") });
    expect(document.warnings().map(({ key }) => key)).toEqual(["prot"]);
  });
});

describe("changes by hand", () => {
  test("come into force, named key by key, with what waits for a restart", async () => {
    const { disk, changes, document } = await opened("port: 1\ndebug: false\n");
    await disk.change("port: 2\ndebug: true\n", document);
    expect(changes).toMatchObject([
      { changed: ["port", "debug"], needsRestart: ["port"], previous: { port: 1 }, config: { port: 2 } },
    ]);
    expect(document.current().debug).toBe(true);
  });

  test("of comments alone are no change, but are the text from then on", async () => {
    const { disk, changes, document } = await opened("port: 1\n");
    await disk.change("# mine\nport: 1\n", document);
    expect(changes).toEqual([]);
    expect(document.text()).toBe("# mine\nport: 1\n");
  });

  test("that are broken leave the old config in force and are told", async () => {
    const { disk, changes, problems, document } = await opened("port: 1\n");
    await disk.change("port: [\n", document);
    expect(document.current().port).toBe(1);
    expect(problems.map(({ line }) => line)).toEqual([2]);
    await disk.change("port: 2\n", document);
    expect(changes).toMatchObject([{ changed: ["port"] }]);
  });

  test("are not believed while the file is empty or gone", async () => {
    const { disk, changes, problems, document } = await opened("port: 1\n");
    await disk.change("", document);
    await disk.change(null, document);
    expect(document.current().port).toBe(1);
    expect([changes, problems]).toEqual([[], []]);
  });

  test("are no longer heard by who stopped listening", async () => {
    const { disk, changes, document, stopListening } = await opened("port: 1\n");
    stopListening();
    await disk.change("port: 2\n", document);
    expect(changes).toEqual([]);
    expect(document.current().port).toBe(2);
  });

  test("that cannot be read are told, not thrown", async () => {
    const { disk, problems, document } = await opened("port: 1\n");
    disk.failReading("EACCES: permission denied");
    await document.reload();
    expect(problems.map(({ message }) => message)).toEqual(["config.yaml: cannot be read: EACCES: permission denied"]);
  });
});

describe("edits", () => {
  test("are written, in force and told once", async () => {
    const { disk, changes, document } = await opened("port: 1 # so\n");
    const config = await document.edit([{ path: ["port"], value: 2 }]);
    await document.reload();
    expect(disk.text()).toBe("port: 2 # so\n");
    expect(config.port).toBe(2);
    expect(changes).toMatchObject([{ changed: ["port"] }]);
  });

  test("that end in an invalid file write nothing", async () => {
    const { disk, document } = await opened("port: 1\n");
    const failure = await document.edit([{ path: ["port"], value: "x" }]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigInvalid);
    expect(disk.writes).toEqual([]);
    expect(document.current().port).toBe(1);
  });

  test("made at once are all kept", async () => {
    const { disk, document } = await opened("");
    const paths = ["port", "request-retry", "quota-poll-seconds", "max-body-bytes"];
    await Promise.all(
      paths.map((path, index) => document.edit([{ path: [path], value: 2000 + index }]).catch(() => null)),
    );
    expect(disk.text()).toBe("port: 2000\nquota-poll-seconds: 2002\nmax-body-bytes: 2003\n");
  });

  test("keep what a hand wrote a moment ago", async () => {
    const { disk, document } = await opened("port: 1\n");
    disk.put("port: 1\ndebug: true\n");
    await document.edit([{ path: ["port"], value: 2 }]);
    expect(disk.text()).toBe("port: 2\ndebug: true\n");
    expect(document.current().debug).toBe(true);
  });

  test("do not overwrite what a hand has not finished", async () => {
    const { disk, document } = await opened("port: 1\n");
    disk.put("port: [\n");
    const failure = await document.edit([{ path: ["port"], value: 2 }]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigInvalid);
    expect(disk.text()).toBe("port: [\n");
  });

  test("that could not be written are not in force", async () => {
    const { disk, changes, document } = await opened("port: 1\n");
    disk.failWriting("ENOSPC");
    const failure = await document.edit([{ path: ["port"], value: 2 }]).catch((error: unknown) => error);
    expect(failure).toMatchObject({ message: "ENOSPC" });
    expect([document.current().port, document.text(), changes]).toEqual([1, "port: 1\n", []]);
  });
});

describe("an edit that follows from what is in force", () => {
  test("sees the edits before it, though all were asked for at once", async () => {
    const { disk, document } = await opened("# n\nport: 1\nfuture: { a: 1 }\n");
    const next = () =>
      document.edit(({ config, values }) => {
        expect(values).toMatchObject({ port: config.port, future: { a: 1 } });
        return [{ path: ["port"], value: config.port + 1 }];
      });
    await Promise.all(Array.from({ length: 20 }, next));
    expect(disk.text()).toBe("# n\nport: 21\nfuture: { a: 1 }\n");
  });

  test("sees a hand's edit that nobody has told of yet", async () => {
    const { disk, document } = await opened("port: 1\n");
    disk.put("port: 5\n");
    await document.edit(({ config }) => [{ path: ["port"], value: config.port + 1 }]);
    expect(disk.text()).toBe("port: 6\n");
  });

  test("may come to nothing, and then writes nothing", async () => {
    const { disk, document } = await opened("port: 1 # so\n");
    await document.edit(() => []);
    expect(disk.writes).toEqual([]);
  });
});

test("the file on disk is shown as it stands, broken or gone", async () => {
  const { disk, document } = await opened("port: 1\n");
  await disk.change("port: [\n", document);
  expect([await document.onDisk(), document.inForce().values]).toEqual(["port: [\n", { port: 1 }]);
  await disk.change(null, document);
  expect(await document.onDisk()).toBeNull();
});

describe("a hand that writes while an edit is being made", () => {
  /** Reads as ever, and writes by hand meanwhile, `times` times. */
  function disturbed(disk: { put(text: string): void }, times: number): ReadText {
    let left = times;
    return async (job) => {
      if (left > 0) disk.put(`port: 1\nrequest-retry: ${left}\n`);
      left -= 1;
      return readConfigText(job);
    };
  }

  test("loses nothing, and neither does the edit", async () => {
    const disk = createDisk("port: 1\n");
    const document = await openConfigDocument({ path: PATH, files: disk, readText: disturbed(disk, 3) });
    await document.edit(({ config }) => [{ path: ["max-body-bytes"], value: 5000 + config.requestRetry }]);
    expect(disk.text()).toBe("port: 1\nrequest-retry: 1\nmax-body-bytes: 5001\n");
    expect(document.current()).toMatchObject({ requestRetry: 1, maxBodyBytes: 5001 });
  });

  test("is seen by a replacement's amendment", async () => {
    const disk = createDisk("port: 1\n");
    const document = await openConfigDocument({ path: PATH, files: disk, readText: disturbed(disk, 2) });
    const { needsRestart } = await document.replace("debug: true\nport: 2\n", async (next, now) => {
      expect(next.port).toBe(2);
      return [{ path: ["request-retry"], value: now.requestRetry }];
    });
    expect(disk.text()).toBe("debug: true\nport: 2\nrequest-retry: 1\n");
    expect(needsRestart).toEqual(["port"]);
  });
});

describe("replacement", () => {
  test("puts a whole text in place, also of a broken one", async () => {
    const { disk, document } = await opened("port: 1\n");
    disk.put("port: [\n");
    await document.replace("port: 1\n");
    expect(disk.text()).toBe("port: 1\n");
    await document.replace("port: 3\n");
    expect(document.current().port).toBe(3);
  });

  test("by an invalid text writes nothing", async () => {
    const { disk, document } = await opened("port: 1\n");
    const failure = await document.replace("- a\n").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigInvalid);
    expect(disk.text()).toBe("port: 1\n");
  });
});

test("on a real disk: private from the start, followed while it is watched", async () => {
  const folder = await mkdtemp(join(tmpdir(), "config-document-"));
  const path = join(folder, "data", "config.yaml");
  const document = await openConfigDocument({ path, files: createPrivateFiles({ clock: systemClock }) });
  expect([(await stat(path)).mode & 0o777, (await stat(join(folder, "data"))).mode & 0o777]).toEqual([0o600, 0o700]);

  const byHand = new Promise<ConfigChange>((resolve) => document.subscribe(resolve));
  await writeFile(path, "port: 2\n");
  expect((await byHand).changed).toEqual(["port"]);

  await document.edit([{ path: ["debug"], value: true }]);
  expect(await readFile(path, "utf8")).toBe("port: 2\ndebug: true\n");
  document.close();
  await rm(folder, { recursive: true });
});

test("what has become odd in the file is told once, though no value changed", async () => {
  const { disk, document } = await opened("port: 1\nold-oddity: 1\n");
  const told: string[] = [];
  document.onWarnings((warnings) => told.push(...warnings.map(({ key }) => key)));
  for (const text of ["port: 1\nold-oddity: 1\ndebugg: true\n", "port: 2\nold-oddity: 1\ndebugg: true\n"]) {
    await disk.change(text, document);
  }
  expect(told).toEqual(["debugg"]);
});

async function opened(text: string) {
  const disk = createDisk(text);
  const document = await openConfigDocument({ path: PATH, files: disk });
  const changes: ConfigChange[] = [];
  const problems: ConfigProblem[] = [];
  const stopListening = document.subscribe((change) => changes.push(change));
  document.onReloadProblem((found) => problems.push(...found));
  return { disk, changes, problems, document, stopListening };
}

/** A disk with one file; the tests say when to look at it. */
function createDisk(initial: string | null) {
  let text = initial;
  let readFailure: string | null = null;
  let writeFailure: string | null = null;
  const writes: string[] = [];
  const folders: string[] = [];
  const files: ConfigFiles = {
    read: async () => {
      if (readFailure !== null) throw new Error(readFailure);
      return text;
    },
    write: async (_, next, options) => {
      if (options !== undefined && options.inPlaceOf !== text) return false;
      if (writeFailure !== null) throw new Error(writeFailure);
      writes.push(next);
      text = next;
      return true;
    },
    ensureFolder: async (path) => void folders.push(path),
    watch: () => () => undefined,
  };
  return {
    ...files,
    writes,
    folders,
    text: () => text,
    put: (next: string) => void (text = next),
    failReading: (message: string) => void (readFailure = message),
    failWriting: (message: string) => void (writeFailure = message),
    async change(next: string | null, document: { reload(): Promise<void> }): Promise<void> {
      text = next;
      await document.reload();
    },
  };
}
