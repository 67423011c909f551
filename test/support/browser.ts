// A real Chromium, from the npm registry, that looks at the dashboard of a world.
//
//   const { page, errors } = await openDashboard(browser, world, { as: "operator", path: "/accounts" });

import packed from "@sparticuz/chromium";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

import { signIn } from "./api-client.ts";
import type { World } from "./world.ts";

export interface PageOptions {
  /** Width and height of the window, CSS pixels; default 1440 by 900. */
  readonly size?: readonly [width: number, height: number];
  readonly theme?: "light" | "dark";
  readonly language?: "en" | "zh";
  /** Signed in already, as by an earlier visit; left out: nobody is. */
  readonly as?: "operator" | "viewer";
  /** The page behind the `#`; default `/`. */
  readonly path?: string;
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page threw, and what it said to its console as an error. A journey ends with none. */
  errors(): readonly string[];
}

/** In containers there is no sandbox to be had, and little shared memory. */
const ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];

/** Less than a test has: what was waited for in vain is told, and the browser is there for the next one. */
const PATIENCE_MS = 10_000;

/** Unpacked once a machine. Its own arguments are for servers without a second process: they would switch safeguards off. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const args = [...ARGUMENTS, ...more];
  return chromium.launch({ executablePath: await packed.executablePath(), args, headless: true });
}

/** The dashboard in a browser of its own: no cookie, no memory of another page. */
export async function openDashboard(
  browser: Browser,
  world: Pick<World, "url">,
  { size: [width, height] = [1440, 900], theme = "light", language = "en", as, path = "/" }: PageOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language === "zh" ? "zh-CN" : "en-GB",
    timezoneId: "UTC",
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  if (as !== undefined) await bringSession(context, world, as);
  const errors: string[] = [];
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  await page.goto(`${world.url}/#${path}`);
  return { page, errors: () => errors };
}

/** The cookie that signing in would have left. */
async function bringSession(
  context: BrowserContext,
  world: Pick<World, "url">,
  role: "operator" | "viewer",
): Promise<void> {
  const { cookie } = await signIn(world, role);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url: world.url, httpOnly: true, sameSite: "Lax" }]);
}
