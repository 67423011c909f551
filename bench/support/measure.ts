// Programs side by side: each leg's cost a unit, in alternating rounds of one run.

import type { Shot } from "./load.ts";
import type { Program } from "./processes.ts";

export interface Leg {
  readonly name: string;
  readonly program: Program;
  readonly shot: Shot;
}

/** What a round is: `units` of work done by `run`. */
export interface Work {
  readonly rounds: number;
  readonly units: number;
  run(leg: Leg): Promise<void>;
}

/** CPU µs a unit: the least of several alternating rounds, since whatever else runs here only adds. */
export async function measure(legs: readonly Leg[], { rounds, units, run }: Work): Promise<readonly number[]> {
  const best = legs.map(() => Number.POSITIVE_INFINITY);
  for (const leg of legs) await run(leg);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, leg] of legs.entries()) {
      const before = leg.program.cpuMicros();
      await run(leg);
      best[index] = Math.min(best[index] ?? Number.POSITIVE_INFINITY, (leg.program.cpuMicros() - before) / units);
    }
  }
  return best;
}

/** Each leg's value, and how often it holds the first one's. */
export function printLegs(title: string, legs: readonly Leg[], values: readonly number[]): void {
  const floor = values[0] ?? Number.NaN;
  console.log(`\n${title}`);
  for (const [index, { name }] of legs.entries()) {
    const value = values[index] ?? Number.NaN;
    console.log(`  ${name.padEnd(48)} ${value.toFixed(1).padStart(7)}   ${(value / floor).toFixed(2)} x`);
  }
}
