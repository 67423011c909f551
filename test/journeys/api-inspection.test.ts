// Inspections and the action queue over a real gateway: what is found, what is done about it, and what nobody may undo.

import { expect, test } from "bun:test";

import { deactivatedWorkspace, refreshRefused, tokenInvalidated } from "../../src/sandbox/faults/fault.ts";
import { signIn, type SignedIn } from "../support/api-client.ts";
import { chat } from "../support/asks.ts";
import { MANAGEMENT_KEY } from "../support/management-client.ts";
import { inDatabase } from "../support/sign-in-world.ts";
import { until } from "../support/until.ts";
import { emailOf, startWorld, type World, type WorldOptions } from "../support/world.ts";

/** Only inspections ask about quotas: those that poll on their own would find the same first. */
const QUIET: WorldOptions["config"] = { "quota-poll-seconds": 3600, "request-retry": 0 };

const world = (options: WorldOptions = {}): Promise<World> =>
  startWorld({ accounts: 3, ...options, config: { ...QUIET, ...options.config } });

type Fault = Parameters<World["fault"]>[0]["fault"];

/** Whenever the account's quota is asked for. */
function refuse(at: World, account: string, fault: Fault): void {
  at.sandbox.script({ account, path: "/wham/usage", times: Number.POSITIVE_INFINITY, fault });
}

/** An inspection of all, and what it found by e-mail. */
async function inspect(api: SignedIn, wish: { account_ids?: string[]; test_requests?: boolean } = {}) {
  const started = await api.call("post", "/api/inspection/runs", { json: wish });
  return ended(api, started.id);
}

async function ended(api: SignedIn, run_id: string) {
  return until("the inspection ends", async () => {
    const found = await api.call("get", "/api/inspection/runs/{run_id}", { params: { run_id } });
    return found.run.state === "running" ? null : found;
  });
}

type Inspected = Awaited<ReturnType<typeof inspect>>;

function told({ results }: Inspected): Record<string, string> {
  return Object.fromEntries(results.map(({ label, finding, suggestion }) => [label, `${finding}: ${suggestion}`]));
}

async function queue(api: SignedIn) {
  return api.call("get", "/api/action-queue", { query: {} });
}

async function idOf(api: SignedIn, email: string): Promise<string> {
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  return accounts.find((account) => account.email === email)?.account_id ?? "";
}

const [ADA, BEN, CLEO] = [emailOf(0), emailOf(1), emailOf(2)];

test("an inspection tells who is well, used up, closed or signed out, suggests what to do, and fills the queue once", async () => {
  await using at = await world({ accounts: [{}, {}, {}, { primaryUsedPercent: 100 }], apiKeyAccounts: 1 });
  const api = await signIn(at);
  refuse(at, BEN, deactivatedWorkspace());
  refuse(at, CLEO, tokenInvalidated());
  const first = await inspect(api);
  expect(told(first)).toEqual({
    [ADA]: "healthy: keep",
    [BEN]: "deactivated_workspace: delete",
    [CLEO]: "reauth: relogin",
    [emailOf(3)]: "exhausted: keep",
    [`key-${ADA}`]: "unknown: keep",
  });
  expect(first.run).toMatchObject({ state: "done", total: 5, done: 5, trigger: "manual" });
  expect(first.run.findings).toMatchObject({ healthy: 1, reauth: 1, exhausted: 1 });
  const spent = first.results.find(({ finding }) => finding === "exhausted");
  expect(Date.parse(spent?.until ?? "")).toBeGreaterThan(Date.now());
  const again = await inspect(api);
  expect(told(again)).toEqual(told(first));
  const { candidates, counts } = await queue(api);
  expect(counts).toEqual({ pending: 2, ignored: 0, resolved: 0, deleted: 0 });
  expect(candidates.map(({ label, action, reason, hits }) => [label, action, reason, hits > 1])).toEqual(
    expect.arrayContaining([
      [BEN, "delete", "deactivated_workspace", true],
      [CLEO, "relogin", "token_invalidated", true],
    ]),
  );
  const { runs } = await api.call("get", "/api/inspection");
  expect(runs.map(({ id }) => id)).toEqual([again.run.id, first.run.id]);
});

