// What a page withholds from people who do not see it, or cannot use a mouse: the rules of WCAG 2 A and AA, by axe-core.

import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

/** One line a violation and place, e.g. `color-contrast (serious) .note: ...`; a page as it should be has none. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { violations } = await (globalThis as unknown as { readonly axe: typeof axe }).axe.run({
      runOnly: { type: "tag", values: tags },
    });
    return violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary = "" }) => {
        const what = failureSummary.split("\n").slice(1).join(";").replaceAll(/\s+/g, " ").trim();
        return `${id} (${impact}) ${target.join(" ")}: ${what}`;
      }),
    );
  }, RULES);
}
