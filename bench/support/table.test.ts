import { expect, test } from "bun:test";

import { figure, markdownTable } from "./table.ts";

test("columns are as wide as their widest cell, figures to the right", () => {
  expect(
    markdownTable(
      ["CPU", "µs"],
      [
        ["bare relay", "54"],
        ["switchyard", "108"],
      ],
    ),
  ).toBe(["| CPU        |  µs |", "| ---------- | --: |", "| bare relay |  54 |", "| switchyard | 108 |"].join("\n"));
});

test("a row may end early", () => {
  expect(markdownTable(["a", "b"], [["x"]])).toContain("| x   |     |");
});

test("figures have the digits they are worth", () => {
  expect([0.123, 1.5, 12.34, 99.7, 1234.5].map(figure)).toEqual(["0.12", "1.50", "12.3", "100", "1235"]);
  expect([null, Number.NaN, Number.POSITIVE_INFINITY].map(figure)).toEqual(["–", "–", "–"]);
});
