// How long a pool lasts at today's pace.

import type { PoolForecast } from "../../lib/forecast-query.ts";
import { clockText } from "../../lib/format.ts";
import { useLanguage, useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { TextWithTime } from "../../ui/text-with-time.tsx";
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
        <TextWithTime text={TEXT.runsDry} gap="relative" at={dryAt} values={{ time: clockText(dryAt, now) }} />
        {backAt !== null && (
          <>
            {" · "}
            <TextWithTime text={TEXT.backAt} gap="relative" at={backAt} />
          </>
        )}
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
