// What a part of the benchmarks found: tables, what stands below them, and the targets it can judge.

export interface Verdict {
  readonly target: string;
  /** As `at most 2.0 × bare`. */
  readonly wanted: string;
  /** What was measured, as it is printed; null where it was not. */
  readonly got: string | null;
  readonly isReached: boolean;
}

export interface Finding {
  readonly title: string;
  readonly table: string;
  readonly notes: readonly string[];
}

export interface Findings {
  readonly findings: readonly Finding[];
  readonly verdicts: readonly Verdict[];
}

/** A target that a figure must not exceed; `figure` is NaN where it could not be measured. */
export function atMost(target: string, limit: number, measured: { figure: number; unit: string }): Verdict {
  const { figure, unit } = measured;
  return {
    target,
    wanted: `at most ${limit} ${unit}`,
    got: Number.isFinite(figure) ? `${figure.toFixed(figure < 10 ? 2 : 0)} ${unit}` : null,
    isReached: figure <= limit,
  };
}
