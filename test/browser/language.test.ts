// In Chinese nothing is half said: pages have no English sentence on them, and what the gateway refuses is told with its facts.

import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Browser, Page } from "playwright-core";

import { signIn } from "../support/api-client.ts";
import { chat } from "../support/asks.ts";
import { launchBrowser, openDashboard } from "../support/browser.ts";
import { ranked, startWorld, type World } from "../support/world.ts";

const MINUTE_MS = 60_000;
const REFUSED_CALL = /^Failed to load resource: the server responded with a status of 4\d\d/;

/** Pages by their address, with what is on them once they have been read. */
const PAGES: readonly (readonly [path: string, shows: string])[] = [
  ["/?welcome=false", "需要关注"],
  ["/?welcome=true", "switchyard connect codex"],
  ["/accounts", "ada@example.com"],
  ["/logins", "Qwen"],
  ["/quota", "ada@example.com"],
  ["/inspection", "ben@example.com"],
  ["/queue", "ben@example.com"],
  ["/usage", "ben@example.com"],
  ["/usage?tab=prices", "gpt-5.5"],
  ["/simulator", "ada@example.com"],
  ["/client-keys", "laptop"],
  ["/providers", "Codex"],
  ["/providers?tab=keys", "密钥"],
  ["/providers?tab=upstreams", "上游"],
  ["/providers?tab=models", "模型"],
  ["/settings", "用得最少"],
  ["/settings?tab=access", "密钥"],
  ["/settings?tab=security", "密码"],
  ["/settings?tab=storage", "占用空间"],
  ["/settings?tab=limits", "等待"],
  ["/settings?tab=look", "语言"],
  ["/settings?tab=about", "版本"],
];

/** Four words in a row are a sentence; names of products are shorter. Code, and what is marked as English, is evidence. */
const ENGLISH_ON_PAGE = `(() => {
  const isEvidence = (node) => node.parentElement?.closest("code, pre, noscript, textarea, [lang=en]") !== null;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent ?? "";
    if (/[A-Za-z']{2,}( [A-Za-z']{2,}){3}/.test(text) && !isEvidence(walker.currentNode)) found.push(text);
  }
  return found;
})()`;

let world: World;
let browser: Browser;

beforeAll(async () => {
  [world, browser] = await Promise.all([
    startWorld({ accounts: ranked(3), config: { "request-retry": 1, "a-key-that-is-unknown": 1 } }),
    launchBrowser(),
  ]);
  const api = await signIn(world);
  await api.call("post", "/api/client-keys", { json: { name: "laptop" } });
  world.fault({ fault: { kind: "usage-limit", resetsInMs: 3_600_000 } });
  await (await world.post("/v1/chat/completions", chat("hello"))).text();
  const { accounts } = await api.call("get", "/api/accounts");
  const ben = accounts.find(({ email }) => email === "ben@example.com");
  world.accounts[1]?.sandbox.revokeLogin();
  await api.raw("POST", `/api/accounts/${ben?.account_id}/refresh-token`);
  await api.raw("POST", "/api/inspection/runs", { body: {} });
}, MINUTE_MS);
afterAll(async () => {
  await browser.close();
  await world[Symbol.asyncDispose]();
});

async function openInChinese(path: string) {
  const opened = await openDashboard(browser, world, { as: "operator", language: "zh", path });
  return { ...opened, defects: () => opened.errors().filter((error) => !REFUSED_CALL.test(error)) };
}

const englishOn = (page: Page): Promise<readonly string[]> => page.evaluate<readonly string[]>(ENGLISH_ON_PAGE);

test(
  "no page has an English sentence on it, and every time tells the exact one on hover",
  async () => {
    const { page, defects } = await openInChinese("/nowhere");
    for (const [path, shows] of PAGES) {
      await page.goto(`${world.url}/#${path}`);
      await page.locator("main").getByText(shows).first().waitFor();
      expect({ path, english: await englishOn(page) }).toEqual({ path, english: [] });
      const bare = await page.evaluate<number>('document.querySelectorAll("time:not([title])").length');
      expect({ path, bare }).toEqual({ path, bare: 0 });
    }
    expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
    expect(defects()).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "what keeps an account from serving is told by its code, and the upstream's own words stand beside it as evidence",
  async () => {
    const { page, defects } = await openInChinese("/accounts");
    await page.getByText("用量已达上限").first().waitFor();
    await page.getByText("刷新令牌已作废，需要重新登录").first().waitFor();
    await page.getByRole("button", { name: "打开 ben@example.com" }).click();
    await page.getByRole("tab", { name: "诊断" }).click();
    await page.getByText("登录已失效，重新登录后立即恢复。").waitFor();
    await page
      .locator("dl")
      .getByText("Your refresh token has been invalidated. Please try signing in again.")
      .waitFor();
    expect(await englishOn(page)).toEqual([]);
    expect(defects()).toEqual([]);
  },
  MINUTE_MS,
);

test(
  "what the gateway refuses is told with its facts: which field of a file, which line, what instead",
  async () => {
    const { page, defects } = await openInChinese("/accounts");
    await page.getByRole("button", { name: "粘贴 JSON" }).click();
    await page.getByRole("dialog").getByRole("textbox").fill('{"type":"codex","id_token":"a.b.c"}');
    await page.getByRole("dialog").getByRole("button", { name: "保存", exact: true }).click();
    await page.getByText("缺少 access_token").waitFor();

    await page.goto(`${world.url}/#/settings?tab=file`);
    await page.getByText("未知的键“a-key-that-is-unknown”").waitFor();
    const area = page.getByRole("textbox", { name: "config.yaml 的内容" });
    await area.fill(`${await area.inputValue()}\nport: 99999999\n`);
    await page.getByRole("button", { name: "检查", exact: true }).click();
    await page.getByText("应为 0 到 65535 之间的整数，实际为 99999999").waitFor();
    expect(await englishOn(page)).toEqual([]);
    expect(defects()).toEqual([]);
  },
  MINUTE_MS,
);
