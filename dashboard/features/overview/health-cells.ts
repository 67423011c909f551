// The last 24 hours as a table of hours and tens of minutes, in the reader's own time.

import type { Overview } from "./overview-query.ts";

export type HealthTone = "none" | "good" | "some" | "most";

export interface HealthCell {
  /** Epoch ms */
  readonly at: number;
  readonly requests: number;
  readonly failures: number;
  readonly tone: HealthTone;
}

export interface HealthHour {
  /** Epoch ms of its beginning. */
  readonly at: number;
  /** Six of ten minutes; null before the first and after the last that is known. */
  readonly cells: readonly (HealthCell | null)[];
}

export const CELL_MS = 600_000;
export const CELLS_AN_HOUR = 6;
const HALF = 0.5;

/** 25 hours as a rule: the first and the last are not whole. */
export function healthHours(health: Overview["health"]): readonly HealthHour[] {
  const cells = new Map(health.map((cell) => [Date.parse(cell.at), cell]));
  const hours = new Set([...cells.keys()].map(hourOf));
  return [...hours].map((at) => ({
    at,
    cells: Array.from({ length: CELLS_AN_HOUR }, (_, index) => {
      const cell = cells.get(at + index * CELL_MS);
      return cell === undefined ? null : { ...cell, at: at + index * CELL_MS, tone: toneOf(cell) };
    }),
  }));
}

function toneOf({ requests, failures }: { readonly requests: number; readonly failures: number }): HealthTone {
  if (requests === 0) return "none";
  if (failures === 0) return "good";
  return failures / requests < HALF ? "some" : "most";
}

/** Not every time zone is whole hours away from UTC. */
function hourOf(at: number): number {
  return new Date(at).setMinutes(0, 0, 0);
}
