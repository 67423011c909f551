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
const dayOf = kept((language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }));
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
  return `${decimals(digits).format(value)}${currentLanguage() === "zh" ? "" : " "}%`;
}

export function usdText(value: number | null): string {
  if (value === null) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 2 : 4;
  return usd(digits).format(value);
}

/** A price a million tokens: cents at least, and all that is behind them. */
export function priceText(value: number): string {
  const digits = [2, 3].find((count) => Number(value.toFixed(count)) === value) ?? 4;
  return usd(digits).format(value);
}
const UNITS: Readonly<Record<Language, readonly [day: string, hour: string, minute: string, second: string]>> = {
  en: ["d", "h", "min", "s"],
  zh: ["天", "小时", "分", "秒"],
};

/** 95000 -> `1 min 35 s`; the two largest units. */
export function durationText(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const [, , , second] = UNITS[currentLanguage()];
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} ${second}`;
  const parts = partsOf(Math.round(ms / 1000));
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** 300 -> `5 h`, 10080 -> `7 d`: in the largest unit that fits. */
export function windowText(minutes: number): string {
  const [day, hour, minute] = UNITS[currentLanguage()];
  if (minutes >= 1440) return `${Math.round(minutes / 1440)} ${day}`;
  return minutes >= 60 ? `${Math.round(minutes / 60)} ${hour}` : `${Math.round(minutes)} ${minute}`;
}

function partsOf(seconds: number): readonly (readonly [count: number, unit: string])[] {
  const [day, hour, minute, second] = UNITS[currentLanguage()];
  return [
    [Math.floor(seconds / 86_400), day],
    [Math.floor((seconds % 86_400) / 3600), hour],
    [Math.floor((seconds % 3600) / 60), minute],
    [seconds % 60, second],
  ];
}

export function bytesText(bytes: number): string {
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(unit.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  // `864 byte` is what the standard makes of it.
  if (step === 0) return `${wholeNumber(bytes)} B`;
  return new Intl.NumberFormat(currentLanguage(), {
    style: "unit",
    unit: unit[step] ?? "byte",
    maximumFractionDigits: 1,
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

/** A day as `2026-03-04`, which is the same everywhere: `Mar 4, 2026`. */
export function dayText(day: string): string {
  return dayOf().format(new Date(day));
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

/** Rounded first: 59 min 40 s is an hour, not sixty minutes. */
function relativeUnit(seconds: number): readonly [number, Intl.RelativeTimeFormatUnit] {
  if (Math.abs(seconds) < 60) return [seconds, "second"];
  const minutes = Math.round(seconds / 60);
  if (Math.abs(minutes) < 60) return [minutes, "minute"];
  const hours = Math.round(seconds / 3600);
  return Math.abs(hours) < 24 ? [hours, "hour"] : [Math.round(seconds / 86_400), "day"];
}
