// `npm run screenshots`: photographs every page of the dashboard, in both themes, on a desk and on a phone, into docs/images.
//
//   npm run screenshots                      all of them
//   npm run screenshots -- overview quota    those alone

import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { Browser, Page } from "playwright-core";

import { launchBrowser, openDashboard, type PageOptions } from "../support/browser.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "../support/world.ts";
import { type Shot, SHOTS } from "./shots.ts";
import { type Showcase, startShowcase } from "./showcase-world.ts";

/** Where the gateway stands in the pictures, whichever port it has got. */
const ADDRESS = "127.0.0.1:8317";
const QUALITY = 66;
/** What is longer is cut off. */
const TALLEST = { 1440: 1600, 390: 1800 } as const;
const QUIET_MS = 300;
const PATIENCE_MS = 20_000;
const FOLDER = join(import.meta.dir, "..", "..", "docs", "images");

type Size = NonNullable<PageOptions["size"]>;

const DESK: Size = [1440, 900];
const PHONE: Size = [390, 844];

async function takeAll(names: readonly string[]): Promise<void> {
  const wanted = SHOTS.filter(({ name }) => names.length === 0 || names.includes(name));
  if (wanted.length === 0) throw new Error(`no such page; there are ${SHOTS.map(({ name }) => name).join(", ")}`);
  await mkdir(FOLDER, { recursive: true });
  await using showcase = await startShowcase();
  await using fresh = await startWorld({ accounts: 0 });
  for (const shot of wanted) {
    const world = shot.gateway === "new" ? fresh : showcase.world;
    const browser = await launchBrowser([`--host-resolver-rules=MAP ${ADDRESS} ${new URL(world.url).host}`]);
    try {
      for (const look of looksOf(shot)) await take(browser, { shot, world, showcase, look });
    } finally {
      await browser.close();
    }
  }
}

interface Look extends Required<Pick<PageOptions, "size" | "theme" | "language">> {}

function looksOf({ isTranslated = false }: Shot): readonly Look[] {
  const looks = (["light", "dark"] as const).flatMap((theme) =>
    [DESK, PHONE].map((size): Look => ({ size, theme, language: "en" })),
  );
  const chinese: readonly Look[] = [
    { size: DESK, theme: "light", language: "zh" },
    { size: PHONE, theme: "dark", language: "zh" },
  ];
  return isTranslated ? [...looks, ...chinese] : looks;
}

interface Taking {
  readonly shot: Shot;
  readonly world: World;
  readonly showcase: Showcase;
  readonly look: Look;
}

async function take(browser: Browser, { shot, world, showcase, look }: Taking): Promise<void> {
  const { size, theme, language } = look;
  const as = shot.isStranger === true ? {} : ({ as: "operator" } as const);
  const { page, errors } = await openDashboard(browser, world, { ...look, ...as, path: "/welcome" });
  try {
    await hideThisComputer(page, { url: world.url, instead: showcase.instead });
    const isCalm = watchCalls(page);
    await page.goto("about:blank");
    await page.goto(`http://${ADDRESS}/#${shot.path(showcase)}`);
    await page.locator("h1").first().waitFor();
    await until(`${shot.name} has come to rest`, isCalm, PATIENCE_MS);
    await shot.act?.(page);
    await until(`${shot.name} has come to rest`, isCalm, PATIENCE_MS);
    if (shot.isWindow !== true) await growTo(page, size);
    await until(`${shot.name} has come to rest`, isCalm, PATIENCE_MS);
    const suffix = language === "en" ? "" : `-${language}`;
    const file = join(FOLDER, `${shot.name}-${theme}-${size[0]}${suffix}.jpg`);
    await page.screenshot({ path: file, type: "jpeg", quality: QUALITY, animations: "disabled" });
    if (errors().length > 0) throw new Error(`${file} shows a broken page: ${errors().join("; ")}`);
    process.stdout.write(`${file}\n`);
  } finally {
    // Calls may still be under way.
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await page.context().close();
  }
}

/** A window as tall as the page: what is fixed to its edges stays there, and lists draw all that is in sight. */
async function growTo(page: Page, [width, height]: Size): Promise<void> {
  const content = await page.evaluate<number>("document.documentElement.scrollHeight");
  const tallest = width > 1000 ? TALLEST[1440] : TALLEST[390];
  await page.setViewportSize({ width, height: Math.min(Math.max(height, content), tallest) });
  // The page has seen its new height, and has drawn what it put into it.
  for (let frame = 0; frame < 4; frame += 1) await page.evaluate("new Promise(requestAnimationFrame)");
}

/** True once no call is under way, and none has been for a moment. */
function watchCalls(page: Page): () => boolean {
  const open = new Set<object>();
  let changedAt = Date.now();
  const isCounted = (url: string): boolean => !url.endsWith("/api/events");
  const ended = (request: { url(): string }): void => {
    if (open.delete(request)) changedAt = Date.now();
  };
  page.on("request", (request) => {
    if (!isCounted(request.url())) return;
    open.add(request);
    changedAt = Date.now();
  });
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
  return () => open.size === 0 && Date.now() - changedAt > QUIET_MS;
}

/** What the pages are told of folders and ports is said in other words. The line of events stays as it is. */
async function hideThisComputer(
  page: Page,
  { url, instead }: { readonly url: string; readonly instead: ReadonlyMap<string, string> },
): Promise<void> {
  await page.route(/\/api\/(?!events)/, async (route) => {
    const request = route.request();
    const headers = request.headers();
    const response = await route.fetch({
      url: request.url().replace(`http://${ADDRESS}`, url),
      headers: headers["origin"] === undefined ? headers : { ...headers, origin: url },
    });
    let body = await response.text();
    for (const [own, shown] of instead) body = body.replaceAll(own, shown);
    return route.fulfill({ response, body });
  });
}

await takeAll(process.argv.slice(2));
