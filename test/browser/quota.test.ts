// The windows of all accounts: on a line of time, as a table, on a phone, and with two thousand accounts.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { seedQuotas } from "../support/quota-past.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;

let world: World;
let browser: Browser;
let opened: OpenedPage | null = null;

beforeAll(async () => {
  [world, browser] = await Promise.all([
    startWorld({ accounts: [{}, {}, { file: { disabled: true } }], config: { "quota-poll-seconds": 3600 } }),
    launchBrowser(),
  ]);
  const api = await signIn(world);
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const idOf = (email: string): string => accounts.find((account) => account.email === email)?.account_id ?? "";
  await world.stop();
  await seedQuotas(
    world,
    new Map([
      // 40 % of her week are left, used at 1 % an hour, for 50 hours.
      [idOf("ada@example.com"), { primary: { used: 64, resetsIn: 3 }, secondary: { used: 60, resetsIn: 50 }, pace: 1 }],
      [
        idOf("ben@example.com"),
        { primary: { used: 10, resetsIn: 1.5 }, secondary: { used: 20, resetsIn: 90 }, pace: 0.1 },
      ],
      [idOf("cleo@example.com"), { primary: { used: 0, resetsIn: 4 }, secondary: { used: 5, resetsIn: 120 } }],
    ]),
  );
  await world.start();
}, MINUTE_MS);
afterEach(() => {
  expect(opened?.errors() ?? []).toEqual([]);
  opened = null;
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

async function open(path = "/quota", options: PageOptions = {}): Promise<Page> {
  opened = await openDashboard(browser, world, { as: "operator", path, ...options });
  return opened.page;
}

const names = (page: Page): Promise<string[]> =>
  page
    .getByRole("link", { name: /@example\.com$/ })
    .evaluateAll((links) => links.map((link) => link.textContent ?? ""));

test(
  "each account's windows say what is left, when they reset and whether they run dry; the soonest reset comes first",
  async () => {
    const page = await open();
    await page.getByRole("img", { name: "5 h window: 36 % left, resets in 3 hr" }).waitFor();
    const week = page.getByRole("img", {
      name: /^7 d window: 40 % left, resets in 2 days, runs dry (in 2 days|tomorrow)$/,
    });
    await week.waitFor();
    expect(await names(page)).toEqual(["ben@example.com", "ada@example.com", "cleo@example.com"]);
    await page.getByRole("region", { name: "Codex" }).getByText("2 of 3 may serve").waitFor();
    await page.getByText("Disabled").waitFor();
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "order, search, stretch and view stand in the address; the table says the same in words",
  async () => {
    const page = await open();
    await page.getByRole("tab", { name: "3 days" }).click();
    await page.getByRole("tab", { name: "Table" }).click();
    await page.getByRole("combobox", { name: "Order" }).click();
    await page.getByRole("option", { name: "Most used" }).click();
    await page.getByRole("columnheader", { name: "Week" }).waitFor();
    expect(await names(page)).toEqual(["ada@example.com", "ben@example.com", "cleo@example.com"]);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("searchbox", { name: "Search accounts" }).fill("be");
    await page.getByText("One account.").waitFor();
    await page.reload();
    await page.getByRole("columnheader", { name: "Week" }).waitFor();
    expect(await names(page)).toEqual(["ben@example.com"]);
    await page.getByRole("searchbox", { name: "Search accounts" }).fill("nobody");
    await page.getByRole("button", { name: "Show all" }).click();
    expect(await names(page)).toHaveLength(3);
  },
  MINUTE_MS,
);

test(
  "refresh asks the upstream about each account, and shows what it says",
  async () => {
    const page = await open("/quota?view=table");
    await page.getByRole("button", { name: "Refresh all" }).click();
    await page.getByText("3 accounts were asked").waitFor();
    const asked = world.sandbox.calls().filter(({ path }) => path.endsWith("/wham/usage"));
    expect(asked.length).toBeGreaterThanOrEqual(3);
  },
  MINUTE_MS,
);

test(
  "a phone shows cards without a sideways scroll, dark and in Chinese; a viewer is offered no refresh",
  async () => {
    const page = await open("/quota", { size: [390, 844], theme: "dark", language: "zh", as: "viewer" });
    await page.getByRole("heading", { name: "配额" }).waitFor();
    await page.getByRole("meter").first().waitFor();
    expect(await page.getByRole("button", { name: "全部刷新" }).count()).toBe(0);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "of two thousand accounts only those in sight are drawn, and filtering does not stall",
  async () => {
    const page = await open("/");
    const at = new Date().toISOString();
    await page.route("**/api/forecast", async (route) => {
      const real = (await (await route.fetch()).json()) as { accounts: readonly object[] };
      const [one] = real.accounts;
      const accounts = Array.from({ length: 2000 }, (_, index) => ({
        ...one,
        account_id: `acc_${index}`,
        label: `account${index}@example.com`,
      }));
      await route.fulfill({ json: { ...real, at, accounts } });
    });
    await page.evaluate(`
      globalThis.stalls = [];
      new PerformanceObserver((list) => stalls.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: "longtask" });
      location.hash = "#/quota";
    `);
    await page.getByText("2000 accounts.").waitFor();
    expect((await names(page)).length).toBeLessThan(60);
    await page.evaluate("stalls.length = 0");
    await page.getByRole("searchbox", { name: "Search accounts" }).pressSequentially("account19");
    await page.getByText("111 accounts.").waitFor();
    await page.mouse.wheel(0, 20_000);
    await page.getByRole("link", { name: "account1999@example.com" }).waitFor();
    const stalls = await page.evaluate<number[]>("stalls");
    expect(stalls.filter((ms) => ms > 100)).toEqual([]);
  },
  MINUTE_MS,
);
