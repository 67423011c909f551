// The first line of the day: is anything wrong, and where is it mended?

import { CircleCheck, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";

import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { FindingLink } from "./finding-link.tsx";
import { TEXT } from "./messages.ts";
import type { Overview } from "./overview-query.ts";
import { findingText, headlineOf } from "./verdict-text.ts";
import type { Verdict } from "./verdict.ts";

const LOOKS: Readonly<Record<Verdict["tone"], { readonly icon: LucideIcon; readonly className: string }>> = {
  good: { icon: CircleCheck, className: "bg-good-soft text-good" },
  warn: { icon: TriangleAlert, className: "bg-warn-soft text-warn" },
  bad: { icon: OctagonAlert, className: "bg-bad-soft text-bad" },
};

export function VerdictBanner({ verdict, overview }: { readonly verdict: Verdict; readonly overview: Overview }) {
  const t = useText();
  const now = useNow();
  const { icon: Icon, className } = LOOKS[verdict.tone];
  const [worst, ...others] = verdict.findings;
  const count = overview.pools.reduce((sum, { accounts }) => sum + accounts, 0);
  const usable = overview.pools.reduce((sum, pool) => sum + pool.usable, 0);
  return (
    <section className={cx("flex flex-wrap items-start gap-x-4 gap-y-3 rounded-xl px-4 py-4 sm:px-5", className)}>
      <Icon aria-hidden className="mt-0.5 size-7 shrink-0" />
      <div className="min-w-0 grow basis-64">
        <div role="status">
          <h2 className="text-xl font-semibold tracking-tight sm:text-2xl">{headlineOf(verdict, now)}</h2>
        </div>
        <p className="text-ink">
          {t(TEXT.canServe, { usable, count })}
          {overview.in_flight > 0 && ` · ${t(TEXT.inFlight, { count: overview.in_flight })}`}
        </p>
        {others.length > 0 && (
          <ul aria-label={t(TEXT.findings)} className="mt-2 flex flex-col gap-1 text-ink">
            {others.map((finding) => (
              <li key={JSON.stringify(finding)} className="flex flex-wrap items-baseline gap-x-3">
                {findingText(finding, now)}
                <FindingLink finding={finding} />
              </li>
            ))}
          </ul>
        )}
      </div>
      {worst !== undefined && <FindingLink finding={worst} isMain />}
    </section>
  );
}
