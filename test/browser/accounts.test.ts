// The accounts page: what an operator does there, in a real browser over a real gateway.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import type { Browser, Locator, Page } from "playwright-core";

import * as faults from "../../src/sandbox/faults/fault.ts";
import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { ranked, startWorld, type World } from "../support/world.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const rowOf = (page: Page, name: string): Locator => page.getByRole("row").filter({ hasText: name });

/** A conversation of its own each time: none is tied to an account. Tells who served. */
async function serve(world: World, words: string): Promise<string | null> {
  const answer = await world.post("/v1/chat/completions", chat(words));
  await answer.text();
  return (await world.record(answer)).accountLabel;
}

describe("taking accounts in", () => {
  test("a pasted account is told of, tried out on the spot, and leads to its story", async () => {
    await using world = await startWorld({ accounts: 0 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await page.getByText("No accounts yet").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Paste JSON" }).first().click();
    const dialog = page.getByRole("dialog");
    const text = dialog.getByLabel("JSON", { exact: true });
    await text.fill('{"tokens": ');
    await dialog.getByText("This is no valid JSON").waitFor();
    expect(await dialog.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);

    const account = world.sandbox.addAccount({ email: "ada@example.com", plan: "plus" });
    await text.fill(JSON.stringify(account.authJson()));
    await dialog.getByText("This looks like: Codex CLI: auth.json").waitFor();
    await dialog.getByRole("button", { name: "Check only" }).click();
    await dialog.getByText("nothing is saved yet").waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    // The trial says the same counts while the text still stands there: only what is saved can be tested.
    await dialog.getByRole("button", { name: "Send a test request" }).waitFor();
    await dialog.getByText("1 new, 0 updated, 0 unchanged, 0 refused").waitFor();
    expect(await page.content()).not.toContain(account.accessToken());
    expect(await violationsOf(page)).toEqual([]);

    await dialog.getByRole("button", { name: "Send a test request" }).click();
    await dialog.getByText("It serves").waitFor();
    await dialog.getByText("200", { exact: true }).waitFor();
    await dialog.getByRole("definition").filter({ hasText: "ada@example.com" }).waitFor();
    const story = await dialog.getByRole("link", { name: "Read its story" }).getAttribute("href");
    expect(story).toBe(`#/monitoring?request=${world.records().at(-1)?.id}`);
    await dialog.getByRole("button", { name: "Done" }).click();
    await rowOf(page, "ada@example.com").getByText("Serving").waitFor();
    expect(errors()).toEqual([]);
  });

  test("many uploaded files get a line each, and a bad one stops no other", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await page.getByRole("button", { name: "Upload files" }).click();
    const files = ["ben", "cleo"].map((name) => {
      const account = world.sandbox.addAccount({ email: `${name}@example.com` });
      return fileOf(`${name}.json`, JSON.stringify(account.authJson()));
    });
    const choosing = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose files" }).click();
    await (await choosing).setFiles([...files, fileOf("bad.json", "{"), fileOf("odd.json", '{"type":"toaster"}')]);
    await page.getByText("4 files").waitFor();
    await page.getByRole("button", { name: "Upload", exact: true }).click();
    await page.getByText("2 new, 0 updated, 0 unchanged, 2 refused").waitFor();
    await page.getByRole("listitem").filter({ hasText: "bad.json" }).getByText("it is not valid JSON").waitFor();
    await page.getByText('accounts of type "toaster" are not known').waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("3 of 3 accounts").waitFor();
    expect(errors()).toEqual([]);
  });
});

describe("what happens to accounts", () => {
  test("a switched-off account serves no further request, and switched on it does again", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    const toggle = page.getByRole("switch", { name: "ada@example.com is enabled" });
    await toggle.waitFor();
    expect(await serve(world, "one")).toContain("ada");
    await toggle.click();
    await page.getByText("Account disabled").waitFor();
    await rowOf(page, "ada@example.com").getByText("Disabled").waitFor();
    expect(await serve(world, "two")).toContain("ben");
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Account enabled").waitFor();
    await rowOf(page, "ada@example.com").getByText("Serving").waitFor();
    expect(await serve(world, "three")).toContain("ada");
    expect(errors()).toEqual([]);
  });

  test("a 429 is a rest with its cause on screen within two seconds, and one click ends it", async () => {
    await using world = await startWorld({ accounts: ranked(2) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await rowOf(page, "ada@example.com").getByText("Serving").waitFor();
    await page.getByText("Live", { exact: true }).waitFor();
    world.fault({ account: "ada@example.com", fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    expect(await serve(world, "four")).toContain("ben");
    const row = rowOf(page, "ada@example.com");
    await row.getByText("Quota used up").waitFor({ timeout: 2000 });
    await row.getByText("The usage limit has been reached").waitFor();
    await page.getByRole("button", { name: "Open ada@example.com" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("usage_limit_reached").first().waitFor();
    await drawer.getByRole("tab", { name: "Diagnosis" }).click();
    await drawer.getByText("A quota window is used up").waitFor();
    await drawer.getByRole("button", { name: "End the rest now" }).click();
    await drawer.getByText("It serves").waitFor();
    expect(errors()).toEqual([]);
  });
});

describe("finding accounts", () => {
  test("filters, words and order are in the address and outlast a reload; what is unknown comes last", async () => {
    await using world = await startWorld({
      accounts: [
        { file: { note: "beta", priority: 1 } },
        { file: { note: "alpha", disabled: true } },
        { plan: "pro", file: { priority: 9 } },
      ],
      config: { "claude-api-key": [{ "api-key": "cl-key" }] },
    });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await page.getByText("4 of 4 accounts").waitFor();
    await page.getByRole("tab", { name: "Codex 3" }).click();
    await page.getByText("3 of 4 accounts").waitFor();
    expect(await names(page)).toEqual(["ada", "ben", "cleo"]);
    await page.getByRole("columnheader", { name: "Priority and note" }).getByRole("button").click();
    await until("the highest priority is first", async () => (await names(page)).join() === "cleo,ada,ben");
    await choose(page, page.getByRole("combobox", { name: "Sort by" }), "Note");
    await until("notes are in order", async () => (await names(page)).join() === "ben,ada,cleo");
    await page.getByRole("button", { name: "Rising order" }).click();
    await until("no note is last either way", async () => (await names(page)).join() === "ada,ben,cleo");
    await page.getByRole("searchbox").fill("codex *zzz");
    await page.getByText("No account matches").waitFor();
    await page.getByRole("searchbox").fill("codex e*pl");
    await page.getByText("3 of 4 accounts").waitFor();
    await page.getByRole("button", { name: "Disabled 1" }).click();
    await page.getByText("1 of 4 accounts").waitFor();
    await page.reload();
    await page.getByText("1 of 4 accounts").waitFor();
    expect(await names(page)).toEqual(["ben"]);
    expect(await page.getByRole("searchbox").inputValue()).toBe("codex e*pl");
    await page.getByRole("searchbox").fill("nobody");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("4 of 4 accounts").waitFor();
    expect(errors()).toEqual([]);
  });
});

describe("many at once", () => {
  test("priority and note are set, added to, and taken back; deleting offers to disable first", async () => {
    await using world = await startWorld({ accounts: [{ file: { note: "first" } }, {}, {}] });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts?q=example" });
    await page.getByRole("checkbox", { name: "Select ada@example.com" }).check();
    await page.getByRole("checkbox", { name: "Select ben@example.com" }).check();
    const bar = page.getByRole("region", { name: "Selection" });
    await bar.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.getByText("Choose at least one change").waitFor();
    await choose(page, dialog.getByRole("combobox", { name: "Priority" }), "Set to");
    await choose(page, dialog.getByRole("combobox", { name: "Note" }), "Add a line");
    await dialog.getByLabel("Set to").fill("many");
    await dialog.getByRole("button", { name: "Apply" }).click();
    await dialog.getByText("A whole number from").waitFor();
    await dialog.getByLabel("Set to").fill("7");
    await dialog.getByLabel("Add a line").fill("second");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Apply" }).click();
    await page.getByText("Noted for 2 accounts").waitFor();
    const [ada, ben, cleo] = world.accounts;
    if (ada === undefined || ben === undefined || cleo === undefined) throw new Error("three accounts");
    expect(await world.authFile(ada)).toMatchObject({ priority: 7, note: "first\nsecond" });
    expect(await world.authFile(ben)).toMatchObject({ priority: 7, note: "second" });
    expect(await world.authFile(cleo)).not.toMatchObject({ priority: 7 });

    await bar.getByRole("button", { name: "2 selected" }).click();
    await page.getByRole("menuitem", { name: "Invert" }).click();
    await bar.getByRole("button", { name: "1 selected" }).waitFor();
    await bar.getByRole("button", { name: "Delete" }).click();
    await page.getByText("If you are not sure, disable instead").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Disable instead" }).click();
    await rowOf(page, "cleo@example.com").getByText("Disabled").waitFor();
    await bar.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("2 of 2 accounts").waitFor();
    expect(errors()).toEqual([]);
  });

  test("an export is a file that can be uploaded again", async () => {
    await using world = await startWorld({ accounts: 2 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await page.getByRole("checkbox", { name: "Select this page" }).check();
    await page.getByRole("button", { name: "More for the selection" }).click();
    await page.getByRole("menuitem", { name: "Export" }).click();
    await page.getByText("whoever has it can use the account").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    const list = JSON.parse(await readFile(await (await downloading).path(), "utf8")) as { email: string }[];
    expect(list.map(({ email }) => email)).toEqual(["ada@example.com", "ben@example.com"]);
    expect(errors()).toEqual([]);
  });
});

describe("one account in full", () => {
  test("settings are saved field by field, and a prefix gives names for it alone", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await page.getByRole("button", { name: "More for ada@example.com" }).click();
    await page.getByRole("menuitem", { name: "Edit settings" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("Prefix").fill("team a");
    await drawer.getByRole("button", { name: "Save" }).click();
    await drawer.getByText("A word without spaces").waitFor();
    await drawer.getByLabel("Prefix").fill("team-a");
    await drawer.getByLabel("Name", { exact: true }).fill("Main");
    await drawer.getByRole("button", { name: "Save" }).click();
    await page.getByText("Settings saved").waitFor();
    const [ada] = world.accounts;
    if (ada === undefined) throw new Error("ada");
    expect(await world.authFile(ada)).toMatchObject({ label: "Main", prefix: "team-a" });
    await drawer.getByRole("tab", { name: "Clients" }).click();
    await drawer.getByText(`${world.url}/v1`, { exact: true }).first().waitFor();
    await drawer.getByText("team-a/gpt-5.5").waitFor();
    await drawer.getByRole("tab", { name: "Audit" }).click();
    await drawer.getByText("Settings changed").waitFor();
    expect(errors()).toEqual([]);
  });

  test("every part can be read by everybody, light and dark, on a desk and on a phone, in both languages", async () => {
    await using world = await startWorld({ accounts: [{ file: { prefix: "p", note: "of the team" } }, {}] });
    world.fault({ account: "ben@example.com", fault: faults.usageLimitReached({ resetsInMs: 3_600_000 }) });
    await serve(world, "five");
    await serve(world, "six");
    const looks = [
      { theme: "light", language: "en", size: [1440, 900] },
      { theme: "dark", language: "zh", size: [390, 844] },
    ] as const;
    for (const look of looks) {
      const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts", ...look });
      await page.getByText("ada@example.com").first().waitFor();
      expect(await violationsOf(page)).toEqual([]);
      expect(await overflow(page)).toBe(false);
      await page.getByRole("button", { name: "ada@example.com" }).first().click();
      const tabs = page.getByRole("dialog").getByRole("tab");
      await tabs.first().waitFor();
      for (let index = 0; index < (await tabs.count()); index += 1) {
        await tabs.nth(index).click();
        await page
          .getByRole("dialog")
          .getByRole("status")
          .filter({ hasText: /Loading|正在加载/ })
          .waitFor({ state: "detached" });
        expect(await violationsOf(page)).toEqual([]);
        expect(await overflow(page)).toBe(false);
      }
      expect(errors()).toEqual([]);
      await page.context().close();
    }
  }, 60_000);

  test("a viewer reads everything and changes nothing", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page, errors } = await openDashboard(browser, world, { as: "viewer", path: "/accounts" });
    await page.getByText("ada@example.com").first().waitFor();
    expect(await page.getByRole("switch").count()).toBe(0);
    expect(await page.getByRole("checkbox").count()).toBe(0);
    expect(await page.getByRole("button", { name: /Paste|Upload|Test/ }).count()).toBe(0);
    await page.getByRole("button", { name: "Open ada@example.com" }).click();
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByText("Viewers see the settings").waitFor();
    expect(await page.getByLabel("Prefix").isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });

  test("identities can be hidden, also from what is read out", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await page.getByText("ada@example.com").first().waitFor();
    await page.getByRole("button", { name: "Hide identities" }).click();
    await page.getByText("a••@e•••.c••").first().waitFor();
    expect(await page.locator("main").innerHTML()).not.toContain("ada@example");
  });
});

/** Of the rows from top to bottom, what stands before the `@`. */
async function names(page: Page): Promise<readonly string[]> {
  const buttons = await page
    .getByRole("row")
    .getByRole("button", { name: /^Open / })
    .allTextContents();
  return buttons.map((name) => name.split("@")[0] ?? "");
}

async function choose(page: Page, select: Locator, option: string): Promise<void> {
  await select.click();
  await page.getByRole("option", { name: option }).click();
}

function fileOf(name: string, text: string) {
  return { name, mimeType: "application/json", buffer: Buffer.from(text) };
}

/** Whether something makes the page wider than its window. */
function overflow(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth");
}
