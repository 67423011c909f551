// When a rate limit lifts, as OpenAI and its imitators say it: in `x-ratelimit-*` headers, or in words.

/**
 * Epoch ms at which the last of the used-up limits lifts; null where none is used up. A limit that has something left
 * says by its reset when it will be full again, and that is nobody's wait.
 */
export function rateLimitReset(headers: Headers, now: number): number | null {
  let last: number | null = null;
  headers.forEach((value, name) => {
    const limit = /^(x-ratelimit|ratelimit)-reset(-.+)?$/.exec(name);
    if (limit === null) return;
    const remaining = headers.get(`${limit[1]}-remaining${limit[2] ?? ""}`);
    if (remaining !== null && Number(remaining) > 0) return;
    const at = instantOf(value.trim(), now);
    if (at !== null && (last === null || at > last)) last = at;
  });
  return last;
}

/** "Please try again in 1.5s", "... in 6m0s", "... in 500ms": where a refusal says how long in words alone. Epoch ms. */
export function waitFromMessage(message: string, now: number): number | null {
  const found = /try again in ((?:\d+(?:\.\d+)?\s*(?:ms|s|m|h)[a-z]*\s*)+)/i.exec(message);
  const waitMs = found?.[1] === undefined ? null : durationMs(found[1]);
  return waitMs === null ? null : now + waitMs;
}

/** `1s`, `6m0s`, `20ms` (OpenAI, Groq); seconds (Azure, Cerebras); epoch seconds or ms (OpenRouter); a date. */
function instantOf(value: string, now: number): number | null {
  if (value === "") return null;
  const number = Number(value);
  if (!Number.isNaN(number)) return finite(number > 1e12 ? number : number > 1e9 ? number * 1000 : now + number * 1000);
  if (/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(value)) {
    const waitMs = durationMs(value);
    return waitMs === null ? null : now + waitMs;
  }
  return finite(Date.parse(value));
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function durationMs(text: string): number | null {
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h)[a-z]*/gi)) {
    ms += Number(amount) * (UNIT_MS[(unit ?? "s").toLowerCase()] ?? 1000);
  }
  return finite(ms);
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
