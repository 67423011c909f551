// Who costs the most: models, or accounts.

import { addressOf } from "../../lib/address-of.ts";
import { usdText, wholeNumber } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { Card } from "../../ui/card.tsx";
import { Private } from "../../ui/private.tsx";
import { Skeleton } from "../../ui/states.tsx";
import { TEXT } from "./messages.ts";
import type { Timeframe } from "./overview-query.ts";
import { type UsageRow, useUsage } from "./usage-query.ts";

const MOST_SHOWN = 5;

export function TopCard({ by, timeframe }: { readonly by: "model" | "account"; readonly timeframe: Timeframe }) {
  const t = useText();
  const { data } = useUsage(by, timeframe);
  const rows = data?.rows.toSorted((a, b) => b.cost_usd - a.cost_usd || b.requests - a.requests).slice(0, MOST_SHOWN);
  const most = Math.max(...(rows ?? []).map(({ cost_usd }) => cost_usd), 0);
  return (
    <Card
      title={t(by === "model" ? TEXT.topModels : TEXT.topAccounts)}
      actions={
        <a href={addressOf("/usage", { by })} className="text-xs font-medium text-accent hover:underline">
          {t(TEXT.allUsage)}
        </a>
      }
    >
      {rows === undefined && <Skeleton className="h-40" />}
      {rows?.length === 0 && <p className="py-4 text-soft">{t(TEXT.noUse)}</p>}
      <ol className="flex flex-col gap-2.5">
        {rows?.map((row) => (
          <TopRow key={row.name} by={by} row={row} most={most} />
        ))}
      </ol>
    </Card>
  );
}

interface TopRowProps {
  readonly by: "model" | "account";
  readonly row: UsageRow;
  /** The largest cost of the list, US dollars. */
  readonly most: number;
}

function TopRow({ by, row, most }: TopRowProps) {
  const t = useText();
  const label = row.label === "" ? t(TEXT.withoutName) : row.label;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-1">
      <span className="truncate font-medium">{by === "account" ? <Private>{label}</Private> : label}</span>
      <span className="text-right">
        {usdText(row.cost_usd)}
        <span className="inline-block min-w-28 text-xs text-soft">
          {t(TEXT.ofRequests, { count: row.requests === 1 ? 1 : wholeNumber(row.requests) })}
        </span>
      </span>
      <span aria-hidden className="col-span-2 h-1 overflow-hidden rounded-full bg-sunken">
        <span
          className="block h-full rounded-full bg-meter"
          style={{ width: `${most === 0 ? 0 : (row.cost_usd / most) * 100}%` }}
        />
      </span>
    </li>
  );
}
