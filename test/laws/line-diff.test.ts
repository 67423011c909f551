// What a text was and what it is, line by line: the picture that is looked at before config.yaml is saved.

import { expect, test } from "bun:test";

import { type DiffLine, lineDiff } from "../../dashboard/features/settings/line-diff.ts";

const marks = (lines: readonly DiffLine[]): readonly string[] =>
  lines.map(({ kind, text }) => `${{ same: " ", added: "+", removed: "-" }[kind]}${text}`);

test("a changed line goes and comes where it stands", () => {
  expect(marks(lineDiff("a\nb\nc", "a\nB\nc"))).toEqual([" a", "-b", "+B", " c"]);
});

test("lines between others are found again though much around them changes", () => {
  expect(marks(lineDiff("a\nkept\nb\nc", "x\nkept\nc\ny"))).toEqual(["-a", "+x", " kept", "-b", " c", "+y"]);
});

test("the same text has no difference, and an empty one is one empty line", () => {
  expect(marks(lineDiff("a\nb", "a\nb"))).toEqual([" a", " b"]);
  expect(marks(lineDiff("", "a"))).toEqual(["-", "+a"]);
});

test("joined again, what stays and goes is the text before, what stays and comes the one after", () => {
  const before = "a\na\nb\na\nc\n";
  const after = "a\nb\nb\na\n\nd";
  const lines = lineDiff(before, after);
  const joined = (left: DiffLine["kind"]): string =>
    lines
      .filter(({ kind }) => kind !== left)
      .map(({ text }) => text)
      .join("\n");
  expect([joined("added"), joined("removed")]).toEqual([before, after]);
});

test("two large texts with nothing in common are shown at once", () => {
  const many = (word: string): string => Array.from({ length: 3000 }, (_, index) => `${word}${index}`).join("\n");
  expect(lineDiff(many("a"), many("b"))).toHaveLength(6000);
});
