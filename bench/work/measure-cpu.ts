// One program at one work for one round: how fast, and what it costs.

import type { Job, Outcome, Request } from "../support/load-jobs.ts";
import type { Contestant, Rig } from "./rig.ts";
import type { Work } from "./works.ts";

export interface Sample {
  /** CPU time of the program for each unit of the work, µs. */
  readonly cpuMicros: number;
  /** Requests (or of live streams, chunks) a second. */
  readonly perSecond: number;
  /** At the end of the round, still under load or just after. */
  readonly residentBytes: number;
  /** Whether the load or the upstream was busier than the program: then it could have gone faster. */
  readonly isLoadBound: boolean;
}

/** How long opening the live streams may take. */
const OPEN_LIMIT_MS = 15_000;

/** Keeps the program busy, or holds its streams open. Throws where a request failed. */
export function measureCpu(rig: Rig, contestant: Contestant, asked: { work: Work; request: Request }): Promise<Sample> {
  return asked.work.letter === "c" ? measureLive(rig, contestant, asked) : measureBusy(rig, contestant, asked);
}

/** Uncounted work beforehand. */
export async function warmUp(rig: Rig, { work, request }: { work: Work; request: Request }): Promise<void> {
  if (work.letter === "c") return;
  await perform(rig, { kind: "saturate", request, atOnce: work.atOnce, forMs: rig.plan.warmMs });
}

async function measureBusy(
  rig: Rig,
  { program }: Contestant,
  { work, request }: { work: Work; request: Request },
): Promise<Sample> {
  const job: Job = { kind: "saturate", request, atOnce: work.atOnce, forMs: rig.plan.saturateMs };
  const { outcome, ...cost } = await costOf(rig, program, () => perform(rig, job));
  const units = work.unit === "chunk" ? outcome.answers * work.chunks : outcome.answers;
  return {
    ...cost,
    cpuMicros: cost.cpuMicros / units,
    perSecond: (outcome.answers * 1000) / outcome.tookMs,
    residentBytes: program.residentBytes(),
  };
}

async function measureLive(
  rig: Rig,
  { program }: Contestant,
  { work, request }: { work: Work; request: Request },
): Promise<Sample> {
  try {
    await perform(rig, { kind: "open", request, count: work.atOnce, limitMs: OPEN_LIMIT_MS });
    const job: Job = { kind: "count", forMs: rig.plan.liveMs };
    const { outcome, ...cost } = await costOf(rig, program, () => perform(rig, job));
    const residentBytes = program.residentBytes();
    const perSecond = (outcome.events * 1000) / outcome.tookMs;
    return { ...cost, cpuMicros: cost.cpuMicros / outcome.events, perSecond, residentBytes };
  } finally {
    await rig.driver.perform({ kind: "drop" });
  }
}

async function costOf(
  { driver, upstreamProgram }: Rig,
  program: Contestant["program"],
  run: () => Promise<Outcome>,
): Promise<{ readonly outcome: Outcome; readonly cpuMicros: number; readonly isLoadBound: boolean }> {
  const before = { program: program.cpuMicros(), others: driver.cpuMicros() + upstreamProgram.cpuMicros() };
  const outcome = await run();
  const cpuMicros = program.cpuMicros() - before.program;
  const others = driver.cpuMicros() + upstreamProgram.cpuMicros() - before.others;
  return { outcome, cpuMicros, isLoadBound: others > cpuMicros };
}

async function perform({ driver }: Rig, job: Job): Promise<Outcome> {
  const outcome = await driver.perform(job);
  if (outcome.failure !== null) throw new Error(`${outcome.failures} failed: ${outcome.failure}`);
  return outcome;
}
