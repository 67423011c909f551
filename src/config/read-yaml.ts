// From text to one YAML document. The library's own messages quote the source, which may be a key: ours never do.

import { type Document, type ErrorCode, LineCounter, parseDocument } from "yaml";

import { type ConfigPlace, type ConfigProblem, isShowableName, problemAt } from "./config-problem.ts";

export type YamlResult =
  | { readonly kind: "ok"; readonly document: Document; readonly values: unknown; placeOf(offset: number): ConfigPlace }
  | { readonly kind: "invalid"; readonly problems: readonly ConfigProblem[] };

const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "an alias (*name) takes no tag and no anchor",
  BAD_ALIAS: "an alias (*name) is incomplete; put a value that begins with * in quotes",
  BAD_COLLECTION_TYPE: "a list or a mapping has a tag that does not fit",
  BAD_DIRECTIVE: "a line that begins with % is no YAML directive; put the value in quotes",
  BAD_DQ_ESCAPE: 'a backslash in "double quotes" begins no known escape; use single quotes',
  BAD_INDENT: "the indentation does not fit the lines above, or a [ or { is not closed",
  BAD_PROP_ORDER: "an anchor or tag stands in the wrong place",
  BAD_SCALAR_START: "a value cannot begin with this character; put it in quotes",
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot begin here; is there a second ": " in the line? Put the value in quotes',
  BLOCK_IN_FLOW: "an indented block cannot stand inside [ ] or { }",
  DUPLICATE_KEY: "the same key stands twice in one mapping; keep one of the two",
  IMPOSSIBLE: "the YAML cannot be understood here",
  KEY_OVER_1024_CHARS: "a key is longer than 1024 characters; is a ':' missing before this?",
  MISSING_CHAR: "a closing quote, bracket or a ':' is missing",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line; is a ':' missing?",
  MULTIPLE_ANCHORS: "a value has two anchors",
  MULTIPLE_DOCS: "a second document begins here (---); the file must hold one",
  MULTIPLE_TAGS: "a value has two tags",
  NON_STRING_KEY: "a key must be text",
  RESOURCE_EXHAUSTION: "the YAML is nested too deeply",
  TAB_AS_INDENT: "a tab is used for indentation; YAML wants spaces",
  TAG_RESOLVE_FAILED: "a value has a tag (!...) that is not known; put a value that begins with ! in quotes",
  UNEXPECTED_TOKEN: "something stands here that does not belong; is a quote, a ':' or an indentation wrong?",
};

export function readYaml(text: string, fileName: string): YamlResult {
  const lines = new LineCounter();
  // Pretty errors would quote the source line.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const placeOf = (offset: number): ConfigPlace => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ code, pos }) => {
      const key = code === "DUPLICATE_KEY" ? nameAt(text, pos[0]) : "";
      return problemAt(fileName, placeOf(pos[0]), { key, text: SYNTAX[code] });
    });
    return { kind: "invalid", problems };
  }
  try {
    return { kind: "ok", document, values: document.toJS(), placeOf };
  } catch {
    // Aliases are resolved only here: to nothing, or to more than memory holds.
    const reason =
      "an alias (*name) has no anchor (&name) before it, or is repeated too often; put a value that begins with * in quotes";
    return { kind: "invalid", problems: [problemAt(fileName, { line: 0, column: 0 }, { key: "", text: reason })] };
  }
}

function nameAt(text: string, offset: number): string {
  const [name = ""] = text.slice(offset).match(/^[^\s:]+/) ?? [];
  return isShowableName(name) ? name : "";
}
