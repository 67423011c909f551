// Inspections and the action queue in a real browser: found, explained, mended at one click.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { deactivatedWorkspace, tokenInvalidated } from "../../src/sandbox/faults/fault.ts";
import { signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const ALWAYS = Number.POSITIVE_INFINITY;

let browser: Browser;
let world: World;
let opened: OpenedPage | null = null;

beforeAll(async () => {
  browser = await launchBrowser();
}, MINUTE_MS);
afterEach(async () => {
  expect(opened?.errors() ?? []).toEqual([]);
  opened = null;
  await world[Symbol.asyncDispose]();
});
afterAll(() => browser.close());

/** Ada is well, ben's workspace is closed, cleo is signed out, dara is used up. */
async function begin(): Promise<void> {
  world = await startWorld({
    accounts: [{}, {}, {}, { primaryUsedPercent: 100 }],
    config: { "quota-poll-seconds": 3600, inspection: { "time-zone": "UTC" } },
  });
  const refuse = { path: "/wham/usage", times: ALWAYS };
  world.sandbox.script({ ...refuse, account: "ben@example.com", fault: deactivatedWorkspace() });
  world.sandbox.script({ ...refuse, account: "cleo@example.com", fault: tokenInvalidated() });
}

async function open(path: string, options: PageOptions = {}): Promise<Page> {
  opened = await openDashboard(browser, world, { as: "operator", path, ...options });
  return opened.page;
}

const row = (page: Page, email: string) => page.getByRole("listitem").filter({ hasText: email });

test(
  "an inspection at one click says who needs what and why, and each suggestion is one more",
  async () => {
    await begin();
    const page = await open("/inspection");
    await page.getByText("Nothing has been inspected yet").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Inspect all accounts" }).first().click();
    await page.getByRole("tab", { name: "To do 2" }).waitFor();
    await row(page, "ben@example.com").getByText("Its workspace has been closed").waitFor();
    await row(page, "cleo@example.com").getByRole("link", { name: "Sign in again" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole("tab", { name: "Used up 1" }).click();
    await row(page, "dara@example.com")
      .getByText(/^back in/)
      .waitFor();
    expect(page.url()).toContain("group=exhausted");

    await page.getByRole("tab", { name: /^To do/ }).click();
    await row(page, "ben@example.com").getByRole("button", { name: "Delete" }).click();
    const question = page.getByRole("dialog");
    expect(await question.textContent()).toContain("removed for good");
    await question.getByRole("button", { name: "Disable instead" }).click();
    await page.getByRole("tab", { name: "To do 1" }).waitFor();
    await page.getByText("Done for 1 account").waitFor();
    const api = await signIn(world);
    const { accounts } = await api.call("get", "/api/accounts", { query: { status: ["paused"] } });
    expect(accounts.map(({ email }) => email)).toEqual(["ben@example.com"]);
    await page.getByRole("button", { name: "Undo" }).click();
    await until("ben is back", async () => {
      const { accounts: paused } = await api.call("get", "/api/accounts", { query: { status: ["paused"] } });
      return paused.length === 0;
    });
  },
  MINUTE_MS,
);

test(
  "all suggestions are applied after one question, which deletes nothing that was not ticked",
  async () => {
    await begin();
    const page = await open("/inspection");
    await page.getByRole("button", { name: "Inspect all accounts" }).first().click();
    await page.getByRole("button", { name: "Apply suggestions (1)" }).click();
    const question = page.getByRole("dialog");
    await question.getByText("Delete 1 closed account for good").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await question.getByRole("button", { name: "Apply to 1" }).click();
    await page.getByRole("tab", { name: "To do 1" }).waitFor();
    const api = await signIn(world);
    const { accounts } = await api.call("get", "/api/accounts", { query: {} });
    expect(accounts.map(({ status }) => status)).toContain("paused");
    expect(accounts).toHaveLength(4);
  },
  MINUTE_MS,
);

test(
  "an inspection under way shows how far it is and can be cancelled; the history leads back to each",
  async () => {
    await begin();
    world.sandbox.clearFaults();
    world.sandbox.script({ path: "/wham/usage", times: ALWAYS, fault: { kind: "delay", ms: 700 } });
    await world.editConfig({ "quota-poll-seconds": 3600, inspection: { workers: 1 } });
    const page = await open("/inspection");
    await page.getByRole("button", { name: "Inspect all accounts" }).first().click();
    await page.getByText(/\d of 4 accounts/).waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("link", { name: /Cancelled/ }).waitFor();
    world.sandbox.clearFaults();
    await page.getByRole("button", { name: "Inspect all accounts" }).first().click();
    await page.getByRole("tab", { name: "Healthy 3" }).waitFor();
    await page.getByRole("link", { name: /Cancelled/ }).click();
    await page.getByRole("button", { name: "Back to the newest" }).click();
    await page.getByRole("tab", { name: "Healthy 3" }).waitFor();
  },
  MINUTE_MS,
);

test(
  "schedule and automation are explained, checked and written into config.yaml",
  async () => {
    await begin();
    const page = await open("/inspection");
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("radio", { name: /Disable and recover/ }).check();
    await page.getByLabel("At times of the day").fill("3 o'clock");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Times such as 03:00, with commas between").waitFor();
    await page.getByLabel("At times of the day").fill("03:00, 15:30");
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Next inspection").waitFor();
    const text = await Bun.file(world.configFile).text();
    expect(text).toContain("automation: recover");
    expect(text).toContain("15:30");
  },
  MINUTE_MS,
);

test(
  "the queue shows each once with its evidence; it is ignored, undone, and acted on; empty, it says what to do next",
  async () => {
    await begin();
    const api = await signIn(world);
    const page = await open("/queue");
    await page.getByText("Nothing waits for you").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await api.call("post", "/api/inspection/runs", { json: {} });
    await row(page, "ben@example.com").getByText("The workspace has been closed").waitFor();
    await row(page, "ben@example.com")
      .getByText(/^Evidence/)
      .click();
    await row(page, "ben@example.com").getByRole("link", { name: "Open the inspection" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await page.getByRole("searchbox").fill("cleo");
    await row(page, "ben@example.com").waitFor({ state: "detached" });
    expect(page.url()).toContain("q=cleo");
    await page.getByRole("searchbox").fill("");

    await page.getByRole("button", { name: "More for cleo@example.com" }).click();
    await page.getByRole("menuitem", { name: "Ignore" }).click();
    await page.getByRole("tab", { name: "Ignored 1" }).waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("tab", { name: "Waiting 2" }).waitFor();

    await row(page, "ben@example.com").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("tab", { name: "Deleted 1" }).click();
    await row(page, "ben@example.com").getByText("Gone").waitFor();
    const { accounts } = await api.call("get", "/api/accounts", { query: {} });
    expect(accounts.map(({ email }) => email)).not.toContain("ben@example.com");
  },
  MINUTE_MS,
);

test(
  "a viewer sees what was found and can change nothing; a phone shows it without scrolling sideways, in Chinese as well",
  async () => {
    await begin();
    const api = await signIn(world);
    await api.call("post", "/api/inspection/runs", { json: {} });
    const page = await open("/inspection", { as: "viewer", size: [390, 844], language: "zh" });
    await row(page, "ben@example.com").getByText("所属工作区已停用").waitFor();
    expect(await page.getByRole("button", { name: "巡检全部账号" }).count()).toBe(0);
    const sideways = () => page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    expect(await sideways()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.goto(`${world.url}/#/queue`);
    await row(page, "cleo@example.com").waitFor();
    expect(await page.getByRole("button", { name: /更多操作/ }).count()).toBe(0);
    expect(await sideways()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);
