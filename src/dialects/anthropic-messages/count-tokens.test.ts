import { expect, test } from "bun:test";
import type { ExchangeRequest } from "../../exchange/request.ts";
import { estimateInputTokens } from "./count-tokens.ts";

const ask = (text: string, more: Partial<ExchangeRequest> = {}): number =>
  estimateInputTokens({
    model: "m",
    stream: false,
    messages: [{ role: "user", content: [{ kind: "text", text }] }],
    tools: [],
    ...more,
  });

test("the formula is what its docstring says", () => {
  expect(ask("a".repeat(35))).toBe(14);
  expect(ask("ж".repeat(10))).toBe(9);
  expect(ask("世界")).toBe(6);
  expect(ask("", { messages: [] })).toBe(1);
});

test("tools, images and documents weigh what they weigh upstream, not what their bytes do", () => {
  const image = { kind: "image", url: `data:image/png;base64,${"A".repeat(1_000_000)}` } as const;
  expect(ask("", { messages: [{ role: "user", content: [image] }] })).toBe(1604);
  expect(ask("a", { tools: [{ kind: "function", name: "f" }] })).toBeGreaterThan(358);
});

test("more text never counts less", () => {
  expect(ask("hello world")).toBeLessThan(ask("hello world, and more of it"));
});
