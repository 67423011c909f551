import { describe, expect, test } from "bun:test";

import { diagnose } from "./diagnose.ts";
import type { DoctorFacts } from "./facts.ts";

const NOW = Date.UTC(2026, 10, 21);

/** A computer on which everything is well. */
const WELL: DoctorFacts = {
  now: NOW,
  runtime: { running: "1.4.5", pinned: "1.4.5", program: "1.2.3" },
  place: { dataDir: "/data", kind: "folder", isWritable: true, freeBytes: 5e10, entries: [], leftOvers: [] },
  config: { kind: "read", path: "/data/config.yaml", warnings: [] },
  database: { kind: "opened", name: "/data/switchyard.db", sizeBytes: 4096 },
  accounts: { authDir: "/data/auths", count: 1, broken: [], duplicates: [], logins: [] },
  gateway: { url: "http://127.0.0.1:8317", kind: "running", version: "1.2.3", clock: null },
  upstreams: [],
  tools: [],
  clients: [],
  codex: null,
};

function troubles(facts: Partial<DoctorFacts>): readonly (readonly [string, string])[] {
  return diagnose({ ...WELL, ...facts }).flatMap(({ check, status }) =>
    status === "ok" ? [] : [[check, status] as const],
  );
}

const place = (changes: Partial<DoctorFacts["place"]>): Partial<DoctorFacts> => ({
  place: { ...WELL.place, ...changes },
});
const login = { label: "ada@example.com", provider: "codex", expiresAt: NOW - 1, canRefresh: true, refusal: null };
const logins = (changes: Partial<typeof login> | { readonly refusal: string }): Partial<DoctorFacts> => ({
  accounts: { ...WELL.accounts, logins: [{ ...login, ...changes }] },
});
const upstream = { origin: "https://a", providers: ["codex"], proxy: null, failure: null, tookMs: 5, clock: null };
const clocks = (...skews: readonly number[]): Partial<DoctorFacts> => ({
  upstreams: skews.map((skew) => ({ ...upstream, clock: { theirs: NOW, ours: NOW + skew } })),
});

describe("diagnose", () => {
  test("finds nothing where all is well", () => {
    expect(troubles({})).toEqual([]);
  });

  test.each<readonly [string, Partial<DoctorFacts>, readonly [check: string, status: string]]>([
    ["another runtime", { runtime: { ...WELL.runtime, running: "1.3.0" } }, ["runtime", "warning"]],
    ["a data folder that cannot be written", place({ isWritable: false }), ["data-folder", "broken"]],
    ["a file for a data folder", place({ kind: "other" }), ["data-folder", "broken"]],
    [
      "a secret that others may read",
      place({ entries: [{ path: "/f", kind: "file", mode: 0o640 }] }),
      ["permissions", "broken"],
    ],
    ["an open folder", place({ entries: [{ path: "/d", kind: "folder", mode: 0o755 }] }), ["permissions", "warning"]],
    ["little room", place({ freeBytes: 5e8 }), ["disk-space", "warning"]],
    ["no room", place({ freeBytes: 5e6 }), ["disk-space", "broken"]],
    ["a misspelt key", { config: { kind: "read", path: "c", warnings: ["unknown key"] } }, ["config", "warning"]],
    ["a database that does not open", { database: { kind: "failed", message: "it is newer" } }, ["database", "broken"]],
    ["a login that its upstream refuses", logins({ refusal: "revoked" }), ["login", "broken"]],
    ["a dead token that cannot be renewed", logins({ canRefresh: false }), ["login", "broken"]],
    [
      "another version running",
      { gateway: { url: "u", kind: "running", version: "1.0.0", clock: null } },
      ["gateway", "warning"],
    ],
    ["a clock that is a minute off", clocks(60_000), ["clock", "warning"]],
    ["a clock that is an hour behind", clocks(-3_600_000), ["clock", "broken"]],
    ["an upstream out of reach", { upstreams: [{ ...upstream, failure: "no route" }] }, ["upstream", "broken"]],
  ])("tells of %s", (_, facts, trouble) => {
    expect(troubles(facts)).toEqual([trouble]);
  });

  test("takes a token that can be renewed, and the one upstream whose clock is wrong, for well", () => {
    expect(troubles(logins({}))).toEqual([]);
    expect(troubles(clocks(7_200_000, 1000))).toEqual([]);
  });

  test("says what to do with everything that is not well", () => {
    const all = diagnose({
      ...WELL,
      ...place({ isWritable: false, freeBytes: 0, leftOvers: ["/x"] }),
      ...logins({ refusal: "x" }),
    });
    for (const { status, advice } of all) expect(advice === null).toBe(status === "ok");
  });

  test("never shows more of a proxy than where it is", () => {
    const all = diagnose({ ...WELL, upstreams: [{ ...upstream, proxy: "proxy.example:3128" }] });
    const finding = all.find(({ check }) => check === "upstream");
    expect(finding?.message).toContain("through proxy.example:3128");
  });
});
