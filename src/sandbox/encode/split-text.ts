// Cuts text into the pieces it is streamed in; joined they are the text again, and no character is cut in two.

const LONGEST_STREAM = 40;

/** Pieces of whole words, about two words each; a long text in larger pieces. */
export function splitWords(text: string): readonly string[] {
  const words = text.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? [];
  return grouped(words, Math.max(2, Math.ceil(words.length / LONGEST_STREAM)));
}

/** At most `pieces` pieces of about the same length. */
export function splitEvenly(text: string, pieces: number): readonly string[] {
  const characters = Array.from(text);
  return grouped(characters, Math.max(1, Math.ceil(characters.length / pieces)));
}

function grouped(parts: readonly string[], size: number): readonly string[] {
  const groups: string[] = [];
  for (let start = 0; start < parts.length; start += size) groups.push(parts.slice(start, start + size).join(""));
  return groups;
}
