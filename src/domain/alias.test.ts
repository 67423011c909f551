import { expect, test } from "bun:test";

import { aliasProblem, isSameAlias } from "./alias.ts";

test.each(["", "  ", "7", "007", "2:ada", "-", "--all", "a\nb", "a\u200Bb", "x".repeat(65)])(
  "%j is no alias",
  (alias) => {
    expect(aliasProblem(alias)).not.toBeNull();
  },
);

test.each(["work", "2nd desk", "7a", "Büro", "a:b"])("%j is one", (alias) => {
  expect(aliasProblem(alias)).toBeNull();
});

test("case and blanks around it make no other alias", () => {
  expect(isSameAlias(" Work", "wORK")).toBe(true);
  expect(isSameAlias("work", "work 2")).toBe(false);
});
