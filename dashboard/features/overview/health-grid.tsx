// The cells of the last 24 hours. One tab stop; arrows go from cell to cell, and each leads to its requests.

import { type KeyboardEvent, useRef, useState } from "react";

import { addressOf } from "../../lib/address-of.ts";
import { cx } from "../../lib/cx.ts";
import { clockText } from "../../lib/format.ts";
import { say, useLanguage, useText } from "../../lib/i18n.ts";
import { CELL_MS, CELLS_AN_HOUR, type HealthCell, type HealthHour, healthHours } from "./health-cells.ts";
import { HEALTH_LOOKS } from "./health-looks.ts";
import { TEXT } from "./messages.ts";
import type { Overview } from "./overview-query.ts";

/** Every third hour has its name below. */
const NAMED_EVERY = 3;
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: -CELL_MS,
  ArrowDown: CELL_MS,
  ArrowLeft: -CELL_MS * CELLS_AN_HOUR,
  ArrowRight: CELL_MS * CELLS_AN_HOUR,
};

export function HealthGrid({ health }: { readonly health: Overview["health"] }) {
  const t = useText();
  const hours = healthHours(health);
  const last = Date.parse(health.at(-1)?.at ?? "");
  const place = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(last);
  const [pointed, setPointed] = useState<number | null>(null);
  const known = new Map(
    hours.flatMap(({ cells }) => cells.flatMap((cell) => (cell === null ? [] : [[cell.at, cell]]))),
  );
  const reachable = known.has(current) ? current : last;
  const move = (event: KeyboardEvent): void => {
    const to = reachable + (STEPS[event.key] ?? Number.NaN);
    if (!known.has(to)) return;
    event.preventDefault();
    setCurrent(to);
    place.current?.querySelector<HTMLElement>(`[data-at="${to}"]`)?.focus();
  };
  return (
    <div
      ref={place}
      role="group"
      aria-label={t(TEXT.health)}
      onKeyDown={move}
      onPointerLeave={() => setPointed(null)}
      className="relative"
    >
      <div className="flex gap-0.5 sm:gap-1">
        {hours.map((hour, index) => (
          <Hour
            key={hour.at}
            hour={hour}
            isNamed={index % NAMED_EVERY === 0}
            reachable={reachable}
            onPoint={setPointed}
          />
        ))}
      </div>
      <CellTip hours={hours} pointed={pointed} />
    </div>
  );
}

interface HourProps {
  readonly hour: HealthHour;
  readonly isNamed: boolean;
  /** The cell that a tab leads to, epoch ms. */
  readonly reachable: number;
  readonly onPoint: (at: number | null) => void;
}

function Hour({ hour, isNamed, reachable, onPoint }: HourProps) {
  const language = useLanguage();
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-0.5 sm:gap-1">
      {hour.cells.map((cell, index) =>
        cell === null ? (
          <span key={index} className="h-3 sm:h-4" />
        ) : (
          <a
            key={index}
            data-at={cell.at}
            href={addressOf("/monitoring", {
              from: new Date(cell.at).toISOString(),
              to: new Date(cell.at + CELL_MS).toISOString(),
            })}
            tabIndex={cell.at === reachable ? 0 : -1}
            aria-label={cellText(cell)}
            onPointerEnter={() => onPoint(cell.at)}
            onFocus={() => onPoint(cell.at)}
            onBlur={() => onPoint(null)}
            className={cx("block h-3 rounded-xs hover:opacity-70 sm:h-4", HEALTH_LOOKS[cell.tone].className)}
          />
        ),
      )}
      <span aria-hidden className="h-4 w-0 text-[0.7rem] whitespace-nowrap text-soft">
        {isNamed && new Date(hour.at).toLocaleTimeString(language, { hour: "2-digit", hourCycle: "h23" })}
      </span>
    </div>
  );
}

function CellTip({ hours, pointed }: { readonly hours: readonly HealthHour[]; readonly pointed: number | null }) {
  const column = hours.findIndex(({ cells }) => cells.some((cell) => cell?.at === pointed));
  const cell = hours[column]?.cells.find((one) => one?.at === pointed);
  if (cell === null || cell === undefined) return null;
  const share = (column + 0.5) / hours.length;
  return (
    <div
      aria-hidden
      style={share > 0.5 ? { right: `${(1 - share) * 100}%` } : { left: `${share * 100}%` }}
      className="pointer-events-none absolute bottom-full z-10 mb-1 w-max max-w-60 rounded-md bg-ink px-2 py-1 text-xs text-ground shadow-card"
    >
      {cellText(cell)}
    </div>
  );
}

function cellText({ at, requests, failures }: HealthCell): string {
  const times = { from: clockText(at, at), to: clockText(at + CELL_MS, at + CELL_MS) };
  return requests === 0 ? say(TEXT.quietCell, times) : say(TEXT.cell, { ...times, count: requests, failures });
}
