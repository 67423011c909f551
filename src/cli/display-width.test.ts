import { describe, expect, test } from "bun:test";

import { displayWidth, printable, truncated } from "./display-width.ts";

describe("cut text", () => {
  test.each([
    [40, "very-long-name@example.com"],
    [14, "very-long-.com"],
    [10, "very-l.com"],
    [8, "very-lo."],
    [2, "v."],
    [1, "."],
    [0, ""],
  ])("in %d columns is %s", (width, expected) => {
    expect(truncated("very-long-name@example.com", width)).toBe(expected);
  });

  test.each([12, 11, 10, 9, 5, 3])("never cuts through a wide letter or a joined one, at %d columns", (width) => {
    const cut = truncated("山田太郎さん👩‍💻👩‍💻é漢字", width);
    expect(displayWidth(cut)).toBeLessThanOrEqual(width);
    expect(displayWidth(cut)).toBeGreaterThanOrEqual(width - 2);
    expect(cut).not.toMatch(/\u200d(?:$|\.)|\.\u200d/u);
  });
});

test("what a terminal would obey is left out, letters of every script stay", () => {
  expect(printable("a\u001b[2J\u0007\r\n\u202eb 山é👩‍💻")).toBe("a[2Jb 山é👩‍💻");
});
