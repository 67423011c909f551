// The requests as rows; only those in sight are drawn.

import { memo } from "react";

import { cx } from "../../lib/cx.ts";
import { exactText, secondsText } from "../../lib/format.ts";
import { useText } from "../../lib/i18n.ts";
import { useNow } from "../../lib/now.ts";
import { useVirtualRows } from "../../lib/use-virtual-rows.ts";
import { TEXT } from "./messages.ts";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { type ColumnId, COLUMNS } from "./request-columns.tsx";
import type { Request } from "./request-filter.ts";
import { useReadOn } from "./use-read-on.ts";

const ROW_PX = 42;
const CELL = "min-w-0 truncate px-2";

export interface RequestsProps {
  readonly requests: readonly Request[];
  readonly onOpen: (requestId: string) => void;
  /** Called when the end comes near. */
  readonly onNearEnd: () => void;
}

export function RequestTable({
  requests,
  columns,
  onOpen,
  onNearEnd,
}: RequestsProps & { readonly columns: readonly ColumnId[] }) {
  const t = useText();
  const { ref, items, height, topOf } = useVirtualRows<HTMLDivElement>(requests.length, ROW_PX);
  useReadOn({ last: items.at(-1)?.index ?? -1, count: requests.length, onNearEnd });
  const gridTemplateColumns = [
    "6.5rem",
    "8.5rem",
    "minmax(10rem,1.3fr)",
    ...columns.map((id) => COLUMNS[id].width),
  ].join(" ");
  return (
    <div role="region" aria-label={t(TEXT.requests)} tabIndex={0} className="overflow-x-auto overflow-y-hidden">
      <div role="table" aria-label={t(TEXT.requests)} aria-rowcount={requests.length + 1} className="min-w-max">
        <div role="rowgroup">
          <div
            role="row"
            className="grid items-center border-b px-2 py-2 text-xs font-medium text-soft"
            style={{ gridTemplateColumns }}
          >
            {[TEXT.time, TEXT.outcome, TEXT.model].map((text) => (
              <span key={text.en} role="columnheader" className={CELL}>
                {t(text)}
              </span>
            ))}
            {columns.map((id) => (
              <span key={id} role="columnheader" className={cx(CELL, COLUMNS[id].isNumber === true && "text-right")}>
                {t(COLUMNS[id].text)}
              </span>
            ))}
          </div>
        </div>
        <div ref={ref} role="rowgroup" className="relative" style={{ height }}>
          {items.map((item) => {
            const request = requests[item.index];
            if (request === undefined) return null;
            const style = { gridTemplateColumns, height: ROW_PX, transform: `translateY(${topOf(item)}px)` };
            return (
              <div
                key={request.id}
                role="row"
                aria-rowindex={item.index + 2}
                className="absolute inset-x-0 top-0 grid items-center border-b px-2 hover:bg-sunken"
                style={style}
              >
                <Row request={request} columns={columns} onOpen={onOpen} />
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  readonly request: Request;
  readonly columns: readonly ColumnId[];
  readonly onOpen: (requestId: string) => void;
}

/** Drawn again only where it has changed: scrolling draws what comes into sight. */
const Row = memo(function Row({ request, columns, onOpen }: RowProps) {
  const t = useText();
  const now = useNow();
  const { id, started_at, outcome, status, model_served, model_asked, error_code } = request;
  const name = model_served ?? model_asked ?? request.route;
  const label = error_code === null ? name : `${name} · ${error_code}`;
  return (
    <>
      <span role="cell" className={cx(CELL, "text-soft")} title={exactText(started_at)}>
        {secondsText(started_at, now)}
      </span>
      <span role="cell" className={CELL}>
        <OutcomeBadge outcome={outcome} status={status} />
      </span>
      <span role="cell" className={CELL}>
        <button
          type="button"
          aria-label={`${label}. ${t(TEXT.open, { id })}`}
          onClick={() => onOpen(id)}
          className="max-w-full truncate text-left font-medium after:absolute after:inset-0"
        >
          {name}
          {error_code !== null && <span className="font-normal text-soft"> · {error_code}</span>}
        </button>
      </span>
      {columns.map((column) => (
        <span key={column} role="cell" className={cx(CELL, COLUMNS[column].isNumber === true && "text-right")}>
          {COLUMNS[column].show(request)}
        </span>
      ))}
    </>
  );
});
