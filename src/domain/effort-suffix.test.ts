import { expect, test } from "bun:test";
import { EFFORT_LEVELS, readEffortSuffix } from "./effort-suffix.ts";

test.each(EFFORT_LEVELS.map((level) => [level]))("the word (%s) is a depth", (level) => {
  expect(readEffortSuffix(`gpt-5.5(${level})`)).toEqual({ name: "gpt-5.5", effort: { kind: "level", level } });
});

test.each([
  ["claude-opus-4-5(8192)", "claude-opus-4-5", 8192],
  ["gemini-2.5-pro(0)", "gemini-2.5-pro", 0],
  ["gemini-2.5-pro(-1)", "gemini-2.5-pro", -1],
])("%s asks for tokens", (name, model, tokens) => {
  expect(readEffortSuffix(name)).toEqual({ name: model, effort: { kind: "budget", tokens } });
});

test("only the last parentheses count, in any case and with blanks around them", () => {
  expect(readEffortSuffix("team/model(fast)(HIGH)").name).toBe("team/model(fast)");
  expect(readEffortSuffix("model ( high ) ")).toEqual({ name: "model", effort: { kind: "level", level: "high" } });
});

test.each([
  ["gpt-5.5"],
  [""],
  ["(high)"],
  ["gpt-5.5()"],
  ["gpt-5.5(turbo)"],
  ["gpt-5.5(-2)"],
  ["gpt-5.5(1e3)"],
  ["gpt-5.5(1234567890123)"],
  ["gpt-5.5(high)-preview"],
  ["gpt-5.5((high))"],
  ["gpt-5.5(high"],
])("'%s' is a name and nothing else", (name) => {
  expect(readEffortSuffix(name)).toEqual({ name, effort: null });
});
