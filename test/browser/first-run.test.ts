// The first steps of a new operator: from no account to the first request, on one page.

import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser } from "playwright-core";

import { chat } from "../support/asks.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { startWorld } from "../support/world.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("an uploaded account joins, a client's commands name this gateway, and the first request shows up by itself", async () => {
  await using world = await startWorld({ accounts: 0 });
  const { page, errors } = await openDashboard(browser, world, { as: "operator" });
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  expect(await violationsOf(page)).toEqual([]);

  const account = world.sandbox.addAccount({ email: "ada@example.com", plan: "plus" });
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Choose files" }).click(),
  ]);
  await chooser.setFiles([jsonFile("auth.json", account.authJson()), jsonFile("broken.json", { type: "codex" })]);
  await page.getByText("1 account joined: 1 × Codex").waitFor();

  await page.getByText(`switchyard connect codex --url ${world.url}`).waitFor();
  await page.getByRole("tab", { name: "Claude Code" }).click();
  await page.getByText(`export ANTHROPIC_BASE_URL=${world.url}`).waitFor();
  await page.getByText("Waiting for the first request").waitFor();

  const answer = await world.post("/v1/chat/completions", chat("hello"));
  await answer.text();
  await page.getByText("The first request came through.").waitFor();
  const story = page.getByRole("link", { name: "Why this account? Read its story" });
  expect(await story.getAttribute("href")).toBe(
    `#/monitoring?request=${answer.headers.get("x-switchyard-request-id")}`,
  );
  expect(await violationsOf(page)).toEqual([]);

  await page.getByRole("button", { name: "To the overview" }).click();
  await page.getByText("All good").waitFor();
  expect(errors()).toEqual([]);
});

test("pasted accounts are told one by one, and what was taken is gone from the page", async () => {
  await using world = await startWorld({ accounts: 0 });
  const { page, errors } = await openDashboard(browser, world, { as: "operator", size: [390, 844], theme: "dark" });
  const text = page.getByLabel("Auth file as text");
  await text.fill('{"type":"codex"}');
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("not taken").waitFor();
  expect(await text.inputValue()).toBe('{"type":"codex"}');
  const account = world.sandbox.addAccount({ email: "ada@example.com", plan: "plus" });
  await text.fill(JSON.stringify(account.authJson()));
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("1 account joined: 1 × Codex").waitFor();
  expect(await page.getByLabel("Auth file as text").count()).toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  expect(errors()).toEqual([]);
});

test("a first request that fails says why, and leads to its story", async () => {
  await using world = await startWorld({ accounts: 1, config: { "request-retry": 0 } });
  const { page } = await openDashboard(browser, world, { as: "viewer", language: "zh" });
  await page.getByText("正在等待第一个请求").waitFor();
  world.fault({ fault: { kind: "usage-limit", resetsInMs: 3_600_000 } });
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
  await page.getByText("第一个请求已到达，但失败了").waitFor();
  await page.getByRole("link", { name: "查看失败原因" }).waitFor();
});

test("with accounts and requests there is no first run, and its page is a click away", async () => {
  await using world = await startWorld({ accounts: 1 });
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
  const { page, errors } = await openDashboard(browser, world, { as: "operator" });
  await page.getByText("All good").waitFor();
  await page.getByRole("link", { name: "Connect a client" }).click();
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  await page.getByText("The first request came through.").waitFor();
  expect(errors()).toEqual([]);
});

function jsonFile(name: string, json: unknown) {
  return { name, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(json)) };
}
