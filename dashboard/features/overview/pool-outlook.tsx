// How long a pool lasts at today's pace.

import type { PoolForecast } from "../../lib/forecast-query.ts";
import { clockText, relativeText } from "../../lib/format.ts";
import { useLanguage, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { TEXT } from "./messages.ts";

/** More than this is as good as endless. */
const MOST_TIMES = 20;

export function PoolOutlook({ forecast }: { readonly forecast: PoolForecast }) {
  const t = useText();
  const now = useNow();
  const language = useLanguage();
  const { runs_dry_at: dryAt, back_at: backAt, survives, headroom } = forecast;
  if (dryAt !== null) {
    return (
      <p className="text-xs text-warn">
        {t(TEXT.runsDry, { relative: relativeText(dryAt, now), time: clockText(dryAt, now) })}
        {backAt !== null && ` · ${t(TEXT.backAt, { relative: relativeText(backAt, now) })}`}
      </p>
    );
  }
  if (survives !== true) return null;
  const times =
    headroom === null || headroom > MOST_TIMES ? null : headroom.toLocaleString(language, { maximumFractionDigits: 1 });
  return (
    <p className="text-xs text-soft">
      {t(TEXT.lasts)}
      {times !== null && ` · ${t(TEXT.headroom, { times })}`}
    </p>
  );
}
