import { describe, expect, test } from "bun:test";

import { previewOf } from "./preview-model.ts";

describe("the preview of a model", () => {
  test.each([
    ["gemini-3-flash", ["gemini-3-flash", "gemini-3-flash-preview"], "gemini-3-flash-preview"],
    [
      "gemini-2.5-pro",
      ["gemini-2.5-pro-preview-05-06", "gemini-2.5-pro-preview-06-05"],
      "gemini-2.5-pro-preview-06-05",
    ],
    ["gemini-2.5-pro", ["gemini-2.5-pro-preview", "gemini-2.5-pro-preview-06-05"], "gemini-2.5-pro-preview"],
  ])("of %s among %j is %s", (name, served, preview) => {
    expect(previewOf(name, served)).toBe(preview);
  });

  test.each([
    ["gemini-3-flash", ["gemini-3-flash-lite-preview", "gemini-3.5-flash-preview", "gemini-3-flash-preview-tts"]],
    ["gemini-3-flash-preview", ["gemini-3-flash-preview", "gemini-3-flash"]],
    ["gpt-4o", ["gpt-4o-preview"]],
  ])("of %s is none of %j", (name, served) => {
    expect(previewOf(name, served)).toBeNull();
  });
});
