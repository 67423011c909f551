// The windows as a table: for readers, and for who wants the numbers.

import { durationText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { QuotaBar } from "../../ui/quota-bar.tsx";
import { Time } from "../../ui/time.tsx";
import { AccountName } from "./account-name.tsx";
import { QUOTA_TEXT } from "./messages.ts";
import type { Lane, QuotaRow } from "./quota-rows.ts";

const ROW_PX = 52;
const HEADS = [QUOTA_TEXT.left, QUOTA_TEXT.resets, QUOTA_TEXT.dry] as const;

export function QuotaTable({ rows }: { readonly rows: readonly QuotaRow[] }) {
  const t = useText();
  const { ref, items, height, topOf } = useVirtualRows<HTMLTableSectionElement>(rows.length, ROW_PX);
  const [first] = items;
  const last = items.at(-1);
  const above = first === undefined ? 0 : topOf(first);
  const below = last === undefined ? 0 : height - topOf(last) - last.size;
  return (
    <div role="region" aria-label={t(QUOTA_TEXT.windows)} tabIndex={0} className="relative overflow-x-auto">
      <table aria-rowcount={rows.length + 2} className="w-full min-w-[56rem] table-fixed text-left">
        <thead className="text-xs text-soft">
          <tr>
            <th scope="col" rowSpan={2} className="w-56 px-4 py-1 align-bottom font-medium">
              {t(QUOTA_TEXT.account)}
            </th>
            {[QUOTA_TEXT.short, QUOTA_TEXT.week].map((text) => (
              <th key={text.en} scope="colgroup" colSpan={3} className="px-2 pt-1 font-semibold text-ink">
                {t(text)}
              </th>
            ))}
            <th scope="col" rowSpan={2} className="w-28 px-4 py-1 align-bottom font-medium">
              {t(QUOTA_TEXT.seen)}
            </th>
          </tr>
          <tr>
            {["short", "week"].flatMap((lane) =>
              HEADS.map((text) => (
                <th key={`${lane} ${text.en}`} scope="col" className="px-2 py-1 font-medium">
                  {t(text)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody ref={ref}>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {items.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <tr key={row.id} aria-rowindex={item.index + 3} className="border-t" style={{ height: ROW_PX }}>
                <th scope="row" className="px-4 font-normal">
                  <AccountName row={row} />
                </th>
                <LaneCells lane={row.short} />
                <LaneCells lane={row.week} />
                <td className="px-4 text-xs text-soft">
                  <Time at={row.observedAt} />
                </td>
              </tr>
            );
          })}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

function LaneCells({ lane }: { readonly lane: Lane | null }) {
  const t = useText();
  return (
    <>
      <td className="px-2">
        {lane === null ? (
          <span className="text-soft">–</span>
        ) : (
          <QuotaBar label={durationText(lane.windowMs)} remaining={100 - lane.usedPercent} />
        )}
      </td>
      <td className="px-2 text-xs">
        {lane === null || lane.resetsAt !== null ? (
          <Time at={lane?.resetsAt ?? null} />
        ) : (
          <span className="text-soft">{t(QUOTA_TEXT.notBegun)}</span>
        )}
      </td>
      <td className="px-2 text-xs">
        <LaneEnd lane={lane} />
      </td>
    </>
  );
}

export function LaneEnd({ lane }: { readonly lane: Lane | null }) {
  const t = useText();
  if (lane === null) return <span className="text-soft">–</span>;
  if (lane.usedPercent >= 100) return <span className="font-medium text-bad">{t(QUOTA_TEXT.usedUp)}</span>;
  if (lane.dryAt !== null) return <Time at={lane.dryAt} className="font-medium text-bad" />;
  return <span className="text-soft">{t(lane.survives === true ? QUOTA_TEXT.lasts : QUOTA_TEXT.notKnown)}</span>;
}
