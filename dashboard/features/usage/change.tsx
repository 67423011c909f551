// How much a number has grown against the stretch before.

import { TrendingDown, TrendingUp } from "lucide-react";

import { compactNumber, percentText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { TEXT } from "./messages.ts";

/** Beyond it a percentage says less than "many times". */
const MOST_PERCENT = 999;

export interface ChangeProps {
  readonly now: number;
  readonly before: number;
  /** The percentage alone. */
  readonly short?: boolean;
}

export function Change({ now, before, short = false }: ChangeProps) {
  const t = useText();
  if (before === 0) return now > 0 && !short ? t(TEXT.noneBefore) : null;
  const percent = (now / before - 1) * 100;
  if (Math.abs(percent) < 1) return short ? null : t(TEXT.same);
  const Icon = percent > 0 ? TrendingUp : TrendingDown;
  const change =
    percent > MOST_PERCENT ? `× ${compactNumber(now / before)}` : `${percent > 0 ? "+" : ""}${percentText(percent)}`;
  return (
    <span className="inline-flex items-baseline gap-1">
      <Icon aria-hidden className="size-3 shrink-0 self-center" />
      {short ? change : t(TEXT.change, { change })}
    </span>
  );
}
