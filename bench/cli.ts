// How long a person waits for a command that asks nobody: `list --skip-refresh` with 500 accounts, and `--version`.
//
//   bin/bun bench/cli.ts
//
// Wanted on two cores with nothing else to do: the list under 150 ms, the version under 60 ms. Each is run many times as a
// process of its own; the median counts, since the first run also fills the system's file cache.

import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { systemClock } from "../src/platform/system-clock.ts";
import { systemIds } from "../src/platform/system-ids.ts";
import { createSandbox } from "../src/sandbox/sandbox.ts";

const ACCOUNTS = 500;
const RUNS = 15;
const LAUNCHER = join(import.meta.dir, "..", "bin", "switchyard");

const home = await mkdtemp(join(tmpdir(), "switchyard-bench-"));
try {
  const dataDir = await dataFolder(home);
  await measure("--version", { args: ["--version"], wantedMs: 60 });
  await measure(`list --skip-refresh, ${ACCOUNTS} accounts`, {
    args: ["list", "--skip-refresh", "--data-dir", dataDir],
    wantedMs: 150,
  });
} finally {
  await rm(home, { recursive: true, force: true });
}

async function dataFolder(parent: string): Promise<string> {
  const dataDir = join(parent, "data");
  await mkdir(join(dataDir, "auths"), { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const sandbox = createSandbox({ clock: systemClock, ids: systemIds });
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const account = sandbox.addAccount({ email: `person${index}@example.com` });
    const json = JSON.stringify(account.cliProxyAuthFile());
    await writeFile(join(dataDir, "auths", `codex-person${index}.json`), json, { mode: 0o600 });
  }
  return dataDir;
}

async function measure(
  title: string,
  { args, wantedMs }: { readonly args: readonly string[]; readonly wantedMs: number },
): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const startedAt = performance.now();
    const child = Bun.spawn([LAUNCHER, ...args], {
      env: { ...process.env, HOME: home, CODEX_HOME: "" },
      stdout: "ignore",
    });
    if ((await child.exited) !== 0) throw new Error(`switchyard ${args.join(" ")} ended with ${child.exitCode}`);
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const [best = 0, median = 0] = [times[0], times[RUNS >> 1]];
  const verdict = median <= wantedMs ? "" : "  over the mark";
  console.log(`${title}: median ${median.toFixed(0)} ms, best ${best.toFixed(0)} ms, wanted ${wantedMs} ms${verdict}`);
}
