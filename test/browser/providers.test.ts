// Providers in a browser: keys and compatible upstreams are added, tested, changed and taken out; names of models.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import type { Browser, Page } from "playwright-core";

import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const SECRET = "sk-of-the-router-0123456789";

let world: World;
let browser: Browser;
let opened: OpenedPage | null = null;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld({ accounts: 1 }), launchBrowser()]);
}, MINUTE_MS);
afterEach(() => {
  expect(opened?.errors() ?? []).toEqual([]);
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
  "every provider is there with its accounts, and those whose sign-in has ended say so",
  async () => {
    const page = await open("/providers");
    await page.getByText("1 usable").waitFor();
    await page.getByText("Sign-in limited").first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "an upstream is added with a key that is never shown, tested, disabled and deleted",
  async () => {
    const page = await open("/providers?tab=upstreams");
    await page.getByRole("button", { name: "Add an upstream" }).click();
    const form = page.getByRole("dialog", { name: "Add a compatible upstream" });
    await form.getByLabel("Name", { exact: true }).fill("router");
    await form.getByLabel("Base URL").fill(`${world.sandboxUrl}/nowhere/v1`);
    await form.getByLabel("API key").fill(SECRET);
    await form.getByRole("button", { name: "Add a model" }).click();
    await form.getByLabel("Model of the upstream").fill("deep-1");
    await form.getByLabel("Name for clients").fill("deep");
    expect(await violationsOf(page)).toEqual([]);
    await form.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("router is saved").waitFor();
    expect(await page.content()).not.toContain(SECRET);
    expect(await file()).toContain(SECRET);
    await page.getByRole("button", { name: /^Test / }).click();
    await page.getByText(/did not serve/).waitFor();

    await page.getByRole("button", { name: "More for router" }).click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await page.getByText("router is disabled").waitFor();
    await page.getByRole("button", { name: "More for router" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("router is deleted").waitFor();
    await page.getByText("No compatible upstreams yet").waitFor();
    expect(await file()).not.toContain(SECRET);
  },
  MINUTE_MS,
);

test(
  "an upstream and a vendor's key that serve say so, with the model and how long it took",
  async () => {
    const { key, path } = world.sandbox.addCompatibleUpstream({ name: "deepseek", email: "deep@example.com" });
    const page = await open("/providers?tab=upstreams");
    await page.getByRole("button", { name: "Add an upstream" }).click();
    const form = page.getByRole("dialog", { name: "Add a compatible upstream" });
    await form.getByLabel("Name", { exact: true }).fill("deepseek");
    await form.getByLabel("Base URL").fill(world.sandboxUrl + path);
    await form.getByLabel("API key").fill(key);
    await form.getByRole("button", { name: "Add a model" }).click();
    await form.getByLabel("Model of the upstream").fill("deepseek-chat");
    await form.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("deepseek is saved").waitFor();
    await page.getByRole("button", { name: /^Test / }).click();
    await page.getByText(/answered: deepseek-chat, \d/).waitFor();

    await page.getByRole("tab", { name: "Keys of vendors" }).click();
    await page.getByRole("button", { name: "Add a key" }).click();
    const vendor = page.getByRole("dialog", { name: "Add a vendor's key" });
    await vendor.getByLabel("API key").fill(world.sandbox.addApiKey({ email: "key@example.com" }).key);
    await vendor.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("button", { name: /^Test / }).click();
    await page.getByText(/answered: gpt-\S+, \d/).waitFor();
    await page.getByRole("button", { name: /^More for / }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("No keys yet").first().waitFor();
  },
  MINUTE_MS,
);

test(
  "a vendor's key is added and changed; the key itself stays where nothing is typed",
  async () => {
    const page = await open("/providers?tab=keys");
    await page.getByRole("button", { name: "Add a key" }).click();
    const form = page.getByRole("dialog", { name: "Add a vendor's key" });
    await form.getByRole("button", { name: "Add", exact: true }).click();
    await form.getByText("A key without spaces").waitFor();
    await form.getByLabel("API key").fill(SECRET);
    await form.getByLabel("Priority").fill("7");
    await form.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("priority 7").waitFor();
    await page.getByRole("button", { name: /^More for / }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    const change = page.getByRole("dialog", { name: /^Change / });
    await change.getByLabel("Prefix").fill("mine");
    await change.getByRole("button", { name: "Save" }).click();
    await page.getByText("prefix mine").waitFor();
    expect(await file()).toContain(SECRET);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "a further name for a model serves at once, and a fallback with one model is refused with its line",
  async () => {
    const page = await open("/providers?tab=models");
    await page.getByRole("button", { name: "Add a name" }).first().click();
    await page.getByLabel("Clients say").fill("fast");
    await page.getByLabel("It means").fill("gpt-5.5");
    const rows = page.getByLabel("One row a line");
    await rows.fill("gpt-5.5 -> gpt-5.4\nlonely");
    await page.getByRole("button", { name: "Save the names" }).click();
    await page.getByText("in line 2").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await rows.fill("gpt-5.5 -> gpt-5.4");
    await page.getByRole("button", { name: "Save the names" }).click();
    await page.getByText("The names are saved and in force").waitFor();
    expect(await file()).toContain("fast: gpt-5.5");
    expect((await world.post("/v1/chat/completions", { ...chat("hello"), model: "fast" })).status).toBe(200);
  },
  MINUTE_MS,
);

test(
  "every model is there with who serves it, found by what the address says, and leads to its price",
  async () => {
    const page = await open("/providers");
    await page
      .getByRole("link", { name: /^\d+ models?$/ })
      .first()
      .click();
    const model = (name: string) => page.getByRole("link", { name, exact: true });
    await model("gpt-5.5").waitFor();
    await page.getByRole("searchbox", { name: "Find a model" }).fill("gpt-6-luna");
    await model("gpt-5.5").waitFor({ state: "detached" });
    await page.reload();
    await model("gpt-6-luna").waitFor();
    expect(await model("gpt-5.5").count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "Set a price: gpt-6-luna", exact: true }).click();
    await page.getByRole("dialog", { name: "Set the price of gpt-6-luna" }).waitFor();
  },
  MINUTE_MS,
);

test.each(["overview", "served", "keys", "upstreams", "models"])(
  "viewers see %s without defects on a phone, in the dark and in Chinese",
  async (tab) => {
    const page = await open(`/providers?tab=${tab}`, {
      as: "viewer",
      theme: "dark",
      language: "zh",
      size: [390, 844],
    });
    await page.locator("main section").first().waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);
