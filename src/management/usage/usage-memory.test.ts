// The memory of requests beside the store does not grow with the traffic.

import { describe, expect, test } from "bun:test";

import type { RecordedRequests } from "../../domain/recorded-request.ts";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { sampleRecord } from "../../../test/support/sample-record.ts";
import { BUCKET_MS, createAccountActivity, recallActivity } from "./account-activity.ts";
import { createUsageQueue } from "./usage-queue.ts";
import { maskedSource } from "./usage-statistics.ts";

describe("account activity", () => {
  test("counts in spans of ten minutes and forgets what is older than twenty", () => {
    const clock = createFakeClock();
    const activity = createAccountActivity({ clock });
    activity.note({ accountId: "acc_ada", outcome: "ok" });
    clock.advance(BUCKET_MS);
    for (const outcome of ["ok", "error", "cancelled", "interrupted", "open"] as const) {
      activity.note({ accountId: "acc_ada", outcome });
      activity.note({ accountId: null, outcome });
    }
    const counts = (): readonly (readonly number[])[] =>
      activity.recent("acc_ada").map(({ success, failed }) => [success, failed]);
    expect(counts()).toHaveLength(20);
    expect(counts().slice(-2)).toEqual([
      [1, 0],
      [1, 3],
    ]);
    clock.advance(18 * BUCKET_MS);
    expect(counts().slice(0, 2)).toEqual([
      [1, 0],
      [1, 3],
    ]);
    clock.advance(2 * BUCKET_MS);
    expect(activity.recent("acc_ada")).toBe(activity.recent("acc_nobody"));
    expect(activity.recent("acc_nobody").at(-1)).toEqual({ at: clock.now(), success: 0, failed: 0 });
  });

  test("recalls what ended before the start in its own span, however many pages it takes", async () => {
    const clock = createFakeClock();
    const now = clock.now();
    const activity = createAccountActivity({ clock });
    activity.note({ accountId: "acc_ada", outcome: "ok" });
    const records = Array.from({ length: 2001 }, (_, index) =>
      sampleRecord({
        id: `req_${String(index).padStart(4, "0")}`,
        startedAt: now - (index < 2000 ? 3 : 1.5) * BUCKET_MS,
        totalMs: BUCKET_MS / 2,
        outcome: index < 2000 ? "ok" : "error",
      }),
    );
    const asked: string[] = [];
    const requests: RecordedRequests = {
      async page({ from, to, after, limit }) {
        asked.push(after?.id ?? "first");
        const rest = records.filter(
          ({ id, startedAt }) => startedAt >= from && startedAt < to && id > (after?.id ?? ""),
        );
        return rest.slice(0, limit);
      },
    };
    await recallActivity(activity, { requests, now });
    expect(asked).toEqual(["first", "req_0999", "req_1999"]);
    const counts = activity.recent("acc_ada").map(({ success, failed }) => [success, failed]);
    expect(counts.slice(-4)).toEqual([
      [2000, 0],
      [0, 0],
      [0, 1],
      [1, 0],
    ]);
  });
});

describe("the usage queue", () => {
  test("keeps the newest ten thousand of the last minute", () => {
    const clock = createFakeClock();
    const queue = createUsageQueue({ clock });
    for (let index = 0; index < 45_000; index += 1) queue.put(sampleRecord({ id: `req_${index}` }));
    const taken = queue.take(100_000);
    expect([taken.length, taken[0]?.id, taken.at(-1)?.id]).toEqual([10_000, "req_35000", "req_44999"]);
    expect(taken[0]).not.toHaveProperty("attempts");
    queue.put(sampleRecord({ id: "req_old" }));
    clock.advance(59_999);
    queue.put(sampleRecord({ id: "req_new" }));
    clock.advance(1);
    expect(queue.take(9).map(({ id }) => id)).toEqual(["req_new"]);
    expect(queue.take(9)).toEqual([]);
  });
});

test.each([
  ["ada@example.com", "ada@....com"],
  ["codex 12", "co...12"],
  ["ada", "a...a"],
  ["ab", "ab"],
  [null, ""],
] as const)("the source %p is told as %p", (label, told) => {
  expect(maskedSource(label)).toBe(told);
});
