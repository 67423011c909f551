// A line of the log as panels read it: `2026-01-01 12:00:00.000Z info request status=200 ...`, times in UTC.

/** The line in the contract's words; one that is not of our writing stays as it is. */
export function shownLine(line: string): string {
  const entry = entryOf(line);
  if (entry === null) return line;
  const { level, time, event, ...fields } = entry;
  const told = Object.entries(fields).map(([name, value]) => `${name}=${shownValue(value)}`);
  return [String(time).replace("T", " "), level, event, ...told].join(" ");
}

/** Unix seconds at which it was written; null where it does not say. */
export function secondsOf(line: string): number | null {
  const [, date, time] = TIME.exec(line) ?? [];
  const at = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(at) ? null : Math.floor(at / 1000);
}

/** At the beginning, or as the `time` of a JSON line. */
const TIME = /^(?:\[|\{"level":"\w{1,9}","time":")?(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/;

function entryOf(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

function shownValue(value: unknown): string {
  return typeof value === "string" && /^[\w.:@/+-]+$/.test(value) ? value : JSON.stringify(value);
}
