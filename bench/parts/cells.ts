// Measurements as cells of a table.

import type { CpuSample } from "../works/measure-cpu.ts";
import type { Measured } from "../works/rounds.ts";
import { median } from "../support/statistics.ts";
import { figure } from "../support/table.ts";

export type Cpu = Measured<CpuSample>;

/** The median of the rounds; NaN where there is none. */
export function middle<Sample>(measured: Measured<Sample> | undefined, of: (sample: Sample) => number): number {
  return measured?.kind === "measured" ? median(measured.samples.map(of)) : Number.NaN;
}

export function cpuOf(measured: Cpu | undefined): number {
  return middle(measured, ({ cpuMicros }) => cpuMicros);
}

/** How often the cost is that of the floor, round by round, since a round strikes both alike: the median of that. */
export function timesFloor(measured: Cpu | undefined, floor: Cpu | undefined): number {
  if (measured?.kind !== "measured" || floor?.kind !== "measured") return Number.NaN;
  return median(
    measured.samples.map(({ cpuMicros }, round) => cpuMicros / (floor.samples[round]?.cpuMicros ?? Number.NaN)),
  );
}

/** `108 (2.0 ×)` */
export function cpuCell(measured: Cpu | undefined, floor: Cpu | undefined): string {
  const micros = figure(cpuOf(measured));
  const times = timesFloor(measured, floor);
  return Number.isFinite(times) ? `${micros} (${times.toFixed(times < 10 ? 1 : 0)} ×)` : micros;
}

/** With a star where the load was the bottleneck. */
export function perSecondCell(measured: Cpu | undefined): string {
  const isLoadBound = measured?.kind === "measured" && measured.samples.some((sample) => sample.isLoadBound);
  const value = middle(measured, ({ perSecond }) => perSecond);
  return Number.isFinite(value) ? `${isLoadBound ? "> " : ""}${value.toFixed(value < 10 ? 1 : 0)}` : "–";
}

export function megabytes(bytes: number): string {
  return Number.isFinite(bytes) ? (bytes / 1e6).toFixed(0) : "–";
}

/** A note that says why there is no figure. */
export function failureOf(name: string, measured: Measured<unknown> | undefined): readonly string[] {
  return measured?.kind === "failed" ? [`${name}: ${measured.why.replaceAll(/\s+/g, " ").slice(0, 200)}`] : [];
}
