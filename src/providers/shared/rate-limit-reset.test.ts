import { describe, expect, test } from "bun:test";

import { rateLimitReset, waitFromMessage } from "./rate-limit-reset.ts";

const NOW = Date.UTC(2026, 0, 1);

describe("headers", () => {
  test.each<[string, Record<string, string>, number | null]>([
    [
      "OpenAI, Groq",
      { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2m59.56s" },
      NOW + 179_560,
    ],
    ["milliseconds", { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "20ms" }, NOW + 20],
    ["Azure, Cerebras: seconds", { "x-ratelimit-reset-requests-day": "33011.5" }, NOW + 33_011_500],
    ["OpenRouter: epoch ms", { "x-ratelimit-reset": String(NOW + 5000) }, NOW + 5000],
    ["epoch seconds", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 5) }, NOW + 5000],
    ["a date", { "x-ratelimit-reset": new Date(NOW + 5000).toISOString() }, NOW + 5000],
    ["the draft standard", { "ratelimit-remaining": "0", "ratelimit-reset": "7" }, NOW + 7000],
    ["a limit with something left", { "x-ratelimit-remaining-tokens": "9", "x-ratelimit-reset-tokens": "6m0s" }, null],
    [
      "the last of the used-up ones",
      {
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-tokens": "0",
        "x-ratelimit-reset-tokens": "9s",
      },
      NOW + 9000,
    ],
    ["nonsense", { "x-ratelimit-reset": "soon", "x-ratelimit-reset-a": "", "x-ratelimit-reset-b": "Infinity" }, null],
    ["none", {}, null],
  ])("%s", (_, headers, at) => {
    expect(rateLimitReset(new Headers(headers), NOW)).toBe(at);
  });
});

describe("words", () => {
  test.each<[string, number | null]>([
    ["Please try again in 1.5s.", NOW + 1500],
    ["Please try again in 6m0s.", NOW + 360_000],
    ["Please try again in 1h2m3s.", NOW + 3_723_000],
    ["Please try again later.", null],
    [`try again in ${"9".repeat(400)}s`, null],
  ])("%s", (message, at) => {
    expect(waitFromMessage(message, NOW)).toBe(at);
  });
});
