import { describe, expect, test } from "bun:test";

import { openRecord, sampleRecord } from "../../test/support/sample-record.ts";
import type { Attempt, RequestRecord } from "./request-record.ts";
import { requestStory } from "./request-story.ts";

const tell = (changes: Partial<RequestRecord> = {}): readonly string[] =>
  requestStory(sampleRecord({ id: "req_1", ...changes }));

function attempt(changes: Partial<Attempt> = {}): Attempt {
  const [known] = sampleRecord({ id: "req_1" }).attempts;
  if (known === undefined) throw new Error("no attempt");
  return { ...known, ...changes };
}

describe("the story of a request", () => {
  test("that went well says who asked, who was chosen and why, who was not and why, how long it took and what it cost", () => {
    expect(tell()).toEqual([
      "At 2026-01-01 12:30:00 UTC came POST /v1/responses for gpt-5.5, streamed, with the key laptop.",
      "ada@example.com was chosen: least weekly usage, then least 5-hour usage (usage-weighted).",
      "Ruled out: bob@example.com (told to slow down until 2026-01-01 13:00:00 UTC).",
      "After 2 ms it was asked for gpt-5.5 at codex; it answered 200 within 898 ms.",
      "The first content came after 210 ms. The answer was complete after 900 ms.",
      "It used 1,000 input tokens (600 from the prompt cache) and 50 output tokens (20 thinking); $0.25 at list price.",
    ]);
  });

  test("that failed over tells of each attempt", () => {
    const failed = attempt({
      status: 429,
      endedMs: 102,
      failure: { kind: "rate_limited", code: "slow_down", message: "Slow down" },
    });
    const story = tell({ attempts: [failed, attempt({ accountLabel: "bob@example.com", startedMs: 103 })] });
    expect(story).toContain(
      "After 2 ms it was asked for gpt-5.5 at codex; it failed within 100 ms (rate_limited, slow_down, status 429): Slow down.",
    );
    expect(story.filter((line) => line.startsWith("Attempt "))).toEqual([
      "Attempt 1: ada@example.com was chosen: least weekly usage, then least 5-hour usage (usage-weighted).",
      "Attempt 2: bob@example.com was chosen: least weekly usage, then least 5-hour usage (usage-weighted).",
    ]);
  });

  test("that nobody could serve says so, and of a large pool how many were ruled out by what", () => {
    const { decision } = attempt();
    const nobody = attempt({
      accountId: null,
      accountLabel: null,
      decision: {
        ...decision,
        chosen: null,
        considered: [],
        rule: "no account is usable",
        omitted: 40,
        ruledOut: { paused: 40 },
      },
    });
    const story = tell({
      attempts: [nobody],
      outcome: "error",
      status: 503,
      errorCode: "no_accounts",
      errorMessage: "40 accounts are paused",
      firstByteMs: null,
      usage: null,
    });
    expect(story.slice(1)).toEqual([
      "Nobody could be chosen (no account is usable).",
      "40 more accounts were considered and are not listed; ruled out in all: 40 × paused.",
      "It failed after 900 ms with no_accounts, status 503: 40 accounts are paused.",
      "What it used is not known.",
    ]);
  });

  test.each([
    ["cancelled", { outcome: "cancelled" }, "The client left after 900 ms; nobody is to blame."],
    ["interrupted", { outcome: "interrupted", totalMs: null }, "Switchyard was stopped before it ended."],
    ["a used-up quota", { outcome: "error", errorCode: "usage_limit_reached" }, "(a used-up quota)"],
    ["no price", { costUsd: null }, "has no price"],
    ["no key", { clientKey: null }, "without a key."],
    ["a WebSocket", { transport: "websocket" }, "over a WebSocket"],
  ] as const)("tells of %s", (_, changes, words) => {
    expect(tell(changes).join("\n")).toContain(words);
  });

  test("of an open request ends where it is", () => {
    const story = requestStory(openRecord({ id: "req_1" }));
    expect(story.at(1)).toBe("It has not ended yet.");
  });

  test("is told of what a newer program wrote, too", () => {
    const { decision } = attempt();
    const [chosen, other] = decision.considered;
    if (chosen === undefined || other === undefined) throw new Error("nobody considered");
    const strange = { ...other, exclusion: { reason: "on_holiday" as never, until: null } };
    const story = tell({ attempts: [attempt({ decision: { ...decision, considered: [chosen, strange] } })] });
    expect(story).toContain("Ruled out: bob@example.com (on_holiday).");
  });
});
