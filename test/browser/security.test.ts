// Who gets in and who no longer does: passwords that are changed and given in the settings, and a session that ends in mid-work.

import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { apiClient, OPERATOR_PASSWORD, signIn, VIEWER_PASSWORD } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;
const NEXT_PASSWORD = "another horse, another battery";

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([startWorld({ accounts: 1 }), launchBrowser()]);
}, MINUTE_MS);
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

async function enter(page: Page, password: string): Promise<void> {
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** As a sign-out elsewhere does, or twelve hours. */
async function endSessionOf(page: Page): Promise<void> {
  const [cookie] = await page.context().cookies();
  await apiClient(world, `dashboard_session=${cookie?.value}`).call("post", "/api/dashboard-auth/logout");
}

const defectsIn = (errors: readonly string[]): readonly string[] => errors.filter((error) => !REFUSED_CALL.test(error));

test(
  "a viewer's password that is set lets viewers in, and taken back it ends their sessions",
  async () => {
    const operator = await openDashboard(browser, world, { as: "operator", path: "/settings?tab=security" });
    await operator.page.getByLabel("Viewer password").fill(OPERATOR_PASSWORD);
    await operator.page.getByRole("button", { name: "Set the viewer password" }).click();
    await operator.page.getByText("is the operator's password; choose another").waitFor();
    await operator.page.getByLabel("Viewer password").fill(VIEWER_PASSWORD);
    await operator.page.getByRole("button", { name: "Set the viewer password" }).click();
    await operator.page.getByText("Viewers may sign in").waitFor();

    const viewer = await openDashboard(browser, world, { path: "/accounts" });
    await enter(viewer.page, VIEWER_PASSWORD);
    await viewer.page.getByText("Viewer: nothing can be changed").waitFor();
    await viewer.page.getByText("ada@example.com").first().waitFor();
    expect(await viewer.page.getByRole("button", { name: "Upload files" }).count()).toBe(0);

    await operator.page.getByRole("button", { name: "Let no viewers in" }).click();
    await operator.page.getByRole("dialog").getByRole("button", { name: "Let no viewers in" }).click();
    await operator.page.getByText("No viewers any more").waitFor();
    await viewer.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter(viewer.page, VIEWER_PASSWORD);
    await viewer.page.getByText("The password is wrong.").waitFor();
    expect(defectsIn([...operator.errors(), ...viewer.errors()])).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "what somebody was typing when the session ended is there once they have signed in again",
  async () => {
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/client-keys" });
    await page.getByRole("button", { name: "New key" }).first().click();
    const form = page.getByRole("dialog", { name: "New client key" });
    await form.getByLabel("Name", { exact: true }).fill("written in mid-work");
    await endSessionOf(page);
    await form.getByRole("button", { name: "Make the key" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.getByText("Live", { exact: true }).isVisible()).toBe(false);
    expect(await violationsOf(page)).toEqual([]);
    await enter(page, OPERATOR_PASSWORD);
    await form.waitFor();
    expect(await form.getByLabel("Name", { exact: true }).inputValue()).toBe("written in mid-work");
    await page.getByText("Live", { exact: true }).waitFor();
    await form.getByRole("button", { name: "Make the key" }).click();
    await page.getByRole("dialog", { name: "written in mid-work is ready" }).waitFor();
    expect(defectsIn(errors())).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "who signs in with other rights finds nothing of what the one before had open",
  async () => {
    await signIn(world, "viewer");
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/settings?tab=file" });
    const area = page.getByLabel("Text of config.yaml");
    await area.fill("# not for viewers\n");
    await endSessionOf(page);
    await enter(page, VIEWER_PASSWORD);
    await page.getByText("For the operator alone").waitFor();
    expect(await page.content()).not.toContain("not for viewers");
    expect(defectsIn(errors())).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "a changed password ends every other session, and is the one that counts from then on",
  async () => {
    const here = await openDashboard(browser, world, { as: "operator", path: "/settings?tab=security" });
    const elsewhere = await openDashboard(browser, world, { as: "operator", path: "/accounts" });
    await elsewhere.page.getByText("ada@example.com").first().waitFor();
    const change = async (current: string, again: string): Promise<void> => {
      await here.page.getByLabel("Present password").fill(current);
      await here.page.getByLabel("New password").fill(NEXT_PASSWORD);
      await here.page.getByLabel("The same again").fill(again);
      await here.page.getByRole("button", { name: "Change the password" }).click();
    };
    await change("not the password", NEXT_PASSWORD.slice(1));
    await here.page.getByText("The two are not the same").waitFor();
    await change("not the password", NEXT_PASSWORD);
    await here.page.getByText("The password is wrong").waitFor();
    expect(await violationsOf(here.page)).toEqual([]);
    await change(OPERATOR_PASSWORD, NEXT_PASSWORD);
    await here.page.getByText("The password is changed; other sessions have ended").waitFor();

    await elsewhere.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await enter(elsewhere.page, OPERATOR_PASSWORD);
    await elsewhere.page.getByText("The password is wrong.").waitFor();
    await enter(elsewhere.page, NEXT_PASSWORD);
    await elsewhere.page.getByText("ada@example.com").first().waitFor();
    await here.page.reload();
    await here.page.getByLabel("Present password").waitFor();
    expect(defectsIn([...here.errors(), ...elsewhere.errors()])).toEqual([]);
  },
  MINUTE_MS,
);
