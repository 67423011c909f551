import { describe, expect, test } from "bun:test";

import { liveView } from "./live-view.ts";
import type { Listing } from "./look-at-accounts.ts";
import { createPrinter } from "./print.ts";
import { NOW, numbered } from "./testing.ts";

const printer = createPrinter({ write: () => undefined, isTerminal: false, columns: null }, {});
const people = (count: number): Listing => {
  const all = numbered(...Array.from({ length: count }, (_, index) => ({ email: `p${100 + index}@x.y` })));
  return { now: NOW, all, shown: all, answers: null, failures: new Map(), broken: [] };
};
const size = { columns: 80, rows: 10 };

function picture(count: number, more: { readonly top?: number; readonly error?: string } = {}) {
  return liveView(
    { listing: people(count), top: more.top ?? 0, status: "Refresh in 42s", error: more.error ?? null },
    size,
    printer,
  );
}

describe("a live picture", () => {
  test("fills the screen and no more: status, head, rows, keys at the bottom", () => {
    const { lines } = picture(3);
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe("Accounts | Refresh in 42s");
    expect(lines[1]).toContain("ACCOUNT");
    expect(lines.slice(3, 7).map((line) => line.slice(0, 13))).toEqual([
      "  01 p100@x.y",
      "  02 p101@x.y",
      "  03 p102@x.y",
      "",
    ]);
    expect(lines[9]).toStartWith("q quit");
  });

  test("of many rows shows those from `top` on, never beyond the last, and says which", () => {
    expect(picture(50).lines[9]).toEndWith("1-6 of 50");
    const end = picture(50, { top: 1000 });
    expect(end.top).toBe(44);
    expect(end.lines[8]).toStartWith("  50 p149@x.y");
    expect(end.lines[9]).toEndWith("45-50 of 50");
  });

  test("an error stands beside what was known before it", () => {
    const { lines } = picture(1, { error: "the database is locked" });
    expect(lines[0]).toBe("Accounts | Refresh in 42s | Error: the database is locked");
    expect(lines[3]).toContain("p100@x.y");
  });

  test("no terminal is too small", () => {
    for (const rows of [1, 2, 3, 4, 5]) {
      for (const columns of [1, 5, 20]) {
        const { lines } = liveView(
          { listing: people(9), top: 3, status: "x", error: null },
          { columns, rows },
          printer,
        );
        expect(lines.length).toBeLessThanOrEqual(rows);
      }
    }
  });
});
