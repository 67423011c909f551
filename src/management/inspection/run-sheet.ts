// What one run has found so far: counted, told to whoever watches, and written down a piece at a time.

import type { Happening } from "../../domain/happening.ts";
import type { InspectionResult, InspectionRun, Inspections } from "../../domain/inspection.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { Clock } from "../../domain/ports.ts";

export interface RunSheet {
  run(): InspectionRun;
  results(): readonly InspectionResult[];
  /** null: the account has gone; it counts as done. */
  add(result: InspectionResult | null): void;
  /** What has become of some. */
  replace(results: readonly InspectionResult[]): void;
  save(): Promise<void>;
  end(state: InspectionRun["state"]): Promise<void>;
}

interface SheetDeps {
  readonly clock: Pick<Clock, "now">;
  readonly inspections: Pick<Inspections, "saveRun" | "saveResults">;
  publish(happening: Happening): void;
  defect(error: unknown): void;
}

/** A crash loses at most so many. */
const SAVE_EACH = 50;

export function createRunSheet(deps: SheetDeps, begun: Pick<InspectionRun, "id" | "trigger" | "total">): RunSheet {
  const { clock, inspections } = deps;
  const results = new Map<AccountId, InspectionResult>();
  const unsaved = new Set<AccountId>();
  let state: InspectionRun["state"] = "running";
  let done = 0;
  let endedAt: number | null = null;
  let saving: Promise<void> = Promise.resolve();
  const startedAt = clock.now();

  const run = (): InspectionRun => ({ ...begun, startedAt, endedAt, state, done, ...countsOf(results.values()) });
  const tell = (): void =>
    deps.publish({ kind: "inspection_progressed", runId: begun.id, state, done, total: begun.total });
  const keep = (result: InspectionResult): void => {
    results.set(result.accountId, result);
    unsaved.add(result.accountId);
  };
  const save = (): Promise<void> => {
    saving = saving.then(async () => {
      const batch = [...unsaved].flatMap((id) => results.get(id) ?? []);
      unsaved.clear();
      await inspections.saveResults(begun.id, batch);
      await inspections.saveRun(run());
    });
    return saving;
  };
  return {
    run,
    results: () => [...results.values()].toSorted((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)),
    add(result) {
      done += 1;
      if (result !== null) keep(result);
      if (unsaved.size >= SAVE_EACH) void save().catch(deps.defect);
      tell();
    },
    replace: (changed) => changed.forEach(keep),
    save,
    async end(as) {
      state = as;
      endedAt = clock.now();
      await save();
      tell();
    },
  };
}

function countsOf(results: Iterable<InspectionResult>): Pick<InspectionRun, "findings" | "suggestions"> {
  const findings: Partial<Record<InspectionResult["finding"], number>> = {};
  const suggestions: Partial<Record<InspectionResult["suggestion"], number>> = {};
  for (const { finding, suggestion } of results) {
    findings[finding] = (findings[finding] ?? 0) + 1;
    suggestions[suggestion] = (suggestions[suggestion] ?? 0) + 1;
  }
  return { findings, suggestions };
}
