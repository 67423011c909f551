import { describe, expect, test } from "bun:test";

import { HEALTHY } from "../domain/account-health.ts";
import { failure } from "../domain/failure.ts";
import { accountTable, type AccountTableInput } from "./account-table.ts";
import type { NumberedAccount } from "./select-accounts.ts";
import { tableLines } from "./table.ts";
import { type KnownInput, NOW, numbered, shortWindow, weeklyWindow } from "./testing.ts";

interface Show extends Partial<AccountTableInput> {
  readonly width?: number | null;
}

function lines(all: readonly NumberedAccount[], { width = null, ...input }: Show = {}) {
  return tableLines(accountTable({ all, shown: all, failures: new Map(), now: NOW, ...input }), width);
}

function text(all: readonly NumberedAccount[], show: Show = {}): string {
  return ["", ...lines(all, show).map((line) => line.text), ""].join("\n");
}

const key = (email: string, keyMask: string, more: KnownInput = {}): KnownInput => ({
  email,
  keyMask,
  plan: null,
  identityKey: `apikey::user::${keyMask}`,
  ...more,
});

const ada: KnownInput = {
  email: "ada.lovelace@example.com",
  isActive: true,
  quota: { primary: shortWindow(31, 5), secondary: weeklyWindow(58, 24 * 4), plan: "pro" },
  state: { lastUsedAt: NOW - 2 * 60_000 },
  plan: "pro",
};
const ben: KnownInput = {
  email: "ben@example.com",
  quota: { primary: shortWindow(99.5, 1), secondary: weeklyWindow(0, 24 * 6) },
  state: { lastUsedAt: NOW - 26 * 3_600_000 },
};

describe("the contract's examples", () => {
  test("one API key is one row with its e-mail alone", () => {
    expect(text(numbered(key("user@example.com", "sk-7f3c1***42ce")))).toBe(`
     ACCOUNT           PLAN      5H USAGE  WEEKLY USAGE  LAST ACTIVITY
---------------------------------------------------------------------
user@example.com      API_KEY        -           -            -
`);
  });

  test("of several API keys of one e-mail each has its masked key below the e-mail", () => {
    const all = numbered(key("user@example.com", "sk-7f3c1***42ce"), key("user@example.com", "sk-9a001***77b0"));
    expect(text(all, { shown: all.slice(0, 1) })).toBe(`
     ACCOUNT           PLAN      5H USAGE  WEEKLY USAGE  LAST ACTIVITY
---------------------------------------------------------------------
user@example.com
  sk-7f3c1***42ce     API_KEY        -           -            -
`);
    expect(text(all)).toBe(`
     ACCOUNT             PLAN      5H USAGE  WEEKLY USAGE  LAST ACTIVITY
-----------------------------------------------------------------------
user@example.com
  01   sk-7f3c1***42ce  API_KEY        -           -            -
  02   sk-9a001***77b0  API_KEY        -           -            -
`);
  });
});

/** Everybody that a table has a rule for. */
const everybody = (): readonly NumberedAccount[] =>
  numbered(
    ada,
    ben,
    key("cleo@example.com", "sk-7f3c1***42ce"),
    ...["dara-1", "dara-2"].map((identityKey) => ({ email: "dara@example.com", plan: "team", identityKey })),
    { email: "dara@example.com", identityKey: "dara-3", alias: "home" },
    { email: "em@example.com", provider: "claude", plan: "max", account: { paused: true } },
    { email: null, provider: "gemini", keyMask: "sk-9a001***77b0", plan: null, identityKey: "gemini-key" },
  );

describe("a table at each width", () => {
  test("a pipe and a wide terminal get everything in full", () => {
    const whole = `
     ACCOUNT                    PLAN      5H USAGE     WEEKLY USAGE            LAST ACTIVITY
-------------------------------------------------------------------------------------------
Codex
* 01 ada.lovelace@example.com  Pro        69% (14:00)  42% (09:00 on 25 Nov)   2m ago
  02 ben@example.com           Plus       0% (10:00)   100% (09:00 on 27 Nov)  1d ago
  03 cleo@example.com          API_KEY        -              -                      -
dara@example.com
  04   Business #1             Business       -              -                      -
  05   Business #2             Business       -              -                      -
  06   home                    Plus           -              -                      -
Claude
  07 em@example.com [paused]   Max            -              -                      -
Gemini
  08 sk-9a001***77b0           API_KEY        -              -                      -
`;
    expect(text(everybody())).toBe(whole);
    expect(text(everybody(), { width: 160 })).toBe(whole);
  });

  test("80 columns keep the names; headers and the times of days far off give way", () => {
    expect(text(everybody(), { width: 80 })).toBe(`
     ACCOUNT                    PLAN     5H USAGE     WEEKLY USAGE        LAST
-------------------------------------------------------------------------------
Codex
* 01 ada.lovelace@example.com  Pro       69% (14:00)  42% (25 Nov)        2m ago
  02 ben@example.com           Plus      0% (10:00)   100% (27 Nov)       1d ago
  03 cleo@example.com          API_KEY       -              -                -
dara@example.com
  04   Business #1             Business      -              -                -
  05   Business #2             Business      -              -                -
  06   home                    Plus          -              -                -
Claude
  07 em@example.com [paused]   Max           -              -                -
Gemini
  08 sk-9a001***77b0           API_KEY       -              -                -
`);
  });

  test("40 columns keep who it is and what is left", () => {
    expect(text(everybody().slice(0, 3), { width: 40 })).toBe(`
     ACCOUNT     PLAN  5H    WEEK  LAST
---------------------------------------
* 01 ada.lo.com  Pro   69%   42%   2m
  02 ben@ex.com  Plus  0%    100%  1d
  03 cleo@e.com  API.    -     -     -
`);
  });

  test("less than that leaves columns out: last activity, then the plan, then the weekly window", () => {
    const headerAt = (width: number): string => (lines(everybody(), { width })[0]?.text ?? "").trim();
    expect(headerAt(39)).toBe("ACCOUNT     PLAN  5H    WEEK  LAST");
    expect(headerAt(38)).toBe("ACCOUNT     PLAN  5H    WEEKLY");
    expect(headerAt(32)).toBe("ACCOUNT     5H    WEEKLY");
    expect(headerAt(26)).toBe("ACCOUNT     5H USAGE");
  });

  test.each([20, 40, 80, 160])("no line is wider than %d columns", (width) => {
    expect(lines(everybody(), { width }).filter((line) => Bun.stringWidth(line.text) > width)).toEqual([]);
  });
});

