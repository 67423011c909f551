// One program at one work for one round: how fast, and what it costs.

import type { Job, Outcome } from "../support/load-jobs.ts";
import type { Program } from "../support/processes.ts";
import type { Rig } from "./rig.ts";
import type { Asked } from "./rounds.ts";

export interface CpuSample {
  /** CPU time of the program for each unit of the work, µs. */
  readonly cpuMicros: number;
  /** Requests (of live streams: chunks) a second. */
  readonly perSecond: number;
  /** At the end of the round, streams still open. */
  readonly residentBytes: number;
  /** Whether load and upstream were busier than the program: then it could have gone faster. */
  readonly isLoadBound: boolean;
}

/** How long opening the live streams may take. */
const OPEN_LIMIT_MS = 10_000;
/** By then a runtime has compiled what is hot. */
const WARM_REQUESTS = 15_000;
/** Who answers fewer is not waited for: it would take minutes. */
const WAITED_FOR_PER_SECOND = 1000;

/** Keeps the program busy, or holds its streams open. Throws where a request failed. */
export function measureCpu(rig: Rig, asked: Asked): Promise<CpuSample> {
  return asked.work.letter === "c" ? measureLive(rig, asked) : measureBusy(rig, asked);
}

/** Uncounted work beforehand. Live streams are in their second round of events when they are counted. */
export async function warmUp(rig: Rig, { work, request }: Asked): Promise<void> {
  if (work.letter === "c") return;
  const { warmMs } = rig.plan;
  const job = { kind: "saturate", request, atOnce: work.atOnce } as const;
  const { answers, tookMs } = await perform(rig, { ...job, forMs: warmMs, most: WARM_REQUESTS });
  if (answers >= WARM_REQUESTS || (answers * 1000) / tookMs < WAITED_FOR_PER_SECOND) return;
  await perform(rig, { ...job, forMs: warmMs * 4, most: WARM_REQUESTS - answers });
}

/** Does the job. Throws where anything failed: no figure counts then. */
export async function perform({ driver }: Rig, job: Job): Promise<Outcome> {
  const outcome = await driver.perform(job);
  if (outcome.failure !== null) throw new Error(outcome.failure);
  return outcome;
}

async function measureBusy(rig: Rig, { contestant: { program }, work, request }: Asked): Promise<CpuSample> {
  const job: Job = { kind: "saturate", request, atOnce: work.atOnce, forMs: rig.plan.saturateMs };
  const { outcome, cpuMicros, isLoadBound } = await costOf(rig, program, job);
  const units = work.unit === "chunk" ? outcome.answers * work.chunks : outcome.answers;
  return {
    cpuMicros: cpuMicros / units,
    perSecond: (outcome.answers * 1000) / outcome.tookMs,
    residentBytes: program.residentBytes(),
    isLoadBound,
  };
}

async function measureLive(rig: Rig, { contestant: { program }, work, request }: Asked): Promise<CpuSample> {
  try {
    await perform(rig, { kind: "open", request, count: work.atOnce, limitMs: OPEN_LIMIT_MS });
    const { outcome, cpuMicros, isLoadBound } = await costOf(rig, program, { kind: "count", forMs: rig.plan.liveMs });
    return {
      cpuMicros: cpuMicros / outcome.events,
      perSecond: (outcome.events * 1000) / outcome.tookMs,
      residentBytes: program.residentBytes(),
      isLoadBound,
    };
  } finally {
    await rig.driver.perform({ kind: "drop" });
  }
}

async function costOf(
  rig: Rig,
  program: Program,
  job: Job,
): Promise<{ readonly outcome: Outcome; readonly cpuMicros: number; readonly isLoadBound: boolean }> {
  const othersMicros = (): number => rig.driver.cpuMicros() + rig.upstreamProgram.cpuMicros();
  const before = { program: program.cpuMicros(), others: othersMicros() };
  const outcome = await perform(rig, job);
  const cpuMicros = program.cpuMicros() - before.program;
  return { outcome, cpuMicros, isLoadBound: othersMicros() - before.others > cpuMicros };
}
