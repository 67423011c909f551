// What every store promises about signing in and the audit. Run with the other laws of the store.

import { expect, test } from "bun:test";

import type { AuditRecord } from "../../src/domain/audit.ts";
import type { Credential } from "../../src/domain/sign-in.ts";
import type { Store } from "../../src/store/open-store.ts";

const NOON = Date.UTC(2026, 0, 1, 12);
const LATER = NOON + 1000;

export function signInLaws({ store }: { store(): Store }): void {
  const operator = (stamp: string): Credential => ({ name: "operator", secret: `hash of ${stamp}`, stamp });
  const opened = (hash: string, stamp: string, expiresAt = LATER) =>
    store().sessions.open({ hash, stamp, isVerified: false, expiresAt });
  const living = async (...hashes: readonly string[]) => {
    const found = await Promise.all(hashes.map((hash) => store().sessions.find(hash, NOON)));
    return hashes.filter((_, index) => found[index] !== null);
  };

  test("of many first passwords at once one is kept", async () => {
    const all = Array.from({ length: 10 }, (_, index) => operator(`s${index}`));
    const added = await Promise.all(all.map((one) => store().credentials.add(one)));
    expect(added.filter(Boolean)).toHaveLength(1);
    expect(await store().credentials.find("operator")).toEqual(all[added.indexOf(true)] ?? null);
    expect(await store().credentials.find("viewer")).toBeNull();
  });

  test("of two changes of one password at once one is made, and ends all sessions but its own", async () => {
    await store().credentials.add(operator("old"));
    for (const hash of ["a", "b", "c"]) await opened(hash, "old");
    const replaced = await Promise.all(
      ["a", "b"].map((keptSession) =>
        store().credentials.replace(operator(`new ${keptSession}`), { stamp: "old", keptSession }),
      ),
    );
    expect(replaced.filter(Boolean)).toHaveLength(1);
    expect(await living("a", "b", "c")).toEqual(replaced[0] === true ? ["a"] : ["b"]);
  });

  test("a session that is opened while its password changes is none", async () => {
    await store().credentials.add(operator("old"));
    await store().credentials.put(operator("new"));
    await opened("late", "old");
    expect(await living("late")).toEqual([]);
    await opened("next", "new");
    expect(await living("next")).toEqual(["next"]);
  });

  test("a new password, or none, ends the sessions of the one before and no others", async () => {
    await store().credentials.add(operator("o1"));
    await store().credentials.put({ name: "viewer", secret: "v", stamp: "v1" });
    await opened("of-operator", "o1");
    await opened("of-viewer", "v1");
    await store().credentials.put({ name: "viewer", secret: "v", stamp: "v2" });
    expect(await living("of-operator", "of-viewer")).toEqual(["of-operator"]);
    await opened("of-viewer-2", "v2");
    expect(await store().credentials.remove("viewer")).toBe(true);
    expect(await store().credentials.remove("viewer")).toBe(false);
    expect(await living("of-operator", "of-viewer-2")).toEqual(["of-operator"]);
  });

  test("one session ends all others at once, and is told how many still counted", async () => {
    await store().credentials.add(operator("o1"));
    await store().credentials.put({ name: "viewer", secret: "v", stamp: "v1" });
    for (const hash of ["mine", "other"]) await opened(hash, "o1");
    await opened("of-viewer", "v1");
    await opened("of-nobody", "gone");
    expect(await store().sessions.closeOthers("mine", LATER - 1)).toBe(2);
    expect(await living("mine", "other", "of-viewer")).toEqual(["mine"]);
    expect(await store().sessions.closeOthers("mine", LATER - 1)).toBe(0);
  });

  test("a session is found with what is known of it until it expires, and not after it is closed", async () => {
    await store().credentials.add(operator("o"));
    await opened("s", "o");
    const fresh = { hash: "s", stamp: "o", role: "operator", isVerified: false, expiresAt: LATER, setupSecret: null };
    expect(await store().sessions.find("s", LATER - 1)).toEqual({ ...fresh, role: "operator" });
    expect(await store().sessions.find("s", LATER)).toBeNull();
    await store().sessions.extend("s", LATER + 5);
    await store().sessions.markVerified("s");
    await store().sessions.keepSetup("s", "BASE32");
    const moved = { ...fresh, expiresAt: LATER + 5, isVerified: true, setupSecret: "BASE32" };
    expect(await store().sessions.find("s", LATER)).toEqual({ ...moved, role: "operator" });
    await store().sessions.close("s");
    expect(await store().sessions.find("s", NOON)).toBeNull();
  });

  test("a sweep drops sessions that have expired or lost their password", async () => {
    await store().credentials.add(operator("o"));
    await opened("lives", "o");
    await opened("expired", "o", NOON);
    await opened("orphan", "gone");
    expect(await store().sessions.sweep(NOON)).toBe(2);
    expect(await living("lives")).toEqual(["lives"]);
  });

  test("a time step of the second factor is used once, and none before it", async () => {
    expect(await store().credentials.useStep(7)).toBe(false);
    await store().credentials.add({ name: "totp", secret: "BASE32", stamp: "t", usedStep: 4 });
    expect(await store().credentials.useStep(4)).toBe(false);
    const used = await Promise.all(Array.from({ length: 10 }, () => store().credentials.useStep(5)));
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await store().credentials.useStep(3)).toBe(false);
    expect(await store().credentials.useStep(6)).toBe(true);
  });

  const entry = (at: number, more: Partial<AuditRecord> = {}): AuditRecord => ({
    ...{ id: `audit_${at}`, at, action: "account.pause", actor: "operator", address: "127.0.0.1" },
    ...{ subject: "acc_1", detail: null, ...more },
  });

  test("the audit comes newest first, a page after the other, also within one moment", async () => {
    const all = [entry(3), entry(2, { id: "b" }), entry(2, { id: "a" }), entry(1, { subject: null, address: null })];
    for (const one of all.toReversed()) await store().audit.append(one);
    expect(await store().audit.list({}, { limit: 10, after: null })).toEqual(all);
    expect(await store().audit.list({}, { limit: 2, after: { at: 2, id: "b" } })).toEqual(all.slice(2));
  });

  test("the audit is narrowed by action, beginning of actions, actor, subject and time", async () => {
    await store().audit.append(entry(1, { action: "account.pause", subject: "acc_%" }));
    await store().audit.append(entry(2, { action: "account.delete", actor: "viewer" }));
    await store().audit.append(entry(3, { action: "accountx", actor: "command_line" }));
    const times = async (filter: Parameters<Store["audit"]["list"]>[0]) =>
      (await store().audit.list(filter, { limit: 10, after: null })).map(({ at }) => at);
    expect(await times({ action: "account.pause" })).toEqual([1]);
    expect(await times({ action: "account.*" })).toEqual([2, 1]);
    expect(await times({ action: "%*" })).toEqual([]);
    expect(await times({ actor: "viewer" })).toEqual([2]);
    expect(await times({ subject: "acc_%" })).toEqual([1]);
    expect(await times({ from: 2, to: 3 })).toEqual([2]);
  });

  test("the audit is pruned by age, however much there is", async () => {
    for (let at = 0; at < 5; at++) await store().audit.append(entry(at, { detail: "a\0b" }));
    expect(await store().audit.prune(3)).toBe(3);
    expect((await store().audit.list({}, { limit: 10, after: null })).map(({ at, detail }) => [at, detail])).toEqual([
      [4, "ab"],
      [3, "ab"],
    ]);
  });
}
