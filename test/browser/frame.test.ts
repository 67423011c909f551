// The frame around the pages: menu, window title, what is no page, what breaks, and where it may be hosted.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { OPERATOR_PASSWORD, signIn } from "../support/api-client.ts";
import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { startWorld, type World } from "../support/world.ts";

const SECOND_MS = 1000;

let browser: Browser;
let world: World;
beforeAll(async () => {
  browser = await launchBrowser();
  world = await startWorld({ accounts: 1 });
  await signIn(world);
});
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

test("an address that leads nowhere says so, and leads back", async () => {
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/nowhere" });
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.getByText("/nowhere").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("link", { name: "To the overview" }).click();
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  expect(errors()).toEqual([]);
});

test("a page that cannot be loaded leaves the frame as it is, and can be tried again", async () => {
  const { page } = await openDashboard(browser, world, { as: "operator", path: "/nowhere" });
  await page.getByRole("heading", { name: "There is no such page" }).waitFor();
  await page.route("**/assets/home-page-*", (route) => route.abort());
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await page.getByRole("heading", { name: "This page could not be loaded" }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.unroute("**/assets/home-page-*");
  await page.getByRole("button", { name: "Load anew" }).click();
  await page.getByRole("heading", { name: "First steps" }).waitFor();
});

test("language, theme and hidden identities are chosen at the top, and stay chosen", async () => {
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
  await page.getByRole("button", { name: "Language: English" }).click();
  await page.getByRole("heading", { name: "总览" }).waitFor();
  await page.getByRole("button", { name: "主题: 跟随系统" }).click();
  await page.getByRole("button", { name: "主题: 浅色" }).click();
  await page.getByRole("button", { name: "隐藏身份" }).click();
  await page.reload();
  await page.getByRole("button", { name: "主题: 深色" }).waitFor();
  await page.getByRole("button", { name: "显示身份" }).waitFor();
  expect(await page.evaluate<string>("document.documentElement.className")).toContain("dark");
  expect(await page.evaluate<string>("document.documentElement.lang")).toBe("zh-CN");
  expect(errors()).toEqual([]);
});

test("on a phone the menu is a sheet that Escape closes, and nothing is wider than the screen", async () => {
  const { page, errors } = await openDashboard(browser, world, { as: "operator", size: [390, 844] });
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  expect(await page.getByRole("link", { name: "Overview", exact: true }).count()).toBe(0);
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByRole("link", { name: "Overview", exact: true }).waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Overview", exact: true }).waitFor({ state: "hidden" });
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBe(390);
  expect(errors()).toEqual([]);
});

test("the first tab stop skips the menu", async () => {
  const { page, errors } = await openDashboard(browser, world, { as: "operator" });
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect(await page.evaluate<string>("document.activeElement.id")).toBe("page");
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  expect(errors()).toEqual([]);
});

/** Pages of each kind: lists, pictures, forms, an editor. */
const PAGES = [
  "/?welcome=false",
  "/accounts",
  "/logins",
  "/quota",
  "/monitoring",
  "/usage",
  "/client-keys",
  "/settings",
];

describe("hosting", () => {
  test("works below a path, behind a proxy that takes the path away, and is live there", async () => {
    const outside: string[] = [];
    const proxy = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      idleTimeout: 0,
      fetch({ url, method, headers, body, signal }) {
        const { pathname, search } = new URL(url);
        if (!pathname.startsWith("/gate/")) {
          outside.push(pathname);
          return new Response(null, { status: 404 });
        }
        const target = `${world.url}${pathname.slice("/gate".length)}${search}`;
        return fetch(target, { method, headers, body, signal, decompress: false });
      },
    });
    try {
      const { page, errors } = await openDashboard(browser, { url: `http://127.0.0.1:${proxy.port}/gate` });
      await page.getByLabel("Password").fill(OPERATOR_PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText(`switchyard connect codex --url http://127.0.0.1:${proxy.port}/gate`).waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
      await page.getByText("Waiting for the first request").waitFor();
      // What happens at the gateway gets through by itself, and the links lead to pages of the same place.
      await (await world.post("/v1/chat/completions", chat("hello"))).text();
      await page.getByText("The first request came through.").waitFor();
      await page.getByRole("link", { name: "Why this account? Read its story" }).click();
      await page.getByRole("heading", { name: "What happened, and why" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "What happened, and why" }).waitFor();
      expect(page.url()).toStartWith(`http://127.0.0.1:${proxy.port}/gate/#/monitoring?request=`);
      expect(outside).toEqual([]);
      expect(errors()).toEqual([]);
    } finally {
      await proxy.stop(true);
    }
  });

  test("asks nobody but the gateway, whichever page is open, and its policy lets it ask nobody else", async () => {
    const { page, errors } = await openDashboard(browser, world, { as: "operator" });
    const asked = new Set<string>();
    page.on("request", (request) => asked.add(new URL(request.url()).origin));
    for (const path of PAGES) {
      await page.goto(`${world.url}/#${path}`);
      await page.reload();
      await page.locator("main h1, main h2").first().waitFor();
      await page.getByText("Live", { exact: true }).waitFor();
    }
    expect([...asked]).toEqual([world.url]);
    expect(errors()).toEqual([]);
    const policy = (await world.get("/")).headers.get("content-security-policy");
    expect(policy).toStartWith("default-src 'self'; ");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src/);
    const elsewhere = await page.evaluate<string>("fetch('https://example.com/').then(() => 'asked', () => 'refused')");
    expect(elsewhere).toBe("refused");
  });

  test("is there in one small load: what is read with it included, and on the heaviest page by its code", async () => {
    const { page } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
    await page.getByText("Live", { exact: true }).waitFor();
    const first = await loadedBy(page);
    expect(sum(first, "bytes")).toBeGreaterThan(50_000);
    expect(sum(first, "bytes")).toBeLessThan(350_000);
    // The bytes are those on the way: plain, it is several times as much.
    expect(sum(first, "plain")).toBeGreaterThan(2 * sum(first, "bytes"));

    const heavy = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await heavy.page.getByText("Live", { exact: true }).waitFor();
    const code = (await loadedBy(heavy.page)).filter(({ name }) => !name.includes("/api/"));
    expect(sum(code, "bytes")).toBeGreaterThan(50_000);
    expect(sum(code, "bytes")).toBeLessThan(350_000);
  });

  test("can be used after less than a second's work, with nothing in the browser's cache", async () => {
    const { page } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    const row = page.getByRole("button", { name: "More for ada@example.com" });
    await row.waitFor();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
    // The page's own time on the processor, whatever else the machine does: a load on loopback waits for little else.
    await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
    const busyMs = async (): Promise<number> => {
      const { metrics } = await devtools.send("Performance.getMetrics");
      return SECOND_MS * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
    };
    const before = await busyMs();
    await page.reload();
    await row.click();
    await page.getByRole("menuitem").first().waitFor();
    const worked = (await busyMs()) - before;
    expect(worked).toBeGreaterThan(10);
    expect(worked).toBeLessThan(SECOND_MS);
  });
});

interface Loaded {
  readonly name: string;
  readonly bytes: number;
  readonly plain: number;
}

/** Everything that came for the page, as it came and unpacked. */
function loadedBy(page: Page): Promise<readonly Loaded[]> {
  return page.evaluate<readonly Loaded[]>(
    `["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
      .map(({ name, encodedBodySize: bytes, decodedBodySize: plain }) => ({ name, bytes, plain }))`,
  );
}

function sum(loaded: readonly Loaded[], of: "bytes" | "plain"): number {
  return loaded.reduce((total, each) => total + each[of], 0);
}
