// When the gateway is away, slow or broken: the page says so, keeps what it has, and goes on by itself.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser, Page, Route } from "playwright-core";

import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { startWorld } from "../support/world.ts";

const MINUTE_MS = 60_000;
const ACCOUNTS = /\/api\/accounts$/;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
}, MINUTE_MS);
afterAll(() => browser.close());

/** One address before a gateway that takes another port with each start. */
function standIn(gateway: { readonly url: string }) {
  const proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 0,
    async fetch({ url, method, headers, body, signal }) {
      const { pathname, search } = new URL(url);
      try {
        return await fetch(`${gateway.url}${pathname}${search}`, { method, headers, body, signal, decompress: false });
      } catch {
        return new Response("there is nobody behind this proxy", { status: 502 });
      }
    },
  });
  return { url: `http://127.0.0.1:${proxy.port}`, stop: () => proxy.stop(true) };
}

const broken = (route: Route): Promise<void> =>
  route.fulfill({
    status: 500,
    json: { error: { code: "internal_error", message: "Something went wrong here; the log tells more" } },
  });

async function readAgain(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Try again" }).first().click();
}

test(
  "a gateway that is started again is live again by itself, with all that happened meanwhile",
  async () => {
    await using world = await startWorld({ accounts: 1 });
    const stable = standIn(world);
    try {
      await (await world.post("/v1/chat/completions", chat("before"))).text();
      const { page } = await openDashboard(browser, stable, { as: "operator", path: "/monitoring" });
      await page.getByText("1 in all").waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
      await world.stop();
      await page.getByText("The gateway cannot be reached").first().waitFor();
      // What was read stays, and the page can be used.
      await page.getByText("1 in all").waitFor();
      expect(await violationsOf(page)).toEqual([]);
      // One that was never looked at is not here yet, and comes by itself later.
      await page.getByRole("link", { name: "Client keys" }).click();
      await page.getByRole("heading", { name: "This page could not be loaded" }).waitFor();
      expect(await violationsOf(page)).toEqual([]);
      await world.start();
      await page.getByText("No keys yet").waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByRole("link", { name: "Monitoring" }).click();
      await page.getByText("1 in all").waitFor();
      await world.stop();
      await page.getByText("The gateway cannot be reached").first().waitFor();
      await world.start();
      await (await world.post("/v1/chat/completions", chat("hello"))).text();
      await page.getByText("2 in all").waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
    } finally {
      await stable.stop();
    }
  },
  MINUTE_MS,
);

describe("an answer that fails", () => {
  test.each([
    ["/accounts", /\/api\/accounts$/, "ada@example.com"],
    ["/quota", /\/api\/forecast$/, "ada@example.com"],
    ["/usage", /\/api\/usage\?/, "Requests"],
    ["/inspection", /\/api\/inspection$/, "Nothing has been inspected yet"],
    ["/queue", /\/api\/action-queue$/, "Nothing waits"],
    ["/client-keys", /\/api\/client-keys$/, "No keys yet"],
    ["/providers", /\/api\/providers$/, "Codex"],
    ["/logins", /\/api\/logins\/providers$/, "Claude"],
    ["/settings", /\/api\/settings$/, "Least used"],
  ])(
    "of %s is told with what to do, in the reader's language",
    async (path, call, content) => {
      await using world = await startWorld({ accounts: 1 });
      const { page } = await openDashboard(browser, world, { as: "operator", path: "/nowhere" });
      await page.route(call, broken);
      await page.goto(`${world.url}/#${path}`);
      await page.reload();
      const told = page.locator("main").getByRole("alert");
      await told.first().waitFor();
      expect(await told.first().innerText()).toContain("the log tells more");
      expect(await violationsOf(page)).toEqual([]);
      await page.getByRole("button", { name: "Language: English" }).click();
      expect(await told.first().innerText()).toContain("Switchyard 内部出错，详情见日志");
      await page.getByRole("button", { name: "语言: 中文" }).click();
      await page.unroute(call);
      await readAgain(page);
      await page.locator("main").getByText(content).first().waitFor();
    },
    MINUTE_MS,
  );

  test(
    "takes nothing away that was read before",
    async () => {
      await using world = await startWorld({ accounts: 1 });
      const { page } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
      await page.getByText("ada@example.com").first().waitFor();
      await page.route(ACCOUNTS, broken);
      const failed = page.waitForResponse((answer) => answer.status() === 500);
      await page.getByRole("button", { name: "Refresh" }).click();
      await failed;
      await page.getByText("ada@example.com").first().waitFor();
      expect(await page.getByText("This could not be loaded").count()).toBe(0);
    },
    MINUTE_MS,
  );
});

test(
  "a slow answer leaves room where it will stand, and the menu works meanwhile",
  async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/nowhere" });
    const held: Route[] = [];
    await page.route(ACCOUNTS, (route) => void held.push(route));
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.locator("main").getByText("Loading").first().waitFor({ state: "attached" });
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("link", { name: "Settings" }).click();
    await page.getByRole("radio", { name: "Least used" }).waitFor();
    await page.getByRole("link", { name: "Accounts" }).click();
    await page.unroute(ACCOUNTS);
    await Promise.all(held.map((route) => route.continue().catch(() => {})));
    await page.getByText("ada@example.com").first().waitFor();
    expect(errors()).toEqual([]);
  },
  MINUTE_MS,
);
