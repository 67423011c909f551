// What every store promises of inspections and of the queue of actions. Part of the store laws.

import { expect, test } from "bun:test";

import type { Sighting } from "../../src/domain/action-queue.ts";
import type { InspectionResult, InspectionRun } from "../../src/domain/inspection.ts";
import type { Store } from "../../src/store/open-store.ts";

const NOON = Date.UTC(2026, 0, 1, 12);

export function inspectionLaws({ store }: { store(): Store }): void {
  runLaws(store);
  candidateLaws(store);
}

function run(id: string, changes: Partial<InspectionRun> = {}): InspectionRun {
  const counts = { total: 2, done: 0, findings: {}, suggestions: {} };
  return { id, trigger: "manual", startedAt: NOON, endedAt: null, state: "running", ...counts, ...changes };
}

function result(accountId: string, changes: Partial<InspectionResult> = {}): InspectionResult {
  return {
    ...{ accountId, label: `${accountId}@example.com`, provider: "codex", fileName: null, plan: null, paused: false },
    ...{ finding: "healthy", suggestion: "keep", reason: "works", until: null, detail: null, httpStatus: null },
    ...{ primaryUsedPercent: 12.5, secondaryUsedPercent: null, inspectedAt: NOON, applied: null, credentials: "oauth" },
    ...changes,
  };
}

function runLaws(store: () => Store): void {
  test("a run is found as it was written last, the newest first, with its results by label", async () => {
    const { inspections } = store();
    await inspections.saveRun(run("run_1"));
    await inspections.saveRun(run("run_2", { startedAt: NOON + 1 }));
    const done = run("run_1", { state: "done", endedAt: NOON + 5, done: 2, findings: { healthy: 2 } });
    await inspections.saveRun(done);
    expect(await inspections.run("run_1")).toEqual(done);
    expect(await inspections.run("run_3")).toBeNull();
    expect((await inspections.runs()).map(({ id }) => id)).toEqual(["run_2", "run_1"]);
    await inspections.saveResults("run_1", [result("acc_b"), result("acc_a", { detail: "nul \0 and half \ud800" })]);
    const applied = { action: "disable", at: NOON, by: "automation", error: null } as const;
    await inspections.saveResults("run_1", [result("acc_b", { applied })]);
    expect((await inspections.results("run_1")).map((one) => [one.accountId, one.applied])).toEqual([
      ["acc_a", null],
      ["acc_b", applied],
    ]);
    expect(await inspections.results("run_2")).toEqual([]);
  });

  test("of many runs the newest are kept, and the results of the others go with them", async () => {
    const { inspections } = store();
    for (let index = 0; index < 5; index += 1) {
      await inspections.saveRun(run(`run_${index}`, { startedAt: NOON + index }));
      await inspections.saveResults(`run_${index}`, [result("acc_a")]);
    }
    await inspections.keepNewest(2);
    expect((await inspections.runs()).map(({ id }) => id)).toEqual(["run_4", "run_3"]);
    expect(await inspections.results("run_0")).toEqual([]);
    expect(await inspections.results("run_4")).toHaveLength(1);
  });

  test("a pause is an inspection's own until it is given up", async () => {
    const { inspections } = store();
    await inspections.own({ accountId: "acc_a", at: NOON, reason: "above_limit" });
    await inspections.own({ accountId: "acc_a", at: NOON + 1, reason: "workspace_closed" });
    await inspections.own({ accountId: "acc_b", at: NOON, reason: "above_limit" });
    await inspections.disown(["acc_b", "acc_c"]);
    expect(await inspections.ownedPauses()).toEqual([{ accountId: "acc_a", at: NOON + 1, reason: "workspace_closed" }]);
    await inspections.disown([]);
  });
}

function sighting(changes: Partial<Sighting> = {}): Sighting {
  return {
    ...{ accountId: "acc_a", label: "ada@example.com", provider: "codex", fileName: "ada.json", action: "relogin" },
    ...{ reason: "token_revoked", source: "health", at: NOON },
    evidence: { message: "No more", httpStatus: 401, runId: null },
    ...changes,
  };
}

function candidateLaws(store: () => Store): void {
  test("however many see the same at once, it is one candidate that counts them all", async () => {
    const { actionCandidates } = store();
    await Promise.all(
      Array.from({ length: 10 }, (_, index) => actionCandidates.see(sighting({ at: NOON + index }), `act_${index}`)),
    );
    const [only, ...others] = await actionCandidates.list({});
    expect(others).toEqual([]);
    expect(only).toMatchObject({ hits: 10, state: "pending", lastSeenAt: NOON + 9, returns: 0 });
    await actionCandidates.see(sighting({ reason: "invalid_grant" }), "act_other");
    expect(await actionCandidates.counts()).toEqual({ pending: 2, ignored: 0, resolved: 0, deleted: 0 });
  });

  test("what is ignored stays so and is counted on; what was settled waits again when it happens again", async () => {
    const { actionCandidates } = store();
    await actionCandidates.see(sighting(), "act_1");
    await actionCandidates.settle(["act_1"], { state: "ignored", at: NOON + 1 });
    expect(await actionCandidates.see(sighting({ at: NOON + 2 }), "x")).toMatchObject({ state: "ignored", hits: 2 });
    await actionCandidates.settle(["act_1"], { state: "resolved", at: NOON + 3 });
    expect(await actionCandidates.find("act_1")).toMatchObject({ state: "resolved", settledAt: NOON + 3 });
    const back = await actionCandidates.see(sighting({ at: NOON + 4 }), "x");
    expect(back).toMatchObject({ id: "act_1", state: "pending", hits: 1, returns: 1, firstSeenAt: NOON + 4 });
    expect(await actionCandidates.find("act_1")).toEqual(back);
  });

  test("candidates are listed by state and account, the newest sighting first, and an error is kept until the next try", async () => {
    const { actionCandidates } = store();
    await actionCandidates.see(sighting(), "act_1");
    await actionCandidates.see(sighting({ accountId: "acc_b", at: NOON + 1 }), "act_2");
    await actionCandidates.see(sighting({ accountId: "acc_c", at: NOON + 2 }), "act_3");
    await actionCandidates.settle(["act_3"], { state: "deleted", at: NOON + 3 });
    await actionCandidates.settle(["act_1"], { state: "pending", at: NOON + 3, error: "The folder cannot be written" });
    expect((await actionCandidates.list({ state: "pending" })).map(({ id }) => id)).toEqual(["act_2", "act_1"]);
    const [mine] = await actionCandidates.list({ accountId: "acc_a" });
    expect(mine).toMatchObject({ lastError: "The folder cannot be written", settledAt: null });
  });

  test("beyond its size the queue lets go of what is settled first", async () => {
    const { actionCandidates } = store();
    for (let index = 0; index < 4; index += 1) {
      await actionCandidates.see(sighting({ accountId: `acc_${index}`, at: NOON + index }), `act_${index}`);
    }
    await actionCandidates.settle(["act_3"], { state: "resolved", at: NOON + 9 });
    await actionCandidates.keepAtMost(2);
    expect((await actionCandidates.list({})).map(({ id }) => id)).toEqual(["act_2", "act_1"]);
  });
}
