// What an operator may call an account. An alias stands where a number of the list or a part of an e-mail could stand, so it
// must not look like anything else that a selector means.

/** Characters; longer names fit into no list. */
const LONGEST_ALIAS = 64;

/** Why this cannot be an alias, to stand after a colon; null where it can. */
export function aliasProblem(alias: string): string | null {
  if (alias.trim() === "") return "it is empty";
  if (/\p{Cc}|\p{Cf}/u.test(alias)) return "it holds characters that cannot be seen";
  if (/^\d+(?::|$)/.test(alias.trim())) return "it looks like a number of the list";
  if (alias.trim().startsWith("-")) return "it begins with a dash, like an option";
  if (alias.length > LONGEST_ALIAS) return `it is longer than ${LONGEST_ALIAS} characters`;
  return null;
}

/** Two aliases that differ in their case alone are one. */
export function isSameAlias(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
