// Monitoring: every request as it ends, found again by what a link carries, each with its story.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import type { RequestRecord } from "../../src/domain/request-record.ts";
import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { tasksDuring } from "../support/main-thread.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { ranked, requestIdOf, startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const ask = async (world: World): Promise<string> => {
  const response = await world.post("/v1/chat/completions", chat("hello"));
  await response.text();
  return requestIdOf(response);
};

/** Two that went well and three that failed, of two causes. */
function past(now: number): readonly RequestRecord[] {
  const failed = (errorCode: string, errorMessage: string): Partial<RequestRecord> => ({
    ...{ outcome: "error", status: 502, errorCode, errorMessage, usage: null, costUsd: null },
  });
  const changes: readonly Partial<RequestRecord>[] = [
    {},
    { modelServed: "claude-opus-5-5", provider: "claude", clientKey: "desk" },
    failed("upstream_error", "The upstream hung up"),
    failed("upstream_error", "The upstream hung up"),
    { ...failed("usage_limit_reached", "All used up"), accountId: "acc_bob", accountLabel: "bob@example.com" },
  ];
  return changes.map((change, index) =>
    sampleRecord({ id: `req_past${index}0000000000`, startedAt: now - (10 - index) * MINUTE_MS, ...change }),
  );
}

const rows = (page: Page) => page.getByRole("table", { name: "Requests" }).getByRole("button");

describe("a request that failed over", () => {
  test("arrives live, and its story says who was chosen, who failed and how it ended", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/monitoring" });
    await page.getByText("No request yet").waitFor();
    world.fault({ account: "ada@example.com", fault: { kind: "usage-limit", resetsInMs: HOUR_MS } });
    const id = await ask(world);
    await page.getByRole("button", { name: `Story of ${id}` }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Attempt 1: ada@example.com was chosen").waitFor();
    await drawer.getByText(/^Asked after .+ at Codex; it failed within .+ \(429\)$/).waitFor();
    await drawer.getByText("Attempt 2: ben@example.com was chosen").waitFor();
    await drawer
      .getByText(/^ada@example\.com \(.+\)$/)
      .first()
      .waitFor();
    await drawer.getByText(/^The answer was complete after /).waitFor();
    await drawer.getByRole("list", { name: /^Attempts over / }).waitFor();
    await drawer.getByRole("region", { name: "Attempt 2" }).getByText("chosen").waitFor();
    expect(page.url()).toContain(`request=${id}`);
    expect(await violationsOf(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await drawer.waitFor({ state: "detached" });
    expect(page.url()).not.toContain("request=");
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });

  test("is told in Chinese, with identities hidden where the reader asks for it", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    world.fault({ account: "ada@example.com", fault: { kind: "usage-limit", resetsInMs: HOUR_MS } });
    const id = await ask(world);
    const opened = await openDashboard(browser, world, {
      ...{ as: "operator", path: `/monitoring?request=${id}`, language: "zh", size: [390, 844], theme: "dark" },
    });
    const drawer = opened.page.getByRole("dialog");
    await drawer.getByText("第 1 次尝试: ada@example.com 被选中").waitFor();
    expect(await violationsOf(opened.page)).toEqual([]);
    await opened.page.evaluate(`localStorage.setItem("switchyard.mask", "1")`);
    await opened.page.reload();
    await drawer.getByText("第 1 次尝试: a••@e•••.c•• 被选中").waitFor();
    expect(await drawer.getByText("ada@example.com").count()).toBe(0);
    expect(opened.errors()).toEqual([]);
  });
});

describe("a story", () => {
  test("tells by whose priority it was decided, and leads to the account, the key and the log", async () => {
    await using world = await startWorld({ accounts: ranked(2), config: { "logging-to-file": true } });
    const id = await ask(world);
    const { page, errors } = await openDashboard(browser, world, {
      ...{ as: "operator", path: `/monitoring?request=${id}` },
    });
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Its priority, 100, goes before the others'").waitFor();
    await drawer.getByText(/^ben@example\.com \(priority 99/).waitFor();
    await drawer.getByRole("link", { name: "ada@example.com" }).first().click();
    await page.getByRole("dialog", { name: "ada@example.com" }).waitFor();
    await page.goBack();
    await drawer.getByRole("link", { name: "Its lines in the log" }).click();
    await page.getByRole("log").getByRole("link", { name: id }).click();
    await drawer.getByText("Its priority, 100, goes before the others'").waitFor();
    expect(errors()).toEqual([]);
  });

  test("tells how the chosen one stood, and until when others were ruled out", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past(Date.now())) });
    const { page, errors } = await openDashboard(browser, world, {
      ...{ as: "viewer", path: "/monitoring?request=req_past00000000000" },
    });
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Least weekly usage, then least 5-hour usage", { exact: true }).waitFor();
    await drawer.getByText("It stood at week 40 % used, 5 h 13 % used, 1 in flight").waitFor();
    await drawer.getByText("bob@example.com (told to slow down until Jan 1, 13:00)").waitFor();
    expect(errors()).toEqual([]);
  });

  test("of a failure says it in words, and leads to what mends it", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past(Date.now())) });
    const { page, errors } = await openDashboard(browser, world, {
      ...{ as: "operator", path: "/monitoring?request=req_past40000000000" },
    });
    await page.getByRole("dialog").getByText("The quota is used up").waitFor();
    await page.getByRole("dialog").getByRole("link", { name: "See when quotas are back" }).click();
    await page.getByRole("heading", { name: "Quota", level: 1 }).waitFor();
    expect(errors()).toEqual([]);
  });
});

