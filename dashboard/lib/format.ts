// Numbers and times as people read them, in the page's language, with their unit.

import { currentLanguage, type Language } from "./i18n.ts";

/** To make a formatter costs more than to use it a hundred times: each is kept, for each language. */
function kept<Formatter, Given extends readonly number[]>(
  make: (language: Language, ...given: Given) => Formatter,
): (...given: Given) => Formatter {
  const made = new Map<string, Formatter>();
  return (...given) => {
    const language = currentLanguage();
    const key = [language, ...given].join(" ");
    const formatter = made.get(key) ?? make(language, ...given);
    made.set(key, formatter);
    return formatter;
  };
}

const compact = kept((language) => new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }));
const decimals = kept((language, most: number) => new Intl.NumberFormat(language, { maximumFractionDigits: most }));
const usd = kept(
  (language, digits: number) =>
    new Intl.NumberFormat(language, {
      ...{ style: "currency", currency: "USD" },
      minimumFractionDigits: Math.min(2, digits),
      maximumFractionDigits: digits,
    }),
);
const relative = kept((language) => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" }));
/** The day has 24 hours on every page: in the log, on an axis, in a cell of ten minutes. */
export const HOURS = { hourCycle: "h23" } as const satisfies Intl.DateTimeFormatOptions;
const exact = kept(
  (language) => new Intl.DateTimeFormat(language, { ...HOURS, dateStyle: "medium", timeStyle: "long" }),
);
const CLOCK: Intl.DateTimeFormatOptions = { ...HOURS, hour: "2-digit", minute: "2-digit" };
const clock = kept((language) => new Intl.DateTimeFormat(language, CLOCK));
const dayAndClock = kept((language) => new Intl.DateTimeFormat(language, { ...CLOCK, day: "numeric", month: "short" }));

/** 1234567 -> `1.2M` */
export function compactNumber(value: number): string {
  return compact().format(value);
}

/** 1234567 -> `1,234,567` */
export function wholeNumber(value: number): string {
  return decimals(0).format(value);
}

/** 0..100; null where unknown. */
export function percentText(value: number | null, digits = 0): string {
  if (value === null) return "–";
  return `${decimals(digits).format(value)} %`;
}

export function usdText(value: number | null): string {
  if (value === null) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return usd(digits).format(value);
}

/** 95000 -> `1 min 35 s`; the two largest units. */
export function durationText(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const units = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ] as const;
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

export function bytesText(bytes: number): string {
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(unit.length - 1, bytes === 0 ? 0 : Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return new Intl.NumberFormat(currentLanguage(), {
    style: "unit",
    unit: unit[step] ?? "byte",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1024 ** step);
}

/** `in 3 h`, `2 min ago` */
export function relativeText(at: string | number, now: number): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const [amount, unit] = relativeUnit(seconds);
  return relative().format(amount, unit);
}

/** The instant in full, in the reader's time zone. */
export function exactText(at: string | number): string {
  return exact().format(new Date(at));
}

/** `14:05`, or with the day where it is not today. */
export function clockText(at: string | number, now: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return (isToday ? clock() : dayAndClock()).format(date);
}

/** `14:05:09` in the reader's time zone, with the day before it where it is not today: for lists of what comes fast. */
export function secondsText(at: string | number, now: number): string {
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  const isToday = date.toDateString() === new Date(now).toDateString();
  return isToday ? time : `${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

function relativeUnit(seconds: number): readonly [number, Intl.RelativeTimeFormatUnit] {
  const size = Math.abs(seconds);
  if (size < 60) return [seconds, "second"];
  if (size < 3600) return [Math.round(seconds / 60), "minute"];
  if (size < 86_400) return [Math.round(seconds / 3600), "hour"];
  return [Math.round(seconds / 86_400), "day"];
}
