// What is left of a window, in a cell: `69% (14:05)` today, `69% (14:05 on 3 Aug)` later, less where there is less room.
// Times are this computer's own.

import type { QuotaWindow } from "../domain/quota.ts";
import type { Cell } from "./table.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export function usageCell(window: QuotaWindow | null, now: number): Cell {
  if (window === null) return ["-"];
  const { resetsAt } = window;
  if (resetsAt !== null && resetsAt <= now) return ["100%"];
  const left = `${remainingPercent(window, now)}%`;
  if (resetsAt === null) return [left];
  const [time, date] = [localTime(resetsAt), localDate(resetsAt)];
  if (date === localDate(now) && resetsAt - now < DAY_MS) return [`${left} (${time})`, left];
  return [`${left} (${time} on ${date})`, `${left} (${date})`, `${left} (${time})`, left];
}

/** Whole percent that are left: never more than there are. 100 where the window has been reset. */
export function remainingPercent({ usedPercent, resetsAt }: QuotaWindow, now: number): number {
  if (resetsAt !== null && resetsAt <= now) return 100;
  return Math.trunc(Math.min(100, Math.max(0, 100 - usedPercent)));
}

/** `Now`, `2m ago`, `14h ago`, `1d ago`; `-` for never. */
export function agoCell(at: number | null, now: number): Cell {
  if (at === null) return ["-"];
  const age = Math.max(0, now - at);
  if (age < MINUTE_MS) return ["Now"];
  if (age < HOUR_MS) return forms(Math.floor(age / MINUTE_MS), "m");
  if (age < DAY_MS) return forms(Math.floor(age / HOUR_MS), "h");
  return forms(Math.floor(age / DAY_MS), "d");
}

function forms(count: number, unit: string): Cell {
  return [`${count}${unit} ago`, `${count}${unit}`];
}

function localTime(at: number): string {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

function localDate(at: number): string {
  const date = new Date(at);
  return `${date.getDate()} ${MONTHS[date.getMonth()] ?? ""}`;
}
