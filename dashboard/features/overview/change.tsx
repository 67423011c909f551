// How a number stands against the stretch of time before.

import { TrendingDown, TrendingUp } from "lucide-react";

import { compactNumber, percentText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { TEXT } from "./messages.ts";

/** Beyond it a percentage says less than "many times". */
const MOST_PERCENT = 999;

export function Change({ now, before }: { readonly now: number; readonly before: number }) {
  const t = useText();
  if (before === 0) return now > 0 && t(TEXT.noneBefore);
  const percent = (now / before - 1) * 100;
  if (Math.abs(percent) < 1) return t(TEXT.sameAsBefore);
  const Icon = percent > 0 ? TrendingUp : TrendingDown;
  const change =
    percent > MOST_PERCENT ? `× ${compactNumber(now / before)}` : `${percent > 0 ? "+" : ""}${percentText(percent)}`;
  return (
    <span className="inline-flex items-baseline gap-1">
      <Icon aria-hidden className="size-3 shrink-0 self-center" />
      {t(TEXT.change, { change })}
    </span>
  );
}
