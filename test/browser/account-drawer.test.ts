// One account in full: reached by its address and by keys alone, told apart in plain words, and left as one came.

import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("keys alone open an account, walk through its parts, and lead back to where one was", async () => {
  await using world = await startWorld({ accounts: 2 });
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
  const name = page.getByRole("button", { name: "Open ben@example.com" });
  await name.focus();
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  await drawer.getByText("Facts").waitFor();
  await until("the drawer has the focus", () => isInside(page, "[role=dialog]"));
  // No name of a button hovers over the page before somebody has come to that button.
  expect(await page.locator("[data-base-ui-portal]").getByText("Close", { exact: true }).count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.getByText("Close", { exact: true }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await until("the address tells the part", async () => page.url().includes("tab=trend"));
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  await until("the name has the focus again", () => isInside(page, "[aria-label='Open ben@example.com']"));
  expect(page.url()).not.toContain("account=");
  expect(errors()).toEqual([]);
});

test("an address leads to an account's part, also on a phone; of one that is gone it says so", async () => {
  await using world = await startWorld({ accounts: 1 });
  const ada = await idOf(world, "ada@example.com");
  const look = { as: "operator", size: [390, 844] } as const;
  const { page, errors } = await openDashboard(browser, world, {
    ...look,
    path: `/accounts?account=${ada}&tab=history`,
  });
  const tab = page.getByRole("tab", { name: "Audit" });
  await tab.waitFor();
  expect(await tab.getAttribute("aria-selected")).toBe("true");
  const [list, part] = await Promise.all([
    page.getByRole("tablist", { name: "Parts" }).boundingBox(),
    tab.boundingBox(),
  ]);
  if (list === null || part === null) throw new Error("tabs on screen");
  expect(part.x).toBeGreaterThanOrEqual(list.x);
  expect(part.x + part.width).toBeLessThanOrEqual(list.x + list.width);
  expect(errors()).toEqual([]);
  const gone = await openDashboard(browser, world, { as: "operator", path: "/accounts?account=acc_0000000000000000" });
  await gone.page.getByText("This account is no longer there").waitFor();
  await gone.page.getByRole("button", { name: "Back to the list" }).click();
  await gone.page.getByRole("dialog").waitFor({ state: "detached" });
});

test("settings that are not saved yet are not lost by a slip", async () => {
  await using world = await startWorld({ accounts: 1 });
  const ada = await idOf(world, "ada@example.com");
  const path = `/accounts?account=${ada}&tab=settings`;
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path });
  const note = page.getByLabel("Note");
  await note.fill("half a sentence");
  await page.keyboard.press("Escape");
  const question = page.getByRole("dialog", { name: "Leave without saving?" });
  await question.waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await question.getByRole("button", { name: "Cancel" }).click();
  await question.waitFor({ state: "detached" });
  expect(await note.inputValue()).toBe("half a sentence");
  await page.getByRole("tab", { name: "Models" }).click();
  await question.getByRole("button", { name: "Discard the changes" }).click();
  await page.getByText("gpt-5.5", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(errors()).toEqual([]);
});

test("a dead login says in the list and in its diagnosis what to do, with what the upstream said", async () => {
  await using world = await startWorld({ accounts: 1 });
  const ada = await idOf(world, "ada@example.com");
  world.fault({ account: "ada@example.com", fault: faults.tokenInvalidated() });
  world.fault({
    account: "ada@example.com",
    path: "/oauth/token",
    fault: faults.refreshRefused("refresh_token_reused"),
  });
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
  const row = page.getByRole("row").filter({ hasText: "ada@example.com" });
  await row.getByText("Login is dead").waitFor();
  const way = `#/logins?account=${ada}`;
  expect(await row.getByRole("link", { name: "Sign in again" }).getAttribute("href")).toBe(way);
  await page.getByRole("button", { name: "Problems only" }).click();
  await page.getByText("1 of 1 accounts").waitFor();
  await page.getByRole("button", { name: "Open ada@example.com" }).click();
  const drawer = page.getByRole("dialog");
  await drawer.getByRole("tab", { name: "Diagnosis" }).click();
  await drawer.getByText("Its login is dead.").waitFor();
  await drawer.getByText("Sign in again as the same account").waitFor();
  await drawer.getByText("It waits in the action queue").waitFor();
  await drawer.getByText("refresh_token_reused", { exact: true }).waitFor();
  expect(await drawer.getByRole("link", { name: "Sign in again" }).getAttribute("href")).toBe(way);
  expect(await violationsOf(page)).toEqual([]);
  // What is disabled as well says both.
  await drawer.getByRole("switch").click();
  await drawer.getByText("Nothing but you brings it back").waitFor();
  await drawer.getByText("Its login is dead.").waitFor();
  expect(errors()).toEqual([]);
});

test("who disabled an account is told apart: an inspection may end its own pause, nobody else's", async () => {
  const inspection = { automation: "recover", "pause-at-percent": 90 };
  await using world = await startWorld({
    accounts: [{ secondaryUsedPercent: 95 }, { file: { disabled: true } }],
    config: { inspection },
  });
  const api = await signIn(world);
  await api.call("post", "/api/inspection/runs", { json: {} });
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts?view=table" });
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  await row("ada@example.com").getByText("Disabled by inspection").waitFor();
  await row("ben@example.com").getByText("Disabled", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Open ada@example.com" }).click();
  await page.getByRole("dialog").getByRole("tab", { name: "Diagnosis" }).click();
  await page.getByText("An inspection disabled it.").waitFor();
  expect(errors()).toEqual([]);
});

test("what was done among many stands in the audit of each", async () => {
  await using world = await startWorld({ accounts: 3 });
  const ids = await Promise.all(["ada@example.com", "ben@example.com"].map((email) => idOf(world, email)));
  const api = await signIn(world);
  await api.call("post", "/api/accounts/batch", { json: { account_ids: ids, action: "pause" } });
  const { page, errors } = await openDashboard(browser, world, {
    as: "operator",
    path: `/accounts?account=${ids[1]}&tab=history`,
  });
  await page.getByText("Changed together with others").waitFor();
  await page.getByText("pause: 2 of 2 accounts: ada@example.com").waitFor();
  const cleo = await idOf(world, "cleo@example.com");
  await page.goto(`${world.url}/#/accounts?account=${cleo}&tab=history`);
  await page.getByText("Nothing was done to it yet").waitFor();
  expect(errors()).toEqual([]);
});

async function idOf(world: World, email: string): Promise<string> {
  const api = await signIn(world);
  const { accounts } = await api.call("get", "/api/accounts", { query: { search: email } });
  return accounts[0]?.account_id ?? "";
}

/** Whether the focus is on such an element or in it. */
function isInside(page: Page, selector: string): Promise<boolean> {
  return page.evaluate(`document.activeElement?.closest(${JSON.stringify(selector)}) != null`);
}
