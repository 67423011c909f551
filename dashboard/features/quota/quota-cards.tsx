// The windows on a phone: a card an account.

import { useCallback } from "react";

import { durationText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { UI_TEXT } from "../../ui/messages.ts";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { Time } from "../../ui/time.tsx";
import { AccountName } from "./account-name.tsx";
import { QUOTA_TEXT } from "./messages.ts";
import type { Lane, QuotaRow } from "./quota-rows.ts";
import { LaneEnd } from "./quota-table.tsx";

const CARD_PX = 140;

export function QuotaCards({ rows }: { readonly rows: readonly QuotaRow[] }) {
  const keyOf = useCallback((index: number) => rows[index]?.id ?? "", [rows]);
  const { ref, items, height, topOf, measure } = useVirtualRows<HTMLUListElement>(rows.length, CARD_PX, keyOf);
  return (
    <ul ref={ref} className="relative" style={{ height }}>
      {items.map((item) => {
        const row = rows[item.index];
        return row === undefined ? null : (
          <li
            key={row.id}
            ref={measure}
            data-index={item.index}
            aria-setsize={rows.length}
            aria-posinset={item.index + 1}
            className="absolute inset-x-0 top-0 flex flex-col gap-2 border-t px-4 py-3"
            style={{ transform: `translateY(${topOf(item)}px)` }}
          >
            <AccountName row={row} />
            <LaneBar lane={row.short} />
            <LaneBar lane={row.week} />
          </li>
        );
      })}
    </ul>
  );
}

function LaneBar({ lane }: { readonly lane: Lane | null }) {
  const t = useText();
  if (lane === null) return null;
  return (
    <QuotaBar
      label={durationText(lane.windowMs)}
      remaining={100 - lane.usedPercent}
      note={
        <span className="flex flex-wrap justify-between gap-x-3">
          <span>
            {t(QUOTA_TEXT.resets)}
            {t(UI_TEXT.colon)}
            {lane.resetsAt === null ? t(QUOTA_TEXT.notBegun) : <Time at={lane.resetsAt} />}
          </span>
          <span>
            {lane.dryAt !== null && lane.usedPercent < 100 && `${t(QUOTA_TEXT.dry)}${t(UI_TEXT.colon)}`}
            <LaneEnd lane={lane} />
          </span>
        </span>
      }
    />
  );
}
