// What a simulation costs, and how long it ever holds the thread that serves: so many records of ten accounts, played as they
// are set and in turns. usage: bin/bun bench/simulate.ts [records, default 1000000]

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";

import prices from "../data/prices.json" with { type: "json" };
import { type Account, ALL_MODELS } from "../src/domain/account.ts";
import type { RequestRecord } from "../src/domain/request-record.ts";
import { secret } from "../src/domain/secret.ts";
import { runSimulation } from "../src/management/foresight/run-simulation.ts";
import { systemClock } from "../src/platform/system-clock.ts";
import { type LiveAccount, liveAccount } from "../src/pool/live-account.ts";
import { openStore, type Store } from "../src/store/open-store.ts";
import { sampleRecord } from "../test/support/sample-record.ts";

const RECORDS = Number(process.argv[2] ?? 1_000_000);
const ACCOUNTS = 10;
const HOUR_MS = 3_600_000;
const TO = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
const FROM = TO - 7 * 24 * HOUR_MS;

const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
const store = await openStore({ url: join(folder, "switchyard.db") });
try {
  await fill(store);
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const stalls = watchStalls();
  const result = await runSimulation(
    {
      clock: systemClock,
      samples: store.quotaSamples,
      records: store.records,
      history: store.recordedRequests,
      prices: () => prices,
      routes: { find: () => ({ kind: "unknown", nearest: [] }) },
      accounts: () => Array.from({ length: ACCOUNTS }, (_, index) => liveOf(index)),
      settings: () => ({
        strategy: "usage_weighted",
        preferEarlierReset: false,
        sticky: true,
        sessionTtlMs: HOUR_MS,
      }),
    },
    {
      from: FROM,
      to: TO,
      strategy: "round_robin",
      include: null,
      exclude: [],
      add: [],
      priorities: new Map(),
      concurrency: new Map(),
    },
    { progress: () => undefined, isCancelled: () => false },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log(`${result?.played} records played twice in ${seconds.toFixed(1)} s`);
  console.log(`  CPU a record          ${((user + system) / RECORDS).toFixed(1)} µs (with the watch on stalls)`);
  const { wallMs, cpuMs } = stalls.end();
  console.log(`  longest stall         ${wallMs.toFixed(1)} ms, most of the processor in one ${cpuMs.toFixed(1)} ms`);
  console.log(`  resident memory       ${(process.memoryUsage.rss() / 1024 / 1024).toFixed(0)} MiB`);
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

async function fill({ records, quotaSamples }: Store): Promise<void> {
  const PIECE = 2000;
  for (let first = 0; first < RECORDS; first += PIECE) {
    await records.write(
      Array.from({ length: Math.min(PIECE, RECORDS - first) }, (_, index) => recordOf(first + index)),
    );
  }
  for (let account = 0; account < ACCOUNTS; account += 1) {
    await quotaSamples.append(
      Array.from({ length: 7 * 24 }, (_, hour) => ({
        accountId: `acc_${account}`,
        observedAt: FROM + hour * HOUR_MS,
        primaryUsedPercent: (hour % 5) * 15,
        primaryResetsAt: FROM + (Math.floor(hour / 5) + 1) * 5 * HOUR_MS,
        secondaryUsedPercent: (hour / (7 * 24)) * 80,
        secondaryResetsAt: TO + HOUR_MS,
      })),
    );
  }
}

function recordOf(index: number): RequestRecord {
  return sampleRecord({
    id: `req_${String(index).padStart(9, "0")}`,
    startedAt: FROM + Math.floor((index / RECORDS) * (TO - FROM)),
    accountId: `acc_${index % ACCOUNTS}`,
    session: (index % 5000).toString(16).padStart(16, "0"),
    totalMs: 2000 + (index % 9000),
  });
}

function liveOf(index: number): LiveAccount {
  const account: Account = {
    id: `acc_${index}`,
    authIndex: String(index),
    provider: "codex",
    qualifier: "codex",
    identityKey: String(index),
    fileName: null,
    email: `account-${index}@example.com`,
    plan: "plus",
    credentials: { kind: "api-key", key: secret("key") },
    paused: false,
    priority: 0,
    weight: 1,
    concurrencyCap: null,
    coolingDisabled: null,
    requestRetry: null,
    websockets: true,
    proxyUrl: null,
    baseUrl: null,
    region: null,
    headers: {},
    models: ALL_MODELS,
  };
  return liveAccount(account, null, 0);
}

/** The longest time between two turns of the event loop, and the most work in one: on a busy machine they differ. */
function watchStalls(): { end(): { readonly wallMs: number; readonly cpuMs: number } } {
  const longest = { wallMs: 0, cpuMs: 0 };
  let isOver = false;
  const watch = async (): Promise<void> => {
    while (!isOver) {
      const [before, cpu] = [performance.now(), process.cpuUsage()];
      await nextTurn();
      const { user, system } = process.cpuUsage(cpu);
      longest.wallMs = Math.max(longest.wallMs, performance.now() - before);
      longest.cpuMs = Math.max(longest.cpuMs, (user + system) / 1000);
    }
  };
  void watch();
  return {
    end() {
      isOver = true;
      return longest;
    },
  };
}
