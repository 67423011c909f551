// Takes secrets out of what a transcript shows: known values wherever they stand, what is called a secret by its name, and
// what looks like one. Runs over what strangers sent: each pattern looks at a bounded stretch, so that none can be made slow.

import type { Account } from "../domain/account.ts";

/** Gives the text without the secrets. */
export type Redaction = (text: string) => string;

const HIDDEN = "[secret]";

/** A value shorter than this may be part of anything. */
const SHORTEST_VALUE = 6;

const NAME =
  "([\\w-]{0,40}(?:api[-_]?key|authorization|token|secret|password|passwd|passphrase|cookie|credential|private[-_]?key)[\\w-]{0,40})";
/** `"api_key": "..."`. No closing quote is asked for: what was cut may end in mid-secret. */
const MEMBER = new RegExp(`(?<!\\\\)"${NAME}"(\\s{0,9}:\\s{0,9})"[^"\\\\]*(?:\\\\[^][^"\\\\]*)*`, "gi");
/** The same in JSON inside JSON: each quote has as many backslashes before it. */
const INNER_MEMBER = new RegExp(`(\\\\{1,7})"${NAME}\\1"(\\s{0,9}:\\s{0,9})\\1"(?:(?!\\1")[^"]){0,16384}`, "gi");
/** `?key=...` of an address, wherever it stands. */
const PARAMETER = new RegExp(`([?&](?:key|${NAME})=)[^&\\s"'\\\\#]+`, "gi");
const BEARER = /\b(Bearer\s{1,3})[\w.~+/=-]{6,}/gi;
const SHAPES = [
  // OpenAI, Anthropic and who names its keys like them
  /\b(?:sk|rk|pk)-[\w-]{16,}/g,
  /\bxai-\w{16,}/g,
  // Google: an API key, an access token, a refresh token
  /\bAIza[\w-]{30,}/g,
  /\bya29\.[\w.-]{16,}/g,
  /\b1\/\/0[\w-]{20,}/g,
  // GitHub
  /\bgh[pousr]_\w{20,}/g,
  // a JSON web token
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g,
];

/** `values`: secrets that are known, in the clear. */
export function createRedaction(values: Iterable<string>): Redaction {
  // The longest first: one may be the beginning of another.
  const known = [...new Set(values)]
    .filter(({ length }) => length >= SHORTEST_VALUE)
    .toSorted((a, b) => b.length - a.length);
  return (text) => {
    const shown = known
      .reduce((left, value) => left.replaceAll(value, HIDDEN), text)
      .replaceAll(MEMBER, `"$1"$2"${HIDDEN}`)
      .replaceAll(INNER_MEMBER, `$1"$2$1"$3$1"${HIDDEN}`)
      .replaceAll(PARAMETER, `$1${HIDDEN}`)
      .replaceAll(BEARER, `$1${HIDDEN}`);
    return SHAPES.reduce((left, shape) => left.replaceAll(shape, HIDDEN), shown);
  };
}

const SECRET_HEADER = /auth|cookie|token|secret|key|passw|credential/i;
/** What upstreams say of limits on tokens is no secret. */
const LIMIT_HEADER = /ratelimit/i;

export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name) && !LIMIT_HEADER.test(name);
}

/** Headers that let somebody in: their values are secrets wherever they stand. */
const CREDENTIAL = /^(?:proxy-)?authorization$|api-?key$/i;

export function secretsInHeaders(headers: Iterable<readonly [string, string]>): readonly string[] {
  return [...headers].flatMap(([name, value]) => {
    if (name.toLowerCase() === "cookie") return value.split(";").map((pair) => pair.slice(pair.indexOf("=") + 1));
    // Without the scheme before it.
    return CREDENTIAL.test(name) ? [value.replace(/^[A-Za-z]+ +/, "")] : [];
  });
}

/** Everything about the account that could be used in its place. */
export function secretsOfAccount({ credentials, headers }: Account): readonly string[] {
  const own =
    credentials.kind === "api-key"
      ? [credentials.key]
      : [credentials.accessToken, credentials.refreshToken, credentials.idToken, credentials.apiKey];
  return [...own, ...Object.values(headers)].flatMap((value) => (value === null ? [] : [value.reveal()]));
}
