// What a program adds to the time of a request at a fixed rate. Requests come when they are due, whether or not those before
// have ended, and their time runs from that moment: a program that stalls cannot hide it.

import { median, percentile } from "../support/statistics.ts";
import { perform } from "./measure-cpu.ts";
import type { Rig } from "./rig.ts";
import type { Asked, Measured } from "./rounds.ts";

export const PER_SECOND = 500;

export interface LatencySample {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function measureLatency(rig: Rig, { request }: Asked): Promise<LatencySample> {
  const { latencies } = await perform(rig, {
    kind: "pace",
    request,
    perSecond: PER_SECOND,
    forMs: rig.plan.paceMs,
  });
  return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) };
}

/** The median over the rounds of what the program took longer than the upstream asked directly in the same round. */
export function addedLatency(
  direct: Measured<LatencySample>,
  through: Measured<LatencySample>,
): Measured<LatencySample> {
  if (through.kind !== "measured") return through;
  if (direct.kind !== "measured") return { kind: "failed", why: "the upstream itself could not be asked" };
  const added = (of: keyof LatencySample): number =>
    median(through.samples.map((sample, round) => sample[of] - (direct.samples[round]?.[of] ?? Number.NaN)));
  return { kind: "measured", samples: [{ p50Ms: added("p50Ms"), p99Ms: added("p99Ms") }] };
}
