// How long a refusal asks to wait, as HTTP says it.

/** Epoch ms from `retry-after-ms` or `retry-after` (seconds or a date); null where neither tells. */
export function retryAfter(headers: Headers, now: number): number | null {
  const ms = Number(headers.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(ms)) return now + ms;
  const value = headers.get("retry-after");
  if (value === null || value.trim() === "") return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return now + seconds * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : at;
}
