// Yesterday's traffic once more: what happened, the replay, and another choice side by side.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { seedQuotas, seedRefusals } from "../support/quota-past.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;

let world: World;
let browser: Browser;
let api: SignedIn;
let opened: OpenedPage | null = null;

/** Ada alone was used up; Ben is paused. */
beforeAll(async () => {
  [world, browser] = await Promise.all([
    startWorld({ accounts: [{}, { file: { disabled: true } }], config: { "quota-poll-seconds": 3600 } }),
    launchBrowser(),
  ]);
  api = await signIn(world);
  const { accounts } = await api.call("get", "/api/accounts", { query: {} });
  const idOf = (email: string): string => accounts.find((account) => account.email === email)?.account_id ?? "";
  await world.stop();
  await seedRefusals(world, idOf("ada@example.com"));
  const fresh = { primary: { used: 10, resetsIn: 4 }, secondary: { used: 20, resetsIn: 100 } };
  await seedQuotas(
    world,
    new Map([
      [idOf("ada@example.com"), fresh],
      [idOf("ben@example.com"), fresh],
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

async function open(path = "/simulator", options: PageOptions = {}): Promise<Page> {
  opened = await openDashboard(browser, world, { as: "operator", path, ...options });
  return opened.page;
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run the simulation" }).click();
  await page.getByRole("heading", { name: "What it means" }).waitFor();
}

const cells = (page: Page, measure: string): Promise<string[]> =>
  page
    .getByRole("row", { name: new RegExp(`^${measure}`) })
    .getByRole("cell")
    .allTextContents();

test(
  "with the account that was paused nothing would have been refused, and the page says so in words and numbers",
  async () => {
    const page = await open();
    await page.getByText("1 of 2 take part").waitFor();
    await page.getByRole("checkbox", { name: "ben@example.com takes part" }).check();
    expect(await violationsOf(page)).toEqual([]);
    await run(page);
    await page.getByText("2 requests fewer would have been refused (0 instead of 2).").waitFor();
    await page.getByText("The replay with today's settings agrees with what happened").waitFor();
    const [happened, replayed, wished, change] = await cells(page, "Refused");
    expect([happened, replayed, wished]).toEqual(["2", "2", "0"]);
    expect(change).toContain("−2");
    expect(await cells(page, "Served")).toEqual(["8", "8", "10", expect.stringContaining("+2")]);
    await page.getByRole("img", { name: "What happened: 2 refused" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    // The address has all of it.
    await page.reload();
    await page.getByText("2 requests fewer would have been refused").waitFor();
  },
  MINUTE_MS,
);

test(
  "an account that does not exist would have helped as well",
  async () => {
    const page = await open();
    await page.getByRole("button", { name: "Add accounts" }).click();
    await page.getByRole("spinbutton", { name: "How many" }).fill("2");
    await run(page);
    await page.getByText("2 requests fewer would have been refused").waitFor();
    await page.getByText("imagined", { exact: true }).first().waitFor();
    await page.getByText("Other accounts cannot be applied here").waitFor();
  },
  MINUTE_MS,
);

test(
  "another strategy is put in force with one click, and taken back with another",
  async () => {
    const page = await open();
    await page.getByRole("combobox", { name: "Strategy" }).click();
    await page.getByRole("option", { name: "In turn" }).click();
    await run(page);
    await page.getByRole("button", { name: "Use these settings" }).click();
    await page.getByText("In turn is in force").waitFor();
    expect(await api.call("get", "/api/settings")).toMatchObject({ routing_strategy: "round_robin" });
    await page.getByText("These settings are in force").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("The settings are as they were").waitFor();
    expect(await api.call("get", "/api/settings")).toMatchObject({ routing_strategy: "usage_weighted" });
  },
  MINUTE_MS,
);

test(
  "a run shows how far it is and can be cancelled; the gateway forgets it",
  async () => {
    const page = await open();
    const running = { id: "", state: "running", progress: 0.4, result: null };
    await page.route("**/api/simulations/*", async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      const real = (await (await route.fetch()).json()) as object;
      return route.fulfill({ json: { ...real, ...running, id: route.request().url().split("/").at(-1) } });
    });
    await page.getByRole("button", { name: "Run the simulation" }).click();
    await page.getByText("40 % of the stretch").waitFor();
    const { simulations: before } = await own(page);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Simulation cancelled").waitFor();
    await page.getByText("No simulation yet").waitFor();
    expect((await own(page)).simulations).toHaveLength(before.length - 1);
  },
  MINUTE_MS,
);

/** As the page's own session sees them. */
function own(page: Page): Promise<{ readonly simulations: readonly object[] }> {
  return page.evaluate('fetch("api/simulations").then((response) => response.json())');
}

test(
  "a stretch without requests, a wrong stretch and a run that is gone each say what to do",
  async () => {
    const page = await open(
      `/simulator?last=custom&from=${JSON.stringify("2020-01-02T00:00:00Z")}&to=${JSON.stringify("2020-01-01T00:00:00Z")}`,
    );
    await page.getByText("It has to begin before it ends.").waitFor();
    await page.getByLabel("To", { exact: true }).fill("2020-01-03T00:00");
    await page.getByRole("button", { name: "Run the simulation" }).click();
    await page.getByText("Nothing was asked in this stretch").waitFor();
    const gone = await openDashboard(browser, world, { as: "operator", path: "/simulator?run=sim_gone" });
    await gone.page.getByText("This run is not kept any more").waitFor();
  },
  MINUTE_MS,
);

test(
  "a phone shows it without a sideways scroll, dark and in Chinese; a viewer is told that it cannot run one",
  async () => {
    const page = await open("/simulator", { size: [390, 844], theme: "dark", language: "zh" });
    await page.getByRole("button", { name: "运行模拟" }).click();
    await page.getByRole("heading", { name: "结论" }).waitFor();
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
    expect(await violationsOf(page)).toEqual([]);
    const viewer = await open("/simulator", { as: "viewer" });
    await viewer.getByText("A viewer cannot start a simulation.").waitFor();
    expect(await violationsOf(viewer)).toEqual([]);
  },
  MINUTE_MS,
);
