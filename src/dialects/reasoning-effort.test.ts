import { expect, test } from "bun:test";
import { budgetOf, effortOf } from "./reasoning-effort.ts";

test("a word and its budget come to each other", () => {
  for (const effort of ["none", "minimal", "low", "medium", "high", "xhigh"]) {
    const budgetTokens = budgetOf({ effort }) ?? Number.NaN;
    expect(effortOf({ budgetTokens })).toBe(effort);
  }
});

test("a budget between two words is the deeper word's", () => {
  expect(effortOf({ budgetTokens: 513 })).toBe("low");
  expect(effortOf({ budgetTokens: 31_999 })).toBe("xhigh");
});

test("what the model is to decide stays open", () => {
  expect(effortOf({ budgetTokens: -1 })).toBeUndefined();
  expect(budgetOf({ budgetTokens: -1 })).toBe(-1);
  expect(effortOf(undefined)).toBeUndefined();
});

test("thinking that is off stays off, whatever effort is said beside it", () => {
  expect(effortOf({ budgetTokens: 0, effort: "high" })).toBe("none");
});

test("a word nobody knows passes as a word and has no budget", () => {
  expect(effortOf({ effort: "ultra" })).toBe("ultra");
  expect(budgetOf({ effort: "ultra" })).toBeUndefined();
});
