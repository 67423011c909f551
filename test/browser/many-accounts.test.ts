// Two thousand accounts on one page: found, scrolled and ticked without the page ever standing still.

import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, Locator, Page } from "playwright-core";

import { signIn } from "../support/api-client.ts";
import { launchBrowser, type OpenedPage, openDashboard } from "../support/browser.ts";
import { tasksDuring } from "../support/main-thread.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";

const MANY = 2000;
/** Longest time that the page may be busy with one thing, ms. */
const STALL_MS = 100;
const ROUNDS = 8;
/** Each account is a file that is written for good: on a busy disk that takes its time. */
const SLOW_MACHINE_MS = 60_000;

type Step = readonly [what: string, act: (page: Page) => Promise<unknown>];

const searchIn = (page: Page): Locator => page.getByRole("searchbox", { name: "Search accounts" });

const STEPS: readonly Step[] = [
  [
    "typing",
    async (page) => {
      await searchIn(page).pressSequentially("account-19");
      await page.getByText("111 of 2,000 accounts").waitFor();
      await page.getByRole("button", { name: "Open account-19", exact: true }).waitFor();
    },
  ],
  [
    "another word",
    async (page) => {
      await searchIn(page).fill("team-3");
      await page.getByText("286 of 2,000 accounts").waitFor();
    },
  ],
  [
    "all again",
    async (page) => {
      await searchIn(page).fill("");
      await page.getByText("2,000 of 2,000 accounts").waitFor();
    },
  ],
  [
    "to the end",
    // The page may still be laid out for the shorter list when it is asked how long it is: asked again until the end is seen.
    (page) =>
      until("the last account is on screen", async () => {
        await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
        return page.getByRole("button", { name: "Open account-999", exact: true }).isVisible();
      }),
  ],
  [
    "to the top",
    async (page) => {
      await page.evaluate("window.scrollTo(0, 0)");
      await page.getByRole("button", { name: "Open account-0", exact: true }).waitFor();
      expect(await page.getByRole("row").count()).toBeLessThan(40);
    },
  ],
  [
    "ticking all",
    async (page) => {
      await page.getByRole("checkbox", { name: "Select this page" }).check();
      await page.getByRole("button", { name: "2,000 selected" }).waitFor();
    },
  ],
  ["ticking none", (page) => page.getByRole("button", { name: "Clear selection" }).click()],
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

test("2,000 accounts are filtered, scrolled and ticked without a task over 100 ms", async () => {
  await using world = await startMany();
  const { page, errors } = await openMany(world);
  await watchTasks(page);
  // Each thing at its best: other tests share the machine, but a stall of the page's own comes every time.
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS && (round === 0 || Math.max(...best.values()) > STALL_MS); round += 1) {
    for (const [what, act] of STEPS) {
      await act(page);
      best.set(what, Math.min(best.get(what) ?? Infinity, Math.max(0, ...(await takeTasks(page)))));
    }
  }
  expect([...best].filter(([, ms]) => ms > STALL_MS)).toEqual([]);
  expect(errors()).toEqual([]);
}, 60_000);

test("2,000 accounts are disabled and enabled with their number on screen, and the page goes on all the while", async () => {
  await using world = await startMany();
  const { page, errors } = await openMany(world);
  await page.getByRole("checkbox", { name: "Select this page" }).check();
  const bar = page.getByRole("region", { name: "Selection" });
  const change = async (button: string, done: string): Promise<void> => {
    await bar.getByRole("button", { name: button }).click();
    await page.getByText(/^[\d,]+ of 2,000 done…$/).waitFor();
    // Whoever looks for an account meanwhile finds it.
    await searchIn(page).fill("account-19");
    await page.getByText("111 of 2,000 accounts").waitFor();
    await page.getByText(done).waitFor({ timeout: SLOW_MACHINE_MS });
    await searchIn(page).fill("");
    await page.getByText("2,000 of 2,000 accounts").waitFor();
  };
  const tasks = await tasksDuring(browser, page, async () => {
    await change("Disable", "2,000 accounts disabled");
    await page.getByRole("button", { name: "Disabled 2,000" }).waitFor();
    await change("Enable", "2,000 accounts enabled");
    await page.getByRole("button", { name: "Serving 2,000" }).waitFor();
  });
  expect(tasks.filter((ms) => ms > STALL_MS)).toEqual([]);
  const api = await signIn(world);
  const { entries } = await api.call("get", "/api/audit", { query: { action: "account.batch" } });
  expect(entries.at(-1)?.detail).toMatch(/^pause: 200 of 200 accounts: (claude \w+ \(\w{16}\)(, | and )){20}180 more$/);
  expect(errors()).toEqual([]);
}, 180_000);

function startMany(): Promise<World> {
  return startWorld({
    accounts: 0,
    prepare: async ({ dataDir }) => {
      const write = (index: number): Promise<void> => {
        const file = { type: "claude", api_key: `sk-${index}`, label: `account-${index}`, note: `team-${index % 7}` };
        return writeFile(join(dataDir, "auths", `claude-${index}.json`), JSON.stringify(file), { mode: 0o600 });
      };
      await Promise.all(Array.from({ length: MANY }, (_, index) => write(index)));
    },
  });
}

/** All of them on one page. */
async function openMany(world: World): Promise<OpenedPage> {
  const opened = await openDashboard(browser, world, { as: "operator", path: "/accounts?size=0" });
  await opened.page.getByText("2,000 of 2,000 accounts").waitFor();
  await opened.page.getByRole("button", { name: "Open account-0", exact: true }).waitFor();
  return opened;
}

/** Everything that keeps the page busy for 50 ms or longer, from now on. */
async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(`
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longTasks.push(Math.round(duration));
    }).observe({ entryTypes: ["longtask"] });
  `);
}

/** In ms, those since the last time. They are told a little later: the page is let come to rest first. */
function takeTasks(page: Page): Promise<readonly number[]> {
  return page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestIdleCallback(() => done(window.longTasks.splice(0)))))",
  );
}
