// What a look over this computer finds, in words for the operator.

export type FindingStatus = "ok" | "warning" | "broken";

export interface Finding {
  /** What was looked at; stable, for programs. */
  readonly check: string;
  readonly status: FindingStatus;
  readonly message: string;
  /** What to do; null where nothing is to be done. */
  readonly advice: string | null;
}

export interface Examination {
  readonly findings: readonly Finding[];
  /** What was mended, a line each. */
  readonly mended: readonly string[];
}

export function ok(check: string, message: string): Finding {
  return { check, status: "ok", message, advice: null };
}

export function warning(check: string, message: string, advice: string): Finding {
  return { check, status: "warning", message, advice };
}

export function broken(check: string, message: string, advice: string): Finding {
  return { check, status: "broken", message, advice };
}