describe("the list", () => {
  test("leads from a cause to its requests and to what mends it, on a phone as well", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past(Date.now())) });
    const { page, errors } = await openDashboard(browser, world, {
      ...{ as: "operator", path: "/monitoring", size: [390, 844], theme: "dark" },
    });
    await page.getByText("The upstream had an error").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    expect(await page.getByRole("button", { name: "Accounts" }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("button", { name: "Accounts" }).click();
    await page.getByRole("checkbox", { name: "bob@example.com" }).click();
    await page.keyboard.press("Escape");
    await page.getByText("1 in all").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "See when quotas are back" }).click();
    await page.getByRole("heading", { name: "Quota", level: 1 }).waitFor();
    expect(errors()).toEqual([]);
  });

  test("is narrowed down by a click on a cause, and a reload keeps what the address says", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past(Date.now())) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/monitoring" });
    await page.getByText("5 in all").waitFor();
    await page.getByText("3 failures by cause.").waitFor();
    await page.getByRole("button", { name: "Failed", exact: true }).click();
    await page.getByText("3 in all").waitFor();
    await page.getByRole("button", { name: "Failed", exact: true, pressed: true }).click();
    await page.getByText("5 in all").waitFor();
    await page.getByRole("button", { name: /^2 error 502 upstream_error/ }).click();
    await page.getByText("2 in all").waitFor();
    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "Last hour" }).click();
    await page.getByRole("button", { name: "Accounts" }).click();
    await page.getByRole("checkbox", { name: "ada@example.com" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox", { name: "Search" }).fill("hung up");
    await page.waitForURL(/q=hung/);
    await page.reload();
    await page.getByText("2 in all").waitFor();
    await page.getByRole("combobox", { name: "Time" }).getByText("Last hour").waitFor();
    await page.getByRole("combobox", { name: "Error code" }).getByText("upstream_error").waitFor();
    expect(await page.getByRole("searchbox", { name: "Search" }).inputValue()).toBe("hung up");
    expect(await rows(page).count()).toBe(2);
    const csv = (await page.getByRole("link", { name: "Export CSV" }).getAttribute("href")) ?? "";
    const file = await (await page.context().request.get(csv)).text();
    expect(file.trimEnd().split("\r\n")).toHaveLength(3);
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("5 in all").waitFor();
    expect(errors()).toEqual([]);
  });

  test("takes the filters of other pages' links", async () => {
    const now = Date.now();
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past(now)) });
    const span = new URLSearchParams({
      from: new Date(now - 9.5 * MINUTE_MS).toISOString(),
      to: new Date(now - 7.5 * MINUTE_MS).toISOString(),
    });
    const { page, errors } = await openDashboard(browser, world, {
      ...{ as: "viewer", path: `/monitoring?${span.toString()}` },
    });
    await page.getByText("2 in all").waitFor();
    await page.goto(`${world.url}/#/monitoring?account=acc_bob&outcome=quota`);
    await page.getByText("1 in all").waitFor();
    expect(errors()).toEqual([]);
  });

  test("keeps new requests back while it is paused, and shows them at a click", async () => {
    await using world = await startWorld({ accounts: 1 });
    const first = await ask(world);
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/monitoring" });
    await page.getByRole("button", { name: `Story of ${first}` }).waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    const second = await ask(world);
    const more = page.getByRole("button", { name: "1 new request. Show it" });
    await more.waitFor();
    expect(await rows(page).count()).toBe(1);
    await more.click();
    await page.getByRole("button", { name: `Story of ${second}` }).waitFor();
    expect(await rows(page).first().getAttribute("aria-label")).toContain(`Story of ${second}`);
    expect(errors()).toEqual([]);
  });

  test("shows the columns that were chosen, on this computer", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past(Date.now())) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/monitoring" });
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "Why this account" }).click();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("columnheader", { name: "Why this account" }).waitFor();
    await page.getByText("least weekly usage, then least 5-hour usage").first().waitFor();
    expect(errors()).toEqual([]);
  });
});

test("a hundred thousand requests are scrolled through and filtered without a stall over 100 ms", async () => {
  const now = Date.now();
  const count = 100_000;
  const records = Array.from({ length: count }, (_, index) =>
    sampleRecord({
      id: `req_many${String(index).padStart(10, "0")}`,
      startedAt: now - (count - index) * 1000,
      modelServed: index % 50 === 0 ? "rare-model" : "gpt-5.5",
    }),
  );
  await using world = await startWorld({ accounts: 1, prepare: (place) => seedRecords(place, records) });
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/monitoring" });
  await page.getByText("500 loaded").waitFor();
  const tasks = await tasksDuring(browser, page, async () => {
    // As fast as the pages come, to the very end.
    await page.evaluate(`new Promise((done) => {
      const step = () => {
        if (document.body.textContent.includes("100,000 in all")) return done();
        window.scrollTo(0, document.documentElement.scrollHeight);
        requestAnimationFrame(step);
      };
      step();
    })`);
    expect(await rows(page).count()).toBeLessThan(100);
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight / 2)");
    await page.evaluate("window.scrollTo(0, 0)");
    await page.getByRole("searchbox", { name: "Search" }).fill("rare");
    await rows(page).filter({ hasText: "rare-model" }).first().waitFor();
  });
  // Nothing seen would mean that nothing was measured.
  expect(tasks.length).toBeGreaterThan(200);
  expect(tasks[0]).toBeGreaterThan(0);
  expect(tasks.filter((ms) => ms > 100)).toEqual([]);
  expect(errors()).toEqual([]);
}, 240_000);
