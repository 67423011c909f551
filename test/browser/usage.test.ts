// Usage: who used what, against the stretch before; and the prices that costs are reckoned at.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFile } from "node:fs/promises";

import type { Browser } from "playwright-core";

import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { sampleRecord } from "../support/sample-record.ts";
import { seedRecords } from "../support/seeded-records.ts";
import { startWorld } from "../support/world.ts";

const HOUR_MS = 3_600_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Four of the last day, two of the day before; one of an unknown model. */
function past() {
  const now = Date.now();
  const hours = [2, 3, 4, 5, 26, 27];
  return hours.map((ago, index) =>
    sampleRecord({
      id: `req_used${index}0000000000`,
      startedAt: now - ago * HOUR_MS,
      ...(index === 0 ? { modelServed: "house-model-1", costUsd: null, clientKey: "desk" } : {}),
      ...(index === 1 ? { outcome: "error" as const, status: 502, errorCode: "upstream_error" } : {}),
    }),
  );
}

describe("usage", () => {
  test("by account, model, key, provider and time adds up, against the day before", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past()) });
    const { page, errors } = await openDashboard(browser, world, { as: "viewer", path: "/usage?range=24h" });
    await page.getByText("+100 % vs before").first().waitFor();
    await page.getByRole("link", { name: "ada@example.com" }).waitFor();
    await page
      .getByRole("cell", { name: /95 % within/ })
      .first()
      .waitFor();
    await page.getByRole("img", { name: "Requests over time" }).waitFor();
    for (const [by, name] of [
      ["Model", "house-model-1"],
      ["Client key", "desk"],
      ["Provider", "Codex"],
    ] as const) {
      await page.getByRole("combobox", { name: "Group by" }).click();
      await page.getByRole("option", { name: by, exact: true }).click();
      await page.getByRole("rowheader", { name }).waitFor();
    }
    await page.getByRole("button", { name: "The numbers as a table" }).click();
    await page.getByRole("columnheader", { name: "Hour" }).waitFor();
    expect(page.url()).toContain("by=hour");
    await page.reload();
    await page.getByRole("columnheader", { name: "Hour" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });

  test("is sorted by the column that was clicked, and a name leads to its requests", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past()) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/usage?by=key&range=24h" });
    await page.getByRole("button", { name: "Cost", exact: true }).click();
    await page.getByRole("columnheader", { name: "Cost" }).and(page.locator("[aria-sort='descending']")).waitFor();
    await page.getByRole("link", { name: "desk" }).click();
    await page.getByRole("heading", { name: "Monitoring" }).waitFor();
    await page.getByText("1 in all").waitFor();
    expect(errors()).toEqual([]);
  });
});

describe("prices", () => {
  test("of a model that is used and has none are set, stand in config.yaml, and are taken back", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past()) });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/usage?tab=prices" });
    await page.getByRole("heading", { name: "Models without a price" }).waitFor();
    await page.getByRole("button", { name: "Add a price: house-model-1" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Input", { exact: true }).fill("much");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("A number of US dollars, 0 or more").first().waitFor();
    await dialog.getByLabel("Input", { exact: true }).fill("0.5");
    await dialog.getByLabel("Output", { exact: true }).fill("2");
    expect(await violationsOf(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("The price of house-model-1 is set").waitFor();
    await page.getByRole("heading", { name: "Models without a price" }).waitFor({ state: "detached" });
    expect(await readFile(world.configFile, "utf8")).toContain("house-model-1");
    await page.getByRole("button", { name: "Edit the price of house-model-1" }).click();
    await dialog.getByRole("button", { name: "Take back" }).click();
    await page.getByRole("heading", { name: "Models without a price" }).waitFor();
    expect(await readFile(world.configFile, "utf8")).not.toContain("house-model-1");
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });

  test("are read by viewers, who find no button to change them, on a phone and in Chinese too", async () => {
    await using world = await startWorld({ prepare: (place) => seedRecords(place, past()) });
    const { page, errors } = await openDashboard(browser, world, {
      ...{ as: "viewer", path: "/usage?tab=prices", size: [390, 844], language: "zh" },
    });
    await page.getByText("house-model-1").waitFor();
    expect(await page.getByRole("button", { name: "添加价格" }).count()).toBe(0);
    expect(await violationsOf(page)).toEqual([]);
    expect(errors()).toEqual([]);
  });
});
