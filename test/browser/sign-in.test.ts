// The way in, as a browser goes it: first password, password, code, the end of a session.

import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { OPERATOR_PASSWORD, signIn } from "../support/api-client.ts";
import { violationsOf } from "../support/axe.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { BEHIND_PROXY, codeOf, from } from "../support/sign-in-world.ts";
import { startWorld } from "../support/world.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The browser itself reports calls that were refused. */
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;

const defectsIn = (errors: readonly string[]): readonly string[] => errors.filter((error) => !REFUSED_CALL.test(error));

async function enterPassword(page: Page, password: string): Promise<void> {
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

describe("the first run", () => {
  test("sets a password that is long enough and typed twice alike, and leads to the first steps", async () => {
    await using world = await startWorld({ accounts: 0 });
    const { page, errors } = await openDashboard(browser, world);
    await page.getByRole("heading", { name: "Welcome to Switchyard" }).waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByLabel("New password").fill("short");
    await page.getByLabel("The same again").fill("shorter");
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("At least 8 characters").waitFor();
    await page.getByText("The two are not the same").waitFor();
    await page.getByLabel("New password").fill(OPERATOR_PASSWORD);
    await page.getByLabel("The same again").fill(OPERATOR_PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    expect(errors()).toEqual([]);
  });

  test("from another computer asks for the token that was printed, and says when it is another", async () => {
    await using world = await startWorld(BEHIND_PROXY);
    const token = /bootstrap_\w+/.exec(world.gateway.said().join("\n"))?.[0] ?? "";
    const { page, errors } = await openDashboard(browser, world);
    await page.setExtraHTTPHeaders(from("192.0.2.7"));
    await page.reload();
    await page.getByLabel("Bootstrap token").fill("bootstrap_wrong");
    await page.getByLabel("New password").fill(OPERATOR_PASSWORD);
    await page.getByLabel("The same again").fill(OPERATOR_PASSWORD);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByText("This is not the token that Switchyard printed").waitFor();
    await page.getByLabel("Bootstrap token").fill(token);
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    expect(defectsIn(errors())).toEqual([]);
  });
});

describe("signing in", () => {
  test("leads to the page that the address says, in the dark and in Chinese as well", async () => {
    await using world = await startWorld({ accounts: 1 });
    await signIn(world);
    const { page, errors } = await openDashboard(browser, world, {
      path: "/?welcome=false&timeframe=7d",
      theme: "dark",
      language: "zh",
      size: [390, 844],
    });
    await page.getByLabel("密码").fill(OPERATOR_PASSWORD);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("tab", { name: "7 天", selected: true }).waitFor();
    expect(errors()).toEqual([]);
  });

  test("says that a password is wrong, and after too many tries how long to wait", async () => {
    await using world = await startWorld({ accounts: 0 });
    await signIn(world);
    const { page, errors } = await openDashboard(browser, world);
    await enterPassword(page, "not the password");
    await page.getByText("The password is wrong.").waitFor();
    for (let tries = 1; tries < 8; tries += 1) {
      await fetch(`${world.url}/api/dashboard-auth/password/login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ password: "a guess" }),
      });
    }
    await enterPassword(page, OPERATOR_PASSWORD);
    await page.getByText("Too many tries from this address").waitFor();
    const button = page.getByRole("button", { name: /^Try again in \d+ s$/ });
    expect(await button.isDisabled()).toBe(true);
    // It counts down by itself.
    await page.getByText(await button.innerText(), { exact: true }).waitFor({ state: "detached" });
    expect(await button.isDisabled()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);
    expect(defectsIn(errors())).toEqual([]);
  });

  test("asks for the code of the authenticator app, and the sixth digit sends it", async () => {
    await using world = await startWorld({ accounts: 0 });
    const api = await signIn(world);
    const { secret } = await api.call("post", "/api/dashboard-auth/totp/setup/start");
    // Made once: half a minute may end between here and where it is typed.
    const used = codeOf(secret);
    await api.call("post", "/api/dashboard-auth/totp/setup/confirm", { json: { code: used } });
    const settings = { sticky_threads_enabled: true, prefer_earlier_reset_accounts: false };
    await api.call("put", "/api/settings", { json: { ...settings, totp_required_on_login: true } });
    const { page, errors } = await openDashboard(browser, world);
    await enterPassword(page, OPERATOR_PASSWORD);
    const code = page.getByLabel("Code");
    expect(await code.getAttribute("autocomplete")).toBe("one-time-code");
    expect(await violationsOf(page)).toEqual([]);
    // It confirmed the set-up and has been used up by that.
    await code.pressSequentially(used);
    await page.getByText("The code is wrong, too old, or was used already").waitFor();
    await code.pressSequentially(codeOf(secret, 1));
    await page.getByRole("heading", { name: "First steps" }).waitFor();
    expect(defectsIn(errors())).toEqual([]);
  });
});

describe("the end of a session", () => {
  test("wherever it is noticed, leads to the way in, and from there back to where one was", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
    await page.getByText("All good").waitFor();
    const [cookie] = await page.context().cookies();
    await fetch(`${world.url}/api/dashboard-auth/logout`, {
      method: "POST",
      headers: { cookie: `dashboard_session=${cookie?.value}` },
    });
    await page.getByRole("tab", { name: "30 d" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.title()).toBe("Sign in · Switchyard");
    await enterPassword(page, OPERATOR_PASSWORD);
    await page.getByRole("tab", { name: "30 d", selected: true }).waitFor();
    expect(defectsIn(errors())).toEqual([]);
  });

  test("an open page that does nothing learns of it from the line of events", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
    await page.getByText("Live").waitFor();
    const [cookie] = await page.context().cookies();
    await fetch(`${world.url}/api/dashboard-auth/logout`, {
      method: "POST",
      headers: { cookie: `dashboard_session=${cookie?.value}` },
    });
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  test("signing out shows the way in, and nothing of what was there", async () => {
    await using world = await startWorld({ accounts: 1 });
    const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/?welcome=false" });
    await page.getByText("All good").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.getByRole("navigation").count()).toBe(0);
    expect(defectsIn(errors())).toEqual([]);
  });
});
