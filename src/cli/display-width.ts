// How wide text is on a terminal, where a letter may take no column, one or two; and text that cannot fool one.

/** Columns that the text takes on a terminal. */
export function displayWidth(text: string): number {
  return Bun.stringWidth(text);
}

/** Without what a terminal would obey instead of showing (control characters, escape sequences, changes of direction). */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "");
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/** Up to this width nothing of the end is kept: two letters of it would tell nobody anything. */
const WIDEST_WITHOUT_END = 8;
const KEPT_END = 3;
const MARK = ".";

/** Cut to `width` columns: `very-l.com` is `very-long-name@example.com` at 10, `very-lo.` at 8. */
export function truncated(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  if (width <= MARK.length) return MARK.slice(0, Math.max(0, width));
  const letters = lettersOf(text);
  const end = width > WIDEST_WITHOUT_END ? taken(letters.toReversed(), KEPT_END).toReversed().join("") : "";
  return taken(letters, width - MARK.length - displayWidth(end)).join("") + MARK + end;
}

/** As people count letters: an accent or a joined emoji belongs to what it stands with. */
function lettersOf(text: string): readonly string[] {
  // The rules for it take long to load, and most names need none.
  if (/^[\x20-\x7e]*$/.test(text)) return text.split("");
  const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
  return [...segments].map(({ segment }) => segment);
}

/** The first letters that fit into so many columns. */
function taken(letters: readonly string[], width: number): readonly string[] {
  let used = 0;
  const upTo = letters.findIndex((letter) => (used += displayWidth(letter)) > width);
  return upTo === -1 ? letters : letters.slice(0, upTo);
}
