// JSON files, with the comments that some clients allow in theirs.

import { applyEdits, type FormattingOptions, modify, parse, type ParseError, printParseErrorCode } from "jsonc-parser";

import { ConfigTextRefused, isRecord, type Setting, valueAt } from "./setting.ts";

/** An empty file says nothing, like one that is not there. */
export function readJsonText(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === "") return {};
  const errors: ParseError[] = [];
  const values: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split("\n").length;
    throw new ConfigTextRefused(`line ${line} is no JSON (${printParseErrorCode(error.error)})`);
  }
  if (!isRecord(values)) throw new ConfigTextRefused("it holds no JSON object");
  return values;
}

export function editJsonText(text: string, settings: readonly Setting[]): string {
  const start = text.trim() === "" ? "{}\n" : text;
  return settings.reduce(
    (now, { path, value }) => (value === undefined ? removed(now, path) : assigned(now, path, value)),
    start,
  );
}

function assigned(text: string, path: readonly string[], value: unknown): string {
  for (let length = 1; length < path.length; length++) {
    const parent = valueAt(readJsonText(text), path.slice(0, length));
    if (parent === undefined || isRecord(parent)) continue;
    throw new ConfigTextRefused(`${path.slice(0, length).join(".")} is no JSON object`);
  }
  return changed(text, path, value);
}

/** What held nothing else goes with it. */
function removed(text: string, path: readonly string[]): string {
  const without = changed(text, path, undefined);
  const parent = path.slice(0, -1);
  const left = valueAt(readJsonText(without), parent);
  return parent.length > 0 && isRecord(left) && Object.keys(left).length === 0 ? removed(without, parent) : without;
}

function changed(text: string, path: readonly string[], value: unknown): string {
  return applyEdits(text, modify(text, [...path], value, { formattingOptions: formattingOf(text) }));
}

/** As the file has it. */
function formattingOf(text: string): FormattingOptions {
  const indent = /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";
  return { insertSpaces: !indent.startsWith("\t"), tabSize: indent.length, eol: text.includes("\r\n") ? "\r\n" : "\n" };
}
