// Source text with the parts blanked out that are not code, for checks that look for words. Line numbers stay.

export interface SourceText {
  /** Comments blank, strings kept. */
  readonly withStrings: string;
  /** Comments, strings, template text and regular expressions blank: code alone. */
  readonly code: string;
}

type Kind = "comment" | "text";

/** A `/` after one of these begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[=(,[{;:!&|?+\-*%<>~^}]|=>|\b(?:return|typeof|case|in|of|void|delete|throw|await))\s*$/;

export function sourceText(source: string): SourceText {
  const withStrings = source.split("");
  const code = source.split("");
  /** How many braces are open inside each `${` that is open. */
  const templates: number[] = [];
  let at = 0;

  const blank = (end: number, kind: Kind): void => {
    for (; at < end; at += 1) {
      if (source[at] === "\n") continue;
      code[at] = " ";
      if (kind === "comment") withStrings[at] = " ";
    }
  };
  const templatePart = (from: number): void => {
    const end = endOfTemplatePart(source, from);
    blank(end, "text");
    if (source[end - 1] === "{") templates.push(0);
  };

  while (at < source.length) {
    const here = source[at];
    const open = templates.at(-1);
    if (source.startsWith("//", at)) blank(endAt(source, "\n", at), "comment");
    else if (source.startsWith("/*", at)) blank(endAt(source, "*/", at + 2) + 2, "comment");
    else if (here === '"' || here === "'") blank(endOfQuoted(source, here, at + 1), "text");
    else if (here === "`") templatePart(at + 1);
    else if (here === "}" && open === 0) {
      templates.pop();
      templatePart(at + 1);
    } else if (here === "/" && BEFORE_REGEX.test(code.slice(Math.max(0, at - 40), at).join(""))) {
      blank(endOfRegex(source, at + 1), "text");
    } else {
      if (open !== undefined && here === "{") templates[templates.length - 1] = open + 1;
      if (open !== undefined && here === "}") templates[templates.length - 1] = open - 1;
      at += 1;
    }
  }
  return { withStrings: withStrings.join(""), code: code.join("") };
}

/** The line of an offset, counted from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function endAt(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from);
  return found === -1 ? source.length : found;
}

function endOfQuoted(source: string, quote: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== quote && source[at] !== "\n") at += source[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, source.length);
}

/** Just behind the closing backtick, or behind the `${` that interrupts the text. */
function endOfTemplatePart(source: string, from: number): number {
  let at = from;
  while (at < source.length) {
    if (source[at] === "`") return at + 1;
    if (source.startsWith("${", at)) return at + 2;
    at += source[at] === "\\" ? 2 : 1;
  }
  return source.length;
}

function endOfRegex(source: string, from: number): number {
  let inClass = false;
  let at = from;
  for (; at < source.length && source[at] !== "\n"; at += source[at] === "\\" ? 2 : 1) {
    if (source[at] === "[") inClass = true;
    else if (source[at] === "]") inClass = false;
    else if (source[at] === "/" && !inClass) return at + 1;
  }
  return at;
}
