// Settings in a browser: what is chosen stands in config.yaml with its comments, the second factor, a broken file that is refused.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import type { Browser, Page } from "playwright-core";

import { OPERATOR_PASSWORD } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { codeOf } from "../support/sign-in-world.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;
const COMMENTS = "# my own words\nrouting: # and mine\n  strategy: fill-first # the fullest first\n";

let world: World;
let browser: Browser;
let opened: OpenedPage | null = null;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld({ accounts: 1, started: false }), launchBrowser()]);
  const before = await readFile(world.configFile, "utf8");
  await world.editConfig(`${COMMENTS}${before.replace(/^routing:\n( .*\n)*/m, "")}`);
  await world.start();
}, MINUTE_MS);
afterEach(() => {
  expect((opened?.errors() ?? []).filter((error) => !REFUSED_CALL.test(error))).toEqual([]);
  opened = null;
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

const file = (): Promise<string> => readFile(world.configFile, "utf8");

async function open(path: string, options: PageOptions = {}): Promise<Page> {
  opened = await openDashboard(browser, world, { as: "operator", path, ...options });
  return opened.page;
}

test(
  "another strategy stands in config.yaml at once, comments kept, and undo brings the one before",
  async () => {
    const page = await open("/settings");
    await page.getByRole("radio", { name: "One after the other", checked: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("radio", { name: "In turn" }).click();
    await page.getByText("In turn is in force").waitFor();
    const after = await file();
    for (const kept of ["# my own words", "# and mine", "strategy: round-robin # the fullest first"]) {
      expect(after).toContain(kept);
    }
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("radio", { name: "One after the other", checked: true }).waitFor();
    await until(
      "the file has it",
      async () => (await file()).includes("strategy: fill-first # the fullest first") || null,
    );
  },
  MINUTE_MS,
);

test(
  "a broken text is refused with its line, a good one is shown line by line before it is saved",
  async () => {
    const page = await open("/settings?tab=file");
    const area = page.getByLabel("Text of config.yaml");
    await area.waitFor();
    const before = await area.inputValue();
    expect(before).toBe(await file());
    await area.fill(before.replace("strategy: fill-first", "strategy: sideways"));
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("alert").getByText("routing.strategy", { exact: true }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: /^Line \d+$/ }).click();
    const chosen = await page.evaluate("getSelection()?.toString()");
    expect(chosen).toContain("strategy: sideways");
    expect(await file()).toBe(before);

    const wanted = `${before.replace("strategy: fill-first", "strategy: usage-weighted").replace("my own words", "ours")}port: 8444\n`;
    await area.fill(wanted);
    await page.getByRole("button", { name: "Review and save" }).click();
    const review = page.getByRole("dialog", { name: "What will change" });
    await review.getByText("removed # my own words").waitFor();
    await review.getByText("added # ours").waitFor();
    await review.getByText("routing.strategy").waitFor();
    await review.getByText("These wait for the next start: port").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await review.getByRole("button", { name: "Save config.yaml" }).click();
    await page.getByText("config.yaml is saved and in force").waitFor();
    await page.getByText("Waiting for the next start of Switchyard: port").waitFor();
    expect(await file()).toBe(wanted);
  },
  MINUTE_MS,
);

test(
  "what has been changed elsewhere meanwhile is not overwritten",
  async () => {
    const page = await open("/settings?tab=file");
    const area = page.getByLabel("Text of config.yaml");
    await area.fill(`${await area.inputValue()}\n# mine\n`);
    await world.editConfig(`${await file()}\n# theirs\n`);
    await page.getByRole("button", { name: "Review and save" }).click();
    await page.getByRole("button", { name: "Save config.yaml" }).click();
    await page.getByText("config.yaml has changed since it was read").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("The file has been changed elsewhere meanwhile").waitFor();
    await page.getByRole("button", { name: "Read it again and drop mine" }).click();
    await page.waitForFunction('document.querySelector("textarea")?.value.includes("# theirs") === true');
    expect(await area.inputValue()).not.toContain("# mine");
  },
  MINUTE_MS,
);

test(
  "a number is changed and goes back to its default when it is emptied",
  async () => {
    const page = await open("/settings?tab=limits");
    const retries = page.getByLabel("Further attempts after a failure");
    await retries.fill("1");
    const card = page.locator("section", { has: page.getByRole("heading", { name: "Trying and sharing" }) });
    await card.getByRole("button", { name: "Save" }).click();
    await until("it is written", async () => /^request-retry: 1$/m.test(await file()) || null);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "how long records are kept is set; letting go of old ones asks first and says what went, and sums of usage stay",
  async () => {
    await using past = await startWorld({
      accounts: 1,
      prepare: (place) =>
        seedRecords(
          place,
          [40, 20, 1].map((days) => sampleRecord({ id: `req_${days}`, startedAt: Date.now() - days * DAY_MS })),
        ),
    });
    const { page, errors } = await openDashboard(browser, past, { as: "operator", path: "/settings?tab=storage" });
    const kept = page.getByLabel("Request records, days");
    await kept.fill("50");
    const card = page.locator("section", { has: kept });
    await card.getByRole("button", { name: "Save" }).click();
    await until("it is written", async () => /records-days: 50/.test(await readFile(past.configFile, "utf8")) || null);

    const cleanUp = page.locator("main").getByRole("button", { name: "Clean up" });
    const olderThan = page.getByLabel("Records older than, days");
    await olderThan.fill("a week");
    await cleanUp.click();
    await page.getByText("A number of days, 0 for all").waitFor();
    await olderThan.fill("10");
    await cleanUp.click();
    const question = page.getByRole("dialog");
    expect(await violationsOf(page)).toEqual([]);
    await question.getByRole("button", { name: "Cancel" }).click();
    await question.waitFor({ state: "hidden" });
    expect(past.records()).toHaveLength(3);
    await cleanUp.click();
    await question.getByRole("button", { name: "Clean up" }).click();
    await page.getByText(/^2 records removed/).waitFor();
    expect(past.records().map(({ id }) => id)).toEqual(["req_1"]);
    await page.goto(`${past.url}/#/usage?range=30d`);
    await page.locator("main").getByText("2", { exact: true }).first().waitFor();
    expect(errors()).toEqual([]);
  },
  MINUTE_MS,
);

test.each(["routing", "access", "security", "storage", "limits", "look", "file", "about"])(
  "viewers see %s without defects on a phone",
  async (tab) => {
    const page = await open(`/settings?tab=${tab}`, { as: "viewer", theme: "dark", language: "zh", size: [390, 844] });
    await page.getByRole("tab", { selected: true }).waitFor();
    await page.locator("main section").first().waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "a browser that was left signed in elsewhere is signed out from here, and how to get back in is said before it is needed",
  async () => {
    const page = await open("/settings?tab=security");
    await page.getByText("switchyard dashboard reset-password --disable-totp").waitFor();
    const elsewhere = await openDashboard(browser, world, { as: "operator", path: "/settings" });
    await elsewhere.page.getByRole("heading", { name: "Settings" }).waitFor();
    await page.getByRole("button", { name: "End all other sessions" }).click();
    await page.getByText(/other sessions? (has|have) ended/).waitFor();
    await elsewhere.page.reload();
    await elsewhere.page.getByLabel("Password").waitFor();
    await page.reload();
    await page.getByRole("button", { name: "End all other sessions" }).waitFor();
  },
  MINUTE_MS,
);

test(
  "the second factor is set up with a code and then asked for; keys are required only after a warning",
  async () => {
    const page = await open("/settings?tab=security");
    await page.getByRole("button", { name: "Set up", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Set up an authenticator app" });
    const picture = dialog.getByRole("img", { name: "QR code for the authenticator app" });
    await picture.waitFor();
    await page.waitForFunction('document.querySelector("[role=dialog] img").naturalWidth > 0');
    expect(await violationsOf(page)).toEqual([]);
    const secret = await dialog.locator("code").innerText();
    await dialog.getByLabel("Code").fill(codeOf(secret));
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await page.getByText("The app is set up").waitFor();
    await page.getByRole("switch", { name: "Ask for a code on sign-in" }).click();
    await page.getByRole("switch", { name: "Ask for a code on sign-in", checked: true }).waitFor();

    const fresh = await openDashboard(browser, world, { path: "/settings?tab=access" });
    await fresh.page.getByLabel("Password").fill(OPERATOR_PASSWORD);
    await fresh.page.getByRole("button", { name: "Sign in" }).click();
    await fresh.page.getByLabel("Code").pressSequentially(codeOf(secret, 1));
    await fresh.page.getByRole("switch", { name: "Every request needs a key" }).click();
    await fresh.page.getByText("There is no active key").waitFor();
    expect(await violationsOf(fresh.page)).toEqual([]);
    await fresh.page.getByRole("button", { name: "Cancel" }).click();
    await fresh.page.getByRole("switch", { name: "Every request needs a key", checked: false }).waitFor();
    expect(fresh.errors().filter((error) => !REFUSED_CALL.test(error))).toEqual([]);
  },
  MINUTE_MS,
);