test("an account that has no quota to tell is tried with a small request, where that is wanted", async () => {
  await using at = await world({ accounts: 0, apiKeyAccounts: 1 });
  const api = await signIn(at);
  expect(Object.values(told(await inspect(api)))).toEqual(["unknown: keep"]);
  expect(at.exchanges()).toHaveLength(0);
  expect(Object.values(told(await inspect(api, { test_requests: true })))).toEqual(["healthy: keep"]);
  expect(at.exchanges()).toHaveLength(1);
});

test("what is suggested is done at one click, and told of by account", async () => {
  await using at = await world();
  const api = await signIn(at);
  refuse(at, BEN, deactivatedWorkspace());
  const { run, results } = await inspect(api);
  const id = (label: string): string => results.find((one) => one.label === label)?.account_id ?? "";
  const applied = await api.call("post", "/api/inspection/runs/{run_id}/apply", {
    params: { run_id: run.id },
    json: {
      actions: [
        { account_id: id(BEN), action: "delete" },
        { account_id: id(ADA), action: "disable" },
      ],
    },
  });
  expect(applied).toMatchObject({ succeeded: 2, failed: 0 });
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  expect(accounts.map(({ email, status }) => [email, status])).toEqual([
    [ADA, "paused"],
    [CLEO, "active"],
  ]);
  const after = await api.call("get", "/api/inspection/runs/{run_id}", { params: { run_id: run.id } });
  expect(after.results.find(({ label }) => label === ADA)).toMatchObject({
    paused: true,
    applied: { action: "disable", by: "operator", error: null },
  });
  await until("what waited for the deleted account is gone", async () => (await queue(api)).counts.deleted === 1);
  const audit = await api.call("get", "/api/audit", { query: { action: "inspection.apply" } });
  expect(audit.entries[0]?.detail).toContain(`delete ${BEN}`);
});

test("automation pauses what is closed, never deletes, and ends its own pauses alone", async () => {
  const automation = { automation: "recover", "pause-at-percent": 90 };
  await using at = await world({
    accounts: [{ secondaryUsedPercent: 95 }, { secondaryUsedPercent: 95 }, { file: { disabled: true } }],
    config: { inspection: automation },
  });
  const api = await signIn(at);
  const paused = async () => {
    const { accounts } = await api.call("get", "/api/accounts", { query: {} });
    return accounts.filter(({ status }) => status === "paused").map(({ email }) => email);
  };
  expect((await inspect(api)).results.filter(({ applied }) => applied?.by === "automation")).toHaveLength(2);
  expect(await paused()).toEqual([ADA, BEN, CLEO]);
  // Somebody decides about ben's pause, without changing it: it is theirs from now on.
  await api.call("post", "/api/accounts/{account_id}/pause", { params: { account_id: await idOf(api, BEN) } });
  expect((await api.call("get", "/api/inspection")).own_pauses).toBe(1);
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  expect(accounts.map(({ paused_by }) => paused_by)).toEqual(["inspection", "operator", "operator"]);
  await api.call("put", "/api/inspection/settings", {
    json: { ...(await api.call("get", "/api/inspection")).settings, pause_at_percent: null },
  });
  const recovered = await inspect(api);
  expect(told(recovered)).toEqual({ [ADA]: "healthy: enable", [BEN]: "healthy: keep", [CLEO]: "healthy: keep" });
  expect(await paused()).toEqual([BEN, CLEO]);
  expect((await api.call("get", "/api/inspection")).own_pauses).toBe(0);
});

test("what an inspection finds again is the same candidate, and is settled once an inspection finds it well", async () => {
  await using at = await world({
    accounts: [{ secondaryUsedPercent: 95 }],
    config: { inspection: { "pause-at-percent": 90 } },
  });
  const api = await signIn(at);
  await inspect(api);
  await inspect(api);
  expect((await queue(api)).candidates).toMatchObject([
    { reason: "above_limit", hits: 2, returns: 0, action: "disable" },
  ]);
  at.accounts[0]?.sandbox.setUsage({ secondary: { usedPercent: 5 } });
  await inspect(api);
  expect((await queue(api)).counts).toMatchObject({ pending: 0, resolved: 1 });
});

