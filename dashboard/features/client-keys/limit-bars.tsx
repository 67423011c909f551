// How much of each limit is used, and when it begins anew: a bar that fills.

import { Meter } from "@base-ui/react/meter";

import { cx } from "../../lib/cx.ts";
import { useText } from "../../lib/i18n.ts";
import { Time } from "../../ui/time.tsx";
import { amountText } from "./amount-text.ts";
import type { KeyLimit } from "./client-keys-query.ts";
import { TEXT } from "./messages.ts";

const NEARLY = 0.8;

export function LimitBars({ limits }: { readonly limits: readonly KeyLimit[] }) {
  const t = useText();
  if (limits.length === 0) return <p className="text-xs text-soft">{t(TEXT.noLimits)}</p>;
  return (
    <ul className="flex min-w-0 flex-col gap-2">
      {limits.map((limit) => (
        <li key={`${limit.kind}/${limit.window}`}>
          <LimitBar limit={limit} />
        </li>
      ))}
    </ul>
  );
}

function LimitBar({ limit: { kind, window, max, current, reserved, resets_at } }: { readonly limit: KeyLimit }) {
  const t = useText();
  const share = Math.min(1, (current + reserved) / max);
  const amounts = `${amountText(kind, current)} / ${amountText(kind, max)}`;
  const tone = share >= 1 ? "bg-bad" : share >= NEARLY ? "bg-warn" : "bg-meter";
  return (
    <Meter.Root value={share * 100} aria-valuetext={amounts} className="min-w-0 text-xs">
      <div className="flex flex-wrap justify-between gap-x-3">
        <Meter.Label className="font-medium">
          {t(TEXT.limitOf, { kind: t(TEXT[kind]), window: t(TEXT[window]) })}
        </Meter.Label>
        <span title={reserved > 0 ? t(TEXT.held, { amount: amountText(kind, reserved) }) : undefined}>
          {amounts}
          <span className="text-soft">
            {" · "}
            {t(TEXT.resets)} <Time at={resets_at} />
          </span>
        </span>
      </div>
      <Meter.Track className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken ring-1 ring-line/60 ring-inset">
        <Meter.Indicator className={cx("h-full rounded-full transition-all", tone)} />
      </Meter.Track>
    </Meter.Root>
  );
}