describe("what a row says", () => {
  const row = (input: KnownInput, show: Show = {}): string => lines(numbered(input), show)[2]?.text ?? "";

  test("a window is told by its length alone: who has only the weekly one has nothing under 5H", () => {
    expect(row({ quota: { secondary: weeklyWindow(50, 24) } })).toMatch(/Plus +- +50% \(09:00 on 22 Nov\) +-$/);
  });

  test("a window whose reset has passed is whole again, one that does not say when it resets shows no time", () => {
    const quota = { primary: shortWindow(100, -1), secondary: { ...weeklyWindow(12.7, 0), resetsAt: null } };
    expect(row({ quota })).toMatch(/ 100% +87% +-$/);
  });

  test("a refresh that failed stands in place of what is left, in red unless the account is in use", () => {
    const [failed, active] = [{ ...ben, isActive: false }, { ...ada }];
    const all = numbered(failed, active);
    const failures = new Map(
      all.map(({ account }) => [
        account.id,
        { ...failure("unauthorized", "token_expired", "It is over"), status: 401 },
      ]),
    );
    const [, , first, second] = lines(all, { failures });
    expect(first).toMatchObject({
      tone: "active",
      text: expect.stringMatching(/401 token_expired +401 token_expired/),
    });
    expect(second).toMatchObject({ tone: "failed" });
  });

  test("a long reason is cut to 25 columns", () => {
    const [numberedBen] = numbered(ben);
    const why = failure("upstream_error", "a_reason_that_goes_on_and_on", "x");
    const failures = new Map([[numberedBen?.account.id ?? "", why]]);
    expect(row(ben, { failures })).toContain("a_reason_that_goes_on_... ");
  });

  test("a login that was found dead says so without anybody being asked", () => {
    const condition = { kind: "reauth_required", since: NOW, code: "x", reason: "y" } as const;
    const dead = { state: { health: { ...HEALTHY, condition } } };
    expect(lines(numbered(dead))[2]).toMatchObject({ tone: "failed", text: expect.stringContaining("sign in again") });
  });

  test("an API key has no windows, whatever is remembered of it", () => {
    expect(row(key("a@b.c", "sk-7f3c1***42ce", { quota: { primary: shortWindow(1, 1) } }))).toMatch(
      /API_KEY +- +- +-$/,
    );
  });

  test.each([
    [{ alias: "work" }, "work (ada@example.com) "],
    [{ workspace: "Acme" }, "Acme (ada@example.com) "],
    [{ alias: "work", workspace: "Acme" }, "work (Acme, ada@example.com) "],
    [key("ada@example.com", "sk-7f3c1***42ce", { alias: "ci" }), "ci (ada@example.com) "],
    [
      key("", "sk-7f3c1***42ce", {
        email: null,
        provider: "openai-compatibility",
        account: { qualifier: "openrouter" },
      }),
      "openrouter (sk-7f3c1***42ce) ",
    ],
  ] as const)("a lone account %# is called by alias, workspace and e-mail", (input, label) => {
    expect(lines(numbered(input)).at(-1)?.text).toStartWith(label);
  });

  test("below an e-mail an account is called by alias and name, alias, name, else its plan", () => {
    const shared = { email: "ada@example.com", plan: "team" };
    const all = numbered(
      { ...shared, identityKey: "a", alias: "work", workspace: "Acme" },
      { ...shared, identityKey: "b", alias: "side" },
      { ...shared, identityKey: "c", workspace: "Beta" },
      { ...shared, identityKey: "d" },
      key("ada@example.com", "sk-7f3c1***42ce", { alias: "ci" }),
    );
    expect(
      lines(all)
        .slice(3)
        .map((line) => line.text.slice(7).split("  ")[0]),
    ).toEqual(["work (Acme)", "side", "Beta", "Business", "ci (sk-7f3c1***42ce)"]);
  });

  test("names are as wide as a terminal shows them, and nothing in them reaches the terminal's controls", () => {
    const all = numbered(
      { email: "a@x.y", alias: "山田 👩‍💻", identityKey: "1" },
      { email: "b@x.y", alias: "\u001b[31mred\u0007\u202eevil", identityKey: "2" },
    );
    const [, , first = { text: "" }, second = { text: "" }] = lines(all);
    expect(second.text).toContain("[31mredevil (b@x.y)");
    const before = (line: string): number => Bun.stringWidth(line.slice(0, line.indexOf("Plus")));
    expect(before(first.text)).toBe(before(second.text));
  });

  test("numbers have as many digits as the list needs", () => {
    const all = numbered(...Array.from({ length: 100 }, (_, index) => ({ email: `p${1000 + index}@x.y` })));
    const rows = lines(all).slice(2);
    expect([rows[0]?.text.slice(0, 6), rows[99]?.text.slice(0, 6)]).toEqual(["  001 ", "  100 "]);
    expect(lines(all)[0]?.text).toStartWith("      ACCOUNT");
  });
});