test("a pause that somebody ended is no longer an inspection's own, also when it is made again", async () => {
  await using at = await world({
    accounts: [{ secondaryUsedPercent: 95 }],
    config: { inspection: { automation: "recover", "pause-at-percent": 90 } },
  });
  const api = await signIn(at);
  const [ada] = at.accounts;
  if (ada === undefined) throw new Error("nobody");
  await inspect(api);
  const own = async () => (await api.call("get", "/api/inspection")).own_pauses;
  expect(await own()).toBe(1);
  // With an editor, past every door.
  await at.editAuthFile(ada, { disabled: false });
  await until("the pause is given up", async () => (await own()) === 0);
  await at.editAuthFile(ada, { disabled: true });
  await until(
    "it is paused again",
    async () => (await api.call("get", "/api/accounts", { query: {} })).accounts[0]?.status === "paused",
  );
  const { settings } = await api.call("get", "/api/inspection");
  await api.call("put", "/api/inspection/settings", { json: { ...settings, pause_at_percent: null } });
  expect(told(await inspect(api))).toEqual({ [ADA]: "healthy: keep" });
});

test("another panel that decides about an account's pause takes it over as well", async () => {
  await using at = await world({
    accounts: [{ secondaryUsedPercent: 95 }],
    config: { inspection: { automation: "recover", "pause-at-percent": 90 } },
    env: { MANAGEMENT_PASSWORD: MANAGEMENT_KEY },
  });
  const api = await signIn(at);
  await inspect(api);
  const own = async () => (await api.call("get", "/api/inspection")).own_pauses;
  expect(await own()).toBe(1);
  const name = at.accounts[0]?.fileName;
  const response = await fetch(`${at.url}/v0/management/auth-files/status`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${MANAGEMENT_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ name, disabled: true }),
  });
  expect(response.status).toBe(200);
  expect(await own()).toBe(0);
});

test("a second inspection waits for the first, which can be cancelled and keeps what it found", async () => {
  await using at = await world({ accounts: 6, config: { inspection: { workers: 1 } } });
  const api = await signIn(at);
  at.sandbox.script({ path: "/wham/usage", times: Number.POSITIVE_INFINITY, fault: { kind: "delay", ms: 150 } });
  const { id: run_id } = await api.call("post", "/api/inspection/runs", { json: {} });
  expect(await api.refused("POST", "/api/inspection/runs", { body: {} })).toMatchObject({ code: "inspection_running" });
  await until("one is done", async () => ((await api.call("get", "/api/inspection")).running?.done ?? 0) > 0);
  await api.call("post", "/api/inspection/runs/{run_id}/cancel", { params: { run_id } });
  const { run, results } = await ended(api, run_id);
  expect(run.state).toBe("cancelled");
  expect(run.done).toBeLessThan(6);
  expect(results).toHaveLength(run.done);
  const again = await api.refused("POST", `/api/inspection/runs/${run_id}/cancel`);
  expect(again).toMatchObject({ status: 409, code: "inspection_not_running" });
});

test("an inspection that was cut off by the process's end is said to be so, and stands in nobody's way", async () => {
  await using at = await world({ accounts: 2 });
  const api = await signIn(at);
  at.sandbox.script({ path: "/wham/usage", fault: { kind: "hang" }, times: 4 });
  const { id } = await api.call("post", "/api/inspection/runs", { json: {} });
  await at.kill9();
  // Its lease outlives it: no other may begin until that has run out, so the clock is helped on.
  inDatabase(at, "update leases set expires_at = 0 where name = 'inspection'");
  at.sandbox.clearFaults();
  await at.start();
  const back = await signIn(at);
  expect((await inspect(back)).run.state).toBe("done");
  const { runs } = await back.call("get", "/api/inspection");
  expect(runs.find((run) => run.id === id)?.state).toBe("interrupted");
});

