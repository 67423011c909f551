// Accounts come in by signing in at their providers, from the page to the account that serves.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { makeServiceAccountKey } from "../support/service-account-key.ts";
import { startWorld, type World } from "../support/world.ts";
import { holdLoginPorts } from "../support/login-ports.ts";

holdLoginPorts();

const MINUTE_MS = 60_000;

let world: World;
let browser: Browser;
let api: SignedIn;
let opened: OpenedPage | null = null;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld({ accounts: 2 }), launchBrowser()]);
  api = await signIn(world);
}, MINUTE_MS);
/** The browser itself reports calls that were refused. */
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;

afterEach(() => {
  expect((opened?.errors() ?? []).filter((error) => !REFUSED_CALL.test(error))).toEqual([]);
  opened = null;
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

async function open(path = "/logins", options: PageOptions = {}): Promise<Page> {
  opened = await openDashboard(browser, world, { as: "operator", path, ...options });
  return opened.page;
}

/** The address at which a browser ends that finds nobody there. */
async function endOf(page: Page, email: string): Promise<string> {
  const link = await page.getByRole("link", { name: "Open page" }).getAttribute("href");
  const url = new URL(link ?? "");
  url.searchParams.set("login_hint", email);
  const response = await fetch(url, { redirect: "manual" });
  return response.headers.get("location") ?? "";
}

async function bring(page: Page, address: string): Promise<void> {
  await page.getByLabel("Address at which the browser ended").fill(address);
  await page.getByRole("button", { name: "Hand in" }).click();
}

async function accountIdOf(email: string): Promise<string> {
  const { accounts } = await api.call("get", "/api/accounts", { query: { search: email } });
  return accounts[0]?.account_id ?? "";
}

test(
  "a browser that follows the link comes back by itself, and success leads to the account",
  async () => {
    world.sandbox.addClaudeAccount({ email: "clara@example.com" });
    const page = await open();
    await page.getByRole("button", { name: "Sign in: Claude" }).click();
    const dialog = page.getByRole("dialog", { name: "Sign in at Claude" });
    await dialog.getByRole("timer").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    const popup = page.context().waitForEvent("page");
    await dialog.getByRole("link", { name: "Open page" }).click();
    const vendor = await popup;
    await vendor.waitForURL(/^http:\/\/localhost:54545\/callback/);
    await dialog.getByText("clara@example.com is signed in").waitFor();
    expect(await violationsOf(page)).toEqual([]);

    await dialog.getByRole("link", { name: "Look at the account" }).click();
    const id = await accountIdOf("clara@example.com");
    expect(id).not.toBe("");
    await page.waitForURL((url) => url.hash.startsWith("#/accounts") && url.hash.includes(id));
  },
  MINUTE_MS,
);

test(
  "the address at which the browser ended can be pasted; another sign-in's is refused with its reason",
  async () => {
    world.sandbox.addAccount({ email: "nina@example.com", plan: "team" });
    const page = await open();
    await page.getByRole("button", { name: "Sign in: ChatGPT (Codex)" }).click();
    await bring(page, "http://localhost:1455/auth/callback?code=c&state=another");
    await page.getByText("That is not the address at which this sign-in's browser ended").waitFor();
    await bring(page, await endOf(page, "nina@example.com"));
    await page.getByText("nina@example.com is signed in").waitFor();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await accountIdOf("nina@example.com")).not.toBe("");
  },
  MINUTE_MS,
);

test(
  "a device code is shown with its page, as a link and a picture, and how long it counts; a reload finds it again",
  async () => {
    world.sandbox.addAccount({ email: "dora@example.com" });
    const page = await open();
    await page.getByRole("button", { name: "Use a code: ChatGPT (Codex)" }).click();
    const code = page.getByLabel("Code", { exact: true });
    expect(await code.textContent()).toMatch(/^[A-Z0-9-]{6,}$/);
    await page.getByRole("img", { name: "QR code of the sign-in page" }).waitFor();
    expect(await page.getByRole("timer").last().textContent()).toMatch(/^\d+:\d\d left$/);
    const shown = await code.textContent();
    await page.reload();
    expect(await code.textContent()).toBe(shown);
    // The sandbox confirms the second time it is asked.
    await page.getByText("is signed in and may serve at once").waitFor({ timeout: MINUTE_MS / 2 });
  },
  MINUTE_MS,
);

test(
  "a link signs one account in again: anybody else is refused with advice, the right one heals it",
  async () => {
    const [ada] = world.accounts;
    const id = await accountIdOf("ada@example.com");
    ada?.sandbox.revokeLogin();
    await api.refused("POST", `/api/accounts/${id}/refresh-token`);
    const page = await open(`/logins?account=${id}`);
    const card = page.locator("section", { has: page.getByRole("heading", { name: "Sign in again" }) });
    await card.getByText("ada@example.com").waitFor();
    await card.getByRole("button", { name: "Sign in again" }).click();
    await page.getByRole("dialog", { name: "Sign ada@example.com in again" }).waitFor();
    await bring(page, await endOf(page, "ben@example.com"));
    const failed = page.getByRole("alert");
    await failed.getByText("another account signed in (ben@example.com)").waitFor();
    await failed.getByText("Make sure that the right account is signed in").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await failed.getByRole("button", { name: "Start again" }).click();
    await bring(page, await endOf(page, "ada@example.com"));
    await page.getByText("ada@example.com is signed in").waitFor();
    const { problem } = await api.call("get", "/api/accounts/{account_id}", { params: { account_id: id } });
    expect(problem).toBeNull();
  },
  MINUTE_MS,
);

test(
  "a sign-in that is closed waits on its provider's card, and can be given up",
  async () => {
    const page = await open();
    await page.getByRole("button", { name: "Use a code: Kimi" }).click();
    await page.getByRole("button", { name: "Close, keep waiting" }).click();
    const card = page.getByRole("region", { name: "Kimi" });
    await card.getByText("Under way").waitFor();
    await card.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Give up" }).click();
    await page.getByText("Sign-in given up").waitFor();
    await card.getByText("Under way").waitFor({ state: "detached" });
  },
  MINUTE_MS,
);

test(
  "a service account's key becomes an account of Vertex AI; another file is refused before it is sent",
  async () => {
    const page = await open();
    const card = page.getByRole("region", { name: "Vertex AI service account" });
    await card.getByText("Key file …").click();
    const choose = (text: string) =>
      card
        .getByLabel("Key file", { exact: true })
        .setInputFiles({ name: "key.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await choose('{"type":"codex"}');
    await card.getByText("This is no service-account key").waitFor();
    await choose(JSON.stringify(makeServiceAccountKey()));
    await card.getByText("vertex@proj-1.iam.gserviceaccount.com").waitFor();
    await card.getByLabel("Region").fill("europe-west4");
    await card.getByRole("button", { name: "Upload key" }).click();
    await page.getByText("vertex@proj-1.iam.gserviceaccount.com is in the pool").waitFor();
    const id = await accountIdOf("vertex@proj-1");
    const account = await api.call("get", "/api/accounts/{account_id}", { params: { account_id: id } });
    expect(account).toMatchObject({ provider: "vertex", region: "europe-west4" });
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "ended sign-ins say so; a viewer is offered none; a phone shows the same in Chinese and dark",
  async () => {
    const page = await open("/logins", { as: "viewer" });
    const qwen = page.getByRole("region", { name: "Qwen" });
    await qwen.getByText("Qwen ended this login in April 2026").waitFor();
    expect(await page.getByRole("button", { name: /^(Sign in|Use a code)/ }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);

    const phone = await open("/logins", { size: [390, 844], theme: "dark", language: "zh" });
    await phone.getByRole("heading", { name: "登录账号" }).waitFor();
    await phone.getByText("供应商已停止", { exact: true }).first().waitFor();
    expect(await phone.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
    expect(await violationsOf(phone)).toEqual([]);
  },
  MINUTE_MS,
);
