// Text from outside as both databases take it. One text that PostgreSQL refuses would fail its whole batch, for ever.

/** Without NUL (PostgreSQL has none in text) and without lone surrogates (UTF-8 has none). */
export function cleanText(text: string): string {
  return (text.includes("\0") ? text.replaceAll("\0", "") : text).toWellFormed();
}

/** As `cleanText`, for a column that may be null. */
export function cleanTextOrNull(text: string | null): string | null {
  return text === null ? null : cleanText(text);
}

/** The beginning of a text that is part of an index: PostgreSQL's index entries end at 2,700 bytes. */
export function indexedText(text: string): string {
  return cleanText(text.length > MOST_INDEXED ? text.slice(0, MOST_INDEXED) : text);
}

const MOST_INDEXED = 200;

/** A whole number for a bigint column, which PostgreSQL refuses a fraction or NaN; null stays null. */
export function wholeOrNull(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : Math.round(value);
}
