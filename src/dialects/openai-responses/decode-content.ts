// The content of one Responses message or tool output: a string, or a list of parts.

import type { AssistantPart, FilePart, ImagePart, InputPart, TextPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readArray, readObject, readString, unsupported } from "../members.ts";
import { readFile } from "../openai/file-source.ts";

type Shown = TextPart | ImagePart | FilePart;

/** System and developer messages: text alone. */
export function decodeText(value: unknown, path: string): readonly TextPart[] {
  return decodeParts<TextPart>(value, path, (part, at) => {
    if (isText(part)) return textPart(part, at);
    throw wrongPart(part, at, "input_text");
  });
}

/** User messages: text, images, files. */
export function decodeContent(value: unknown, path: string): readonly InputPart[] {
  return decodeParts<InputPart>(value, path, decodeShown);
}

/** Assistant messages: text and refusals. */
export function decodeAnswer(value: unknown, path: string): readonly AssistantPart[] {
  return decodeParts<AssistantPart>(value, path, (part, at) => {
    if (isText(part)) return textPart(part, at);
    if (part["type"] === "refusal") return { kind: "refusal", text: readString(part["refusal"], `${at}.refusal`) };
    throw wrongPart(part, at, "output_text, refusal");
  });
}

/** What a tool gave: text, images, files. */
export function decodeOutput(value: unknown, path: string): readonly Shown[] {
  return decodeParts<Shown>(value, path, decodeShown);
}

function decodeShown(part: JsonObject, at: string): Shown {
  if (isText(part)) return textPart(part, at);
  if (part["type"] === "input_image") return imagePart(part, at);
  if (part["type"] === "input_file") return readFile(part, at);
  throw wrongPart(part, at, "input_text, input_image, input_file");
}

function decodeParts<T>(
  value: unknown,
  path: string,
  decode: (part: JsonObject, at: string) => T,
): readonly (T | TextPart)[] {
  if (typeof value === "string") return value === "" ? [] : [{ kind: "text", text: value }];
  return readArray(value, path, "a string or an array").map((entry, position) => {
    const at = `${path}.${position}`;
    return decode(readObject(entry, at), at);
  });
}

// Clients mix the three up when they replay a history; the role says whose words they are.
const isText = (part: JsonObject): boolean =>
  part["type"] === "input_text" || part["type"] === "output_text" || part["type"] === "text";

const textPart = (part: JsonObject, at: string): TextPart => ({
  kind: "text",
  text: readString(part["text"], `${at}.text`),
});

function imagePart(part: JsonObject, at: string): ImagePart {
  if (part["image_url"] === undefined && part["file_id"] !== undefined) {
    throw unsupported(`${at}.file_id`, "Images by file id cannot be sent on: send the image as a data: URL.");
  }
  const url = readString(part["image_url"], `${at}.image_url`);
  if (!/^(https?:|data:)/i.test(url)) {
    throw invalid(`${at}.image_url`, `Invalid '${at}.image_url': expected an http(s) or data: URL.`);
  }
  return present({ kind: "image" as const, url, detail: optional(part["detail"], `${at}.detail`, readString) });
}

function wrongPart(part: JsonObject, at: string, expected: string): Error {
  const type = typeof part["type"] === "string" ? `'${part["type"]}'` : "nothing";
  return invalid(
    `${at}.type`,
    `Invalid value for '${at}.type': ${type} cannot stand here, expected one of: ${expected}.`,
  );
}
