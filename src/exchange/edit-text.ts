// Changes to a JSON text that stay a JSON text. Deep changes are made level by level, so that whatever is not meant keeps
// its very bytes: large numbers, escapes, white space.

import { mentionsAscii } from "./byte-text.ts";
import { editJson, type JsonEdits, type JsonText, readJsonText } from "./json-text.ts";

/** The text with the edits made; the very same where nothing changes. */
export function editText(text: JsonText, edits: JsonEdits): JsonText {
  const bytes = editJson(text, edits);
  if (bytes === text.bytes) return text;
  const result = readJsonText(bytes);
  if (result.kind === "ok") return result.text;
  throw new Error(`an edit broke a JSON text: ${result.message}`);
}

export interface ElementEdit {
  /** Elements whose bytes hold none of these are kept unread; all are read where this is left out. */
  readonly mentioning?: readonly string[];
  /** The object with its changes, the same where it has none, null where it is to go. */
  edit(element: JsonText, position: number): JsonText | null;
}

/** The text with the objects in one of its array members edited; the very same text where all of them stay as they are. */
export function editElements(text: JsonText, member: string, { mentioning, edit }: ElementEdit): JsonText {
  const isWorthReading = (bytes: Uint8Array): boolean =>
    mentioning === undefined || mentioning.some((word) => mentionsAscii(bytes, word));
  if (text.kindOf(member) !== "array" || !isWorthReading(text.bytes)) return text;
  let changed = false;
  const kept = text.elements(member, Number.POSITIVE_INFINITY).flatMap((element, position) => {
    if (!isWorthReading(element)) return [element];
    const read = readJsonText(element);
    if (read.kind !== "ok") return [element];
    const edited = edit(read.text, position);
    if (edited === read.text) return [element];
    changed = true;
    return edited === null ? [] : [edited.bytes];
  });
  return changed ? editText(text, { setBytes: { [member]: listOf(kept) } }) : text;
}

function listOf(elements: readonly Uint8Array[]): Uint8Array {
  const comma = Buffer.from(",");
  const joined = elements.flatMap((element, position) => (position === 0 ? [element] : [comma, element]));
  return Buffer.concat([Buffer.from("["), ...joined, Buffer.from("]")]);
}