test("the schedule is written into config.yaml, tells when it is due, and is refused where it makes no sense", async () => {
  await using at = await world({ accounts: 1 });
  const api = await signIn(at);
  const { settings, next_run_at } = await api.call("get", "/api/inspection");
  expect(next_run_at).toBeNull();
  const wanted = { ...settings, at: ["03:00"], time_zone: "Europe/Berlin", every_minutes: 60 };
  const changed = await api.call("put", "/api/inspection/settings", { json: wanted });
  expect(changed.settings).toEqual(wanted);
  expect(Date.parse(changed.next_run_at ?? "")).toBeLessThanOrEqual(Date.now() + 3_600_000);
  expect(await Bun.file(at.configFile).text()).toContain("every-minutes: 60");
  const bad = { ...wanted, time_zone: "Middle/Earth" };
  expect(await api.refused("PUT", "/api/inspection/settings", { body: bad })).toMatchObject({
    status: 422,
    message: expect.stringContaining("time zone"),
  });
  expect((await api.call("get", "/api/inspection")).settings).toEqual(wanted);
});

test("an account that is closed in mid-work waits in the queue; settled, it comes back when it happens again", async () => {
  await using at = await world({ accounts: 1 });
  const api = await signIn(at);
  const closeIt = async (): Promise<void> => {
    at.fault({ fault: deactivatedWorkspace() });
    await (await at.post("/v1/chat/completions", chat("hello"))).text();
  };
  await closeIt();
  const [waiting] = await until("it waits", async () => {
    const { candidates } = await queue(api);
    return candidates.length > 0 ? candidates : null;
  });
  expect(waiting).toMatchObject({
    ...{ label: ADA, action: "delete", reason: "deactivated_workspace", source: "health", state: "pending" },
    ...{ hits: 1, returns: 0, account_state: "active" },
  });
  const act = (action: "ignore" | "enable" | "resolve" | "reopen" | "disable" | "delete") =>
    api.call("post", "/api/action-queue/act", { json: { candidate_ids: [waiting?.id ?? ""], action } });
  expect(await act("ignore")).toMatchObject({ succeeded: 1 });
  expect((await queue(api)).counts).toMatchObject({ pending: 0, ignored: 1 });
  expect(await act("enable")).toMatchObject({ succeeded: 1 });
  expect((await queue(api)).counts).toMatchObject({ resolved: 1 });
  await closeIt();
  await until("it waits again", async () => (await queue(api)).candidates[0]?.returns === 1);
  expect(await act("disable")).toMatchObject({ succeeded: 1 });
  expect((await queue(api)).candidates[0]).toMatchObject({ state: "resolved", account_state: "paused" });
  expect(await act("delete")).toMatchObject({ succeeded: 1 });
  expect((await queue(api)).candidates[0]).toMatchObject({ state: "deleted", account_state: "gone" });
  // There is nobody left to delete: it says so, and stays as it is.
  expect(await act("delete")).toMatchObject({
    failed: 1,
    results: [{ error: expect.stringContaining("no such account") }],
  });
  expect((await queue(api)).candidates[0]).toMatchObject({ state: "deleted", last_error: expect.any(String) });
  const gone = await api.call("post", "/api/action-queue/act", {
    json: { candidate_ids: ["act_none"], action: "ignore" },
  });
  expect(gone.results).toEqual([{ id: "act_none", error: expect.any(String) }]);
});

test("a login that is signed in again takes what waited for it out of the queue", async () => {
  await using at = await world({ accounts: 1 });
  const api = await signIn(at);
  at.fault({ fault: tokenInvalidated(), times: 5 });
  at.sandbox.script({ path: "/oauth/token", fault: refreshRefused("refresh_token_expired"), times: 5 });
  await (await at.post("/v1/chat/completions", chat("hello"))).text();
  await until("it waits", async () => (await queue(api)).counts.pending === 1);
  at.sandbox.clearFaults();
  const [ada] = at.accounts;
  if (ada === undefined) throw new Error("nobody");
  const { email, userId, accountId } = ada.sandbox;
  const signedInAgain = at.sandbox.addAccount({ email, userId, accountId });
  await at.editAuthFile(ada, signedInAgain.cliProxyAuthFile());
  await until("it waits no more", async () => (await queue(api)).counts.resolved === 1);
});
