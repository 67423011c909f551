// The overview: what an operator sees in five seconds, and mends in two clicks.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { signIn } from "../support/api-client.ts";
import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { seedQuotas } from "../support/quota-past.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { ranked, startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const ask = async (world: World): Promise<void> => {
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
};

test("a quiet day is all good, and a request is counted the moment it has ended", async () => {
  await using world = await startWorld({ accounts: [{ primaryUsedPercent: 40 }, {}] });
  await ask(world);
  const { page, errors } = await openDashboard(browser, world, { as: "operator" });
  await page.getByRole("heading", { name: "All good" }).waitFor();
  await page.getByText("2 of 2 accounts can serve now").waitFor();
  expect(await page.title()).toBe("All good · Overview · Switchyard");
  await page.getByText("Nothing needs you.").waitFor();
  const requests = page
    .locator("div")
    .filter({ has: page.getByText("Requests", { exact: true }) })
    .last();
  await requests.getByText("1", { exact: true }).waitFor();
  await ask(world);
  await requests.getByText("2", { exact: true }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(errors()).toEqual([]);
});

describe("the headline", () => {
  test("says when a pool runs dry at today's pace, and when the first is back", async () => {
    await using world = await startWorld({ accounts: 1, config: { "quota-poll-seconds": 3600 } });
    const api = await signIn(world);
    const { accounts } = await api.call("get", "/api/accounts", { query: {} });
    await world.stop();
    // A tenth of the week is left, and goes at 4 % an hour.
    const windows = { primary: { used: 10, resetsIn: 3 }, secondary: { used: 90, resetsIn: 50 }, pace: 4 };
    await seedQuotas(world, new Map([[accounts[0]?.account_id ?? "", windows]]));
    await world.start();
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
    await page.getByRole("heading", { name: /^Codex runs dry at .*\d\d:\d\d.* \(in [23] hr\.\)$/ }).waitFor();
    await page.getByText(/^Runs dry in [23] hr\., at .* · back in 2 days$/).waitFor();
    await page.getByText(/4 % an hour/).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });

  test("says it where a quarter or more of the last half hour's requests failed, and leads to them", async () => {
    const records = Array.from({ length: 6 }, (_, index) =>
      sampleRecord({
        id: `req_lately${String(index).padStart(10, "0")}`,
        startedAt: Date.now() - MINUTE_MS,
        ...(index < 3 ? ({ outcome: "error", status: 502, errorCode: "upstream_error" } as const) : {}),
      }),
    );
    await using world = await startWorld({ prepare: (place) => seedRecords(place, records) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator" });
    await page.getByRole("heading", { name: "50 % of the requests fail" }).waitFor();
    expect(await page.getByRole("link", { name: "See failures" }).getAttribute("href")).toBe(
      "#/monitoring?outcome=error",
    );
    expect(errors()).toEqual([]);
  });
});

describe("what needs attention", () => {
  test("a dead login is in the headline, the title and the menu, and its button leads to signing in again", async () => {
    await using world = await startWorld({ accounts: 2 });
    await ask(world);
    const api = await signIn(world);
    const { accounts } = await api.call("get", "/api/accounts", { query: { search: "ben@example.com" } });
    const id = accounts[0]?.account_id ?? "";
    const { page, errors } = await openDashboard(browser, world, { as: "operator", theme: "dark" });
    await page.getByRole("heading", { name: "All good" }).waitFor();
    world.accounts[1]?.sandbox.revokeLogin();
    await api.refused("POST", `/api/accounts/${id}/refresh-token`);
    await page.getByRole("heading", { name: "1 account needs you" }).waitFor();
    expect(await page.title()).toBe("▲ 1 account needs you · Overview · Switchyard");
    await page.getByRole("link", { name: "Accounts 1 waiting for you" }).waitFor();
    const mend = page.getByRole("link", { name: "Sign in again" });
    expect(await mend.getAttribute("href")).toBe(`#/logins?account=${id}`);
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });

  test("an account that rests is used again at a click, and nobody able to serve says so first", async () => {
    await using world = await startWorld({ accounts: 1, config: { "request-retry": 0 } });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
    await page.getByRole("heading", { name: "All good" }).waitFor();
    world.fault({ fault: { kind: "usage-limit", resetsInMs: HOUR_MS } });
    await ask(world);
    await page.getByRole("heading", { name: /^Nobody can serve until / }).waitFor();
    await page.getByText("Quota used up").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Use it now" }).click();
    await page.getByRole("heading", { name: "All good" }).waitFor();
    await page.getByText("ada@example.com is used again").waitFor();
    expect(errors()).toEqual([]);
  });

  test("viewers see what is wrong, and no button to mend it", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "misspelt-key": 1 } });
    world.fault({ account: "ada@example.com", fault: { kind: "usage-limit", resetsInMs: HOUR_MS } });
    await ask(world);
    const { page, errors } = await openDashboard(browser, world, { as: "viewer", size: [390, 844], language: "zh" });
    await page.getByText("配额已用尽").waitFor();
    await page.getByText("config.yaml 中有异常").waitFor();
    await page.getByText("只读：不能修改").waitFor();
    expect(await page.getByRole("button", { name: "立即启用" }).count()).toBe(0);
    expect(await page.getByRole("link", { name: "打开设置" }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });
});

describe("the numbers", () => {
  const now = Date.now();
  const records = [
    ...[3, 33, 63].map((minutes, index) =>
      sampleRecord({ id: `req_well${String(index).padStart(12, "0")}`, startedAt: now - minutes * MINUTE_MS }),
    ),
    sampleRecord({
      id: "req_badly00000000000",
      startedAt: now - 3 * MINUTE_MS,
      ...{ outcome: "error", status: 502, errorCode: "upstream_error" },
    }),
    sampleRecord({ id: "req_before00000000000", startedAt: now - 30 * HOUR_MS, modelServed: "gpt-4.5" }),
  ];

  test("are those of the stretch in the address, which a reload keeps", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, records) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator" });
    await page.getByText("+300 % against before").first().waitFor();
    await page.getByText("1 × upstream_error").waitFor();
    await page.getByText("gpt-5.5-2026-01").waitFor();
    await page.getByRole("tab", { name: "7 d" }).click();
    await page.getByText("gpt-4.5").waitFor();
    expect(page.url()).toContain("timeframe=7d");
    await page.reload();
    await page.getByRole("tab", { name: "7 d", selected: true }).waitFor();
    await page.getByText("none in the stretch before").first().waitFor();
    expect(errors()).toEqual([]);
  });

  test("the last day's cells are walked with the arrows, told in words, and lead to their requests", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, records) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator" });
    const grid = page.getByRole("group", { name: "The last 24 hours" });
    await grid.getByRole("link", { name: /: 2 requests, 1 failed$/ }).waitFor();
    expect(await grid.getByRole("link").count()).toBe(144);
    const last = grid.locator("a[tabindex='0']");
    expect(await last.count()).toBe(1);
    await last.focus();
    const at = Number(await last.getAttribute("data-at"));
    await page.keyboard.press("ArrowLeft");
    const focused = page.locator("a:focus");
    expect(Number(await focused.getAttribute("data-at"))).toBe(at - HOUR_MS);
    expect(await focused.getAttribute("href")).toContain(
      new URLSearchParams({ from: new Date(at - HOUR_MS).toISOString() }).toString(),
    );
    expect(errors()).toEqual([]);
  });
});
