import { describe, expect, test } from "bun:test";

import { createFakeClock } from "../../../test/support/fake-clock.ts";
import { isMidTurn, isTurnOpen } from "./mid-turn.ts";
import type { ToolHome, ToolId } from "./tool-home.ts";

const event = (type: string): string => JSON.stringify({ type: "event_msg", payload: { type } });
const item = JSON.stringify({ type: "response_item", payload: { type: "message", text: "event_msg" } });
const rollout = (...lines: string[]): string => lines.map((line) => `${line}\n`).join("");

describe("a turn of Codex", () => {
  test("is open from its start to its end or abortion", () => {
    expect(isTurnOpen(rollout(event("task_started"), item, event("token_count")))).toBe(true);
    expect(isTurnOpen(rollout(event("task_started"), item, event("task_complete"), item))).toBe(false);
    expect(isTurnOpen(rollout(event("user_message"), event("turn_aborted")))).toBe(false);
    expect(isTurnOpen(rollout(event("task_complete"), event("task_started")))).toBe(true);
  });

  test("is not known from a transcript without either, or from a broken one", () => {
    expect(isTurnOpen(rollout(item))).toBeNull();
    expect(isTurnOpen("")).toBeNull();
    expect(isTurnOpen('{"type":"event_msg","payl')).toBeNull();
  });
});

describe("a tool", () => {
  const NOW = Date.UTC(2026, 10, 21);
  const SECOND_MS = 1000;

  function isBusy(
    tool: ToolId,
    { ageMs, text = "", running = true }: { ageMs: number; text?: string; running?: boolean },
  ) {
    const home = { tool, folder: "/home" } as ToolHome;
    const tree: Record<string, readonly string[]> = {
      "/home/sessions": ["2026"],
      "/home/sessions/2026": ["11"],
      "/home/sessions/2026/11": ["21"],
      "/home/sessions/2026/11/21": ["rollout-1.jsonl", "notes.txt"],
      "/home/projects": ["-work"],
      "/home/projects/-work": ["1.jsonl"],
    };
    const files = {
      list: async (folder: string) => tree[folder] ?? [],
      modifiedAt: async () => NOW - ageMs,
      read: async () => text,
    };
    const processes = running ? [{ pid: 1, startedAt: "1" }] : [];
    return isMidTurn(home, processes, { files, clock: createFakeClock(NOW) });
  }

  test("is at work while a turn is open in a transcript that is still written to", async () => {
    expect(await isBusy("codex", { ageMs: 60 * SECOND_MS, text: event("task_started") })).toBe(true);
    expect(await isBusy("codex", { ageMs: SECOND_MS, text: event("task_complete") })).toBe(false);
    expect(await isBusy("codex", { ageMs: 3600 * SECOND_MS, text: event("task_started") })).toBe(false);
  });

  test("that does not say where turns end is at work for half a minute after its last line", async () => {
    expect(await isBusy("claude", { ageMs: 29 * SECOND_MS })).toBe(true);
    expect(await isBusy("claude", { ageMs: 31 * SECOND_MS })).toBe(false);
  });

  test("that does not run is not at work", async () => {
    expect(await isBusy("codex", { ageMs: SECOND_MS, text: event("task_started"), running: false })).toBe(false);
  });
});
