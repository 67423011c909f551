// Client keys in a browser: made with a limit and used up, changed, replaced, taken away, and what viewers see of them.

import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { type SignedIn, signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, type OpenedPage, openDashboard, type PageOptions } from "../support/browser.ts";
import { askWith, errorOf, makeKey } from "../support/client-keys.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
/** The browser itself reports calls that were refused. */
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;

let world: World;
let browser: Browser;
let api: SignedIn;
let opened: OpenedPage | null = null;

beforeAll(async () => {
  [world, browser] = await Promise.all([
    startWorld({
      accounts: 2,
      config: { "api-keys": [{ key: "sk-from-the-file", name: "build server" }], "api-key-auth-enabled": true },
    }),
    launchBrowser(),
  ]);
  api = await signIn(world);
}, MINUTE_MS);
afterEach(() => {
  expect((opened?.errors() ?? []).filter((error) => !REFUSED_CALL.test(error))).toEqual([]);
  opened = null;
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

async function open(options: PageOptions = {}): Promise<Page> {
  opened = await openDashboard(browser, world, { as: "operator", path: "/client-keys", ...options });
  return opened.page;
}

async function choose(page: Page, name: string, entry: string): Promise<void> {
  await page.getByRole("button", { name: `More for ${name}` }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

/** What the dialog shows once, closed afterwards. */
async function keyOf(page: Page, name: string): Promise<string> {
  const shown = page.getByRole("dialog", { name: `${name} is ready` });
  const key = await shown.getByLabel("Key", { exact: true }).innerText();
  await shown.getByRole("button", { name: "I have copied it" }).click();
  await shown.waitFor({ state: "hidden" });
  return key;
}

/** As the field takes it; the browser's time zone is UTC. */
function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19);
}

test(
  "a key with a limit of two requests is shown once, serves twice and is refused, and the page shows it used up",
  async () => {
    const page = await open();
    await page.getByText("build server").waitFor();
    await page.getByRole("button", { name: "New key" }).first().click();
    const form = page.getByRole("dialog", { name: "New client key" });
    await form.getByRole("button", { name: "Make the key" }).click();
    await form.getByText("Give it a name").waitFor();
    await form.getByLabel("Name", { exact: true }).fill("two a day");
    await form.getByRole("button", { name: "Add a limit" }).click();
    await form.getByLabel("At most", { exact: true }).fill("1.5");
    await form.getByRole("button", { name: "Make the key" }).click();
    await form.getByText("A whole number above 0").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await form.getByLabel("At most", { exact: true }).fill("2");
    await form.getByRole("button", { name: "Make the key" }).click();

    const shown = page.getByRole("dialog", { name: "two a day is ready" });
    const key = await shown.getByLabel("Key", { exact: true }).innerText();
    expect(key).toStartWith("sk-sy-");
    await shown.getByText(`Authorization: Bearer ${key}`).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await shown.getByRole("button", { name: "I have copied it" }).click();
    await shown.waitFor({ state: "hidden" });
    expect(await page.content()).not.toContain(key);

    const made = { id: "", key };
    for (let asked = 0; asked < 2; asked += 1) expect((await askWith(world, made)).status).toBe(200);
    const refused = await askWith(world, made);
    expect(refused.status).toBe(429);
    expect(await errorOf(refused)).toMatchObject({ message: expect.stringContaining("requests") });
    const meter = page.getByRole("meter", { name: "Requests per day" });
    await page.locator('[role="meter"][aria-valuetext="2 / 2"]').waitFor();
    expect(await meter.getAttribute("aria-valuetext")).toBe("2 / 2");

    await page.getByText("Limit reached").waitFor();

    await page.getByRole("button", { name: "Usage of two a day" }).click();
    const drawer = page.getByRole("dialog", { name: "two a day" });
    await drawer.getByRole("img", { name: /^Requests by day/ }).waitFor();
    await drawer.getByText("Connect a client").click();
    await drawer.getByRole("tab", { name: "Claude Code" }).click();
    await drawer.getByText("export ANTHROPIC_AUTH_TOKEN=YOUR_CLIENT_KEY").waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await drawer.getByRole("link", { name: "Its requests" }).click();
    await page.getByText("3 in all").waitFor();
    await page.goBack();
    await page.reload();
    await page.getByRole("dialog", { name: "two a day" }).waitFor();
  },
  MINUTE_MS,
);

test(
  "a key is changed, disabled with a way back, replaced, and deleted",
  async () => {
    const { key } = await makeKey(api, { name: "laptop" });
    const page = await open();
    await choose(page, "laptop", "Edit");
    const form = page.getByRole("dialog", { name: "Change laptop" });
    await form.getByLabel("Name", { exact: true }).fill("two a day");
    await form.getByLabel("Models").fill("gpt-5*");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText(/another client key has it/).waitFor();
    await form.getByLabel("Name", { exact: true }).fill("notebook");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("notebook is saved").waitFor();
    await page.getByText("gpt-5*").waitFor();

    await choose(page, "notebook", "Disable");
    await page.getByText("notebook is disabled").waitFor();
    expect((await askWith(world, { id: "", key })).status).toBe(401);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("notebook is enabled").waitFor();
    expect((await askWith(world, { id: "", key })).status).toBe(200);

    await choose(page, "notebook", "Replace the key");
    await page.getByRole("dialog").getByRole("button", { name: "Replace the key" }).click();
    const shown = page.getByRole("dialog", { name: "notebook is ready" });
    const next = await shown.getByLabel("Key", { exact: true }).innerText();
    await shown.getByRole("button", { name: "I have copied it" }).click();
    expect((await askWith(world, { id: "", key })).status).toBe(401);
    expect((await askWith(world, { id: "", key: next })).status).toBe(200);

    await choose(page, "notebook", "Delete");
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByText("notebook is deleted").waitFor();
    expect((await askWith(world, { id: "", key: next })).status).toBe(401);
  },
  MINUTE_MS,
);

test(
  "a key that is held to one account is served by it alone, and by nobody where it cannot",
  async () => {
    const page = await open();
    await page.getByRole("button", { name: "New key" }).first().click();
    const form = page.getByRole("dialog", { name: "New client key" });
    await form.getByLabel("Name", { exact: true }).fill("ben alone");
    await form.getByLabel("Accounts that may serve it", { exact: true }).first().click();
    await page.getByRole("option", { name: "Only these" }).click();
    await form.getByRole("button", { name: "Make the key" }).click();
    await form.getByText("Choose at least one account").waitFor();
    await form.getByRole("searchbox", { name: "Find an account" }).fill("ben");
    await form.getByRole("checkbox", { name: "ben@example.com" }).click();
    expect(await violationsOf(page)).toEqual([]);
    await form.getByRole("button", { name: "Make the key" }).click();
    const key = await keyOf(page, "ben alone");

    for (let asked = 0; asked < 4; asked += 1) {
      const answer = await askWith(world, { id: "", key }, { text: `question ${asked}` });
      expect(answer.status).toBe(200);
      expect(await world.record(answer)).toMatchObject({ accountLabel: "ben@example.com", clientKey: "ben alone" });
    }
    await page.getByText("1 account", { exact: true }).waitFor();
    const ben = (await api.call("get", "/api/accounts")).accounts.find(({ email }) => email === "ben@example.com");
    const params = { account_id: ben?.account_id ?? "" };
    await api.call("post", "/api/accounts/{account_id}/pause", { params });
    const refused = await askWith(world, { id: "", key });
    expect(refused.status).toBe(503);
    expect(await errorOf(refused)).toMatchObject({ code: "no_accounts" });
    await api.call("post", "/api/accounts/{account_id}/reactivate", { params });
  },
  MINUTE_MS,
);

test(
  "an expiry must be to come; once it has passed the key is refused, says so, and another time makes it good again",
  async () => {
    const page = await open();
    await page.getByRole("button", { name: "New key" }).first().click();
    const form = page.getByRole("dialog", { name: "New client key" });
    await form.getByLabel("Name", { exact: true }).fill("for a moment");
    await form.getByLabel("Expires").fill(inSeconds(-60));
    await form.getByRole("button", { name: "Make the key" }).click();
    await form.getByText("A time to come").waitFor();
    await form.getByLabel("Expires").fill(inSeconds(4));
    await form.getByRole("button", { name: "Make the key" }).click();
    const made = { id: "", key: await keyOf(page, "for a moment") };
    expect((await askWith(world, made)).status).toBe(200);
    const refused = await until("it has expired", async () => {
      const answer = await askWith(world, made);
      return answer.status === 200 ? null : answer;
    });
    expect(refused.status).toBe(401);
    expect(await errorOf(refused)).toMatchObject({ message: expect.stringContaining("expired") });
    await page.reload();
    await page.getByText("Expired", { exact: true }).waitFor();

    await choose(page, "for a moment", "Edit");
    const change = page.getByRole("dialog", { name: "Change for a moment" });
    await change.getByLabel("Expires").fill(inSeconds(3600));
    await change.getByRole("button", { name: "Save" }).click();
    await page.getByText("for a moment is saved").waitFor();
    expect((await askWith(world, made)).status).toBe(200);
  },
  MINUTE_MS,
);

test(
  "viewers see the keys and change none, in the dark, in Chinese, on a phone",
  async () => {
    const page = await open({ as: "viewer", theme: "dark", language: "zh", size: [390, 844] });
    await page.getByText("build server").waitFor();
    expect(await page.getByRole("button", { name: "新建密钥" }).count()).toBe(0);
    expect(await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
  },
  MINUTE_MS,
);
