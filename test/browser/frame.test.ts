// The frame around the pages: menu, window title, what is no page, what breaks, and where it may be hosted.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { OPERATOR_PASSWORD, signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { startWorld, type World } from "../support/world.ts";

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
  await page.getByRole("heading", { name: "This page has broken" }).waitFor();
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

describe("hosting", () => {
  test("works below a path, behind a proxy that takes the path away", async () => {
    const proxy = Bun.serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch({ url, method, headers, body, signal }) {
        const { pathname, search } = new URL(url);
        if (!pathname.startsWith("/gate/")) return new Response(null, { status: 404 });
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
      expect(errors()).toEqual([]);
    } finally {
      await proxy.stop(true);
    }
  });

  test("asks nobody but the gateway, and is there in one small load", async () => {
    const { page } = await openDashboard(browser, world, { as: "operator" });
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    const loaded = await page.evaluate<readonly { readonly origin: string; readonly bytes: number }[]>(
      `["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
        .map(({ name, encodedBodySize: bytes }) => ({ origin: new URL(name).origin, bytes }))`,
    );
    const bytes = loaded.reduce((sum, part) => sum + part.bytes, 0);
    expect(new Set(loaded.map(({ origin }) => origin))).toEqual(new Set([world.url]));
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(350_000);
  });
});
