// Logs: the end of the log, followed and searched, and the transcripts of requests that failed.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Browser } from "playwright-core";

import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { logLines, seedLogs } from "../support/seeded-logs.ts";
import { until } from "../support/until.ts";
import { startWorld } from "../support/world.ts";

const AT = Date.UTC(2026, 0, 1, 12);

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("the log's end is shown, follows what is written, and is narrowed down by level and words", async () => {
  await using world = await startWorld({
    config: { "logging-to-file": true },
    prepare: async (place) => void (await seedLogs(place, { lines: logLines(AT, 300), at: AT })),
  });
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/logs" });
  const log = page.getByRole("log");
  await log.getByText("event_299", { exact: true }).waitFor();
  const [next] = logLines(Date.UTC(2030, 0, 1), 1);
  await appendFile(join(world.dataDir, "logs", "main.log"), `${JSON.stringify({ ...next, event: "just_now" })}\n`);
  await log.getByText("just_now", { exact: true }).waitFor();
  expect(await log.getByText("just_now", { exact: true }).count()).toBe(1);
  expect(await log.getByRole("link", { name: "req_line0000000299" }).getAttribute("href")).toContain(
    "/monitoring?request=req_line0000000299",
  );
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("combobox", { name: "Level" }).click();
  await page.getByRole("option", { name: "Errors", exact: true }).click();
  await page.getByRole("searchbox").fill("event_29");
  await log.getByText("event_299", { exact: true }).waitFor();
  expect(await log.getByText(/^event_29/).allTextContents()).toEqual(
    ["event_29", "event_290", "event_293", "event_296", "event_299"].filter((name) => Number(name.slice(6)) % 3 === 2),
  );
  await page.reload();
  await log.getByText("event_299", { exact: true }).waitFor();
  expect(await page.getByRole("searchbox").inputValue()).toBe("event_29");
  await page.getByRole("searchbox").fill("nothing like it");
  await page.getByText("No line fits").waitFor();
  expect(errors()).toEqual([]);
});

test("a log that is kept nowhere is turned on at a click", async () => {
  await using world = await startWorld();
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/logs", theme: "dark" });
  await page.getByText("The log is not kept in a file").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "Keep the log in a file" }).click();
  await page.getByText("The log is kept from now on").waitFor();
  await until("the setting in the file", async () =>
    /^logging-to-file: true$/m.test(await readFile(world.configFile, "utf8")),
  );
  await page.getByText("The log is not kept in a file").waitFor({ state: "detached" });
  expect(errors()).toEqual([]);
});

test("the transcript of a failed request is listed, read and downloaded", async () => {
  await using world = await startWorld({
    prepare: async (place) => void (await seedLogs(place, { lines: [], at: AT })),
  });
  const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/logs?tab=transcripts" });
  await page.getByRole("link", { name: "req_failed0000000000", exact: true }).waitFor();
  await page.getByRole("button", { name: "Read the transcript of req_failed0000000000" }).click();
  const drawer = page.getByRole("dialog", { name: "Transcript" });
  await drawer.getByText("=== answered ===").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  await page.reload();
  await drawer.getByText("=== answered ===").waitFor();
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the transcript of req_failed0000000000" }).click();
  expect((await coming).suggestedFilename()).toMatch(/^error-v1-responses-.+req_failed0000000000\.log$/);
  expect(await violationsOf(page)).toEqual([]);
  expect(errors()).toEqual([]);
});

test("viewers are told that logs are not theirs to read", async () => {
  await using world = await startWorld();
  const { page, errors } = await openDashboard(browser, world, { as: "viewer", path: "/logs", language: "zh" });
  await page.getByText("仅管理员可查看日志").waitFor();
  expect(await violationsOf(page)).toEqual([]);
  expect(errors()).toEqual([]);
});
