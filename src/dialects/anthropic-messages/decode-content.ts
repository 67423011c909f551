// The blocks of one message that any model can read: text, images, documents, search results.

import type { CacheHint, FilePart, ImagePart, TextPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, isObject, optional, present, readArray, readObject, readString, unsupported } from "../members.ts";

export type Shown = TextPart | ImagePart | FilePart;

/** System messages and prompts: text alone. */
export function decodeText(value: unknown, path: string): readonly TextPart[] {
  return decodeBlocks(value, path, (block, at) => {
    if (block["type"] === "text") return [textPart(block, at)];
    throw wrongBlock(block, at, "text");
  });
}

/** What a tool gave. */
export function decodeResultContent(value: unknown, path: string): readonly Shown[] {
  return decodeBlocks(value, path, (block, at) => decodeShown(block, at) ?? refuse(block, at));
}

/** A block that shows something to the model; undefined where its type is another. */
export function decodeShown(block: JsonObject, at: string): readonly Shown[] | undefined {
  switch (block["type"]) {
    case "text":
      return [textPart(block, at)];
    case "image":
      return [imagePart(block, at)];
    case "document":
      return documentParts(block, at);
    case "search_result":
      return [searchResult(block, at)];
    case "tool_reference":
      // Elsewhere no tool is loaded late: all of them are offered from the start.
      return [{ kind: "text", text: `The tool ${String(block["tool_name"])} can be used now.` }];
    case "browser_state":
      return [{ kind: "text", text: JSON.stringify(block) }];
    default:
      return undefined;
  }
}

/** A string is one text block, the empty one none. */
export function decodeBlocks<T>(
  value: unknown,
  path: string,
  decode: (block: JsonObject, at: string) => readonly T[],
): readonly (T | TextPart)[] {
  if (typeof value === "string") return value === "" ? [] : [{ kind: "text", text: value }];
  return readArray(value, path, "a string or an array").flatMap((entry, position) => {
    const at = `${path}.${position}`;
    return decode(readObject(entry, at), at);
  });
}

/** The `cache_control` of a block or tool. */
export function cacheHint(block: JsonObject): CacheHint | undefined {
  const control = block["cache_control"];
  if (!isObject(control)) return undefined;
  return typeof control["ttl"] === "string" ? { ttl: control["ttl"] } : {};
}

export function textPart(block: JsonObject, at: string): TextPart {
  const text = readString(block["text"], `${at}.text`);
  return present({ kind: "text" as const, text, cacheHint: cacheHint(block) });
}

function imagePart(block: JsonObject, at: string): ImagePart {
  const path = `${at}.source`;
  const source = readObject(block["source"], path);
  const hint = cacheHint(block);
  switch (source["type"]) {
    case "base64":
      return present({ kind: "image" as const, url: dataUrl(source, path), cacheHint: hint });
    case "url":
      return present({ kind: "image" as const, url: readUrl(source["url"], `${path}.url`), cacheHint: hint });
    case "file":
      throw unsupported(`${path}.file_id`, "Images by file id cannot be sent on: send the image as base64.");
    default:
      throw wrongSource(path, "base64, url");
  }
}

// `citations` is left out: no other upstream cites, and the answer's citations could not be told either.
function documentParts(block: JsonObject, at: string): readonly Shown[] {
  const path = `${at}.source`;
  const source = readObject(block["source"], path);
  const context = optional(block["context"], `${at}.context`, readString) ?? "";
  const before: readonly Shown[] = context === "" ? [] : [{ kind: "text", text: context }];
  if (source["type"] === "content") {
    return [...before, ...decodeResultContent(source["content"], `${path}.content`)];
  }
  const name = optional(block["title"], `${at}.title`, readString);
  const file = { kind: "file" as const, source: documentSource(source, path), name, cacheHint: cacheHint(block) };
  return [...before, present(file)];
}

function documentSource(source: JsonObject, path: string): FilePart["source"] {
  switch (source["type"]) {
    case "base64":
      return { kind: "url", url: dataUrl(source, path) };
    case "text": {
      const text = readString(source["data"], `${path}.data`);
      return { kind: "url", url: `data:text/plain;base64,${Buffer.from(text).toString("base64")}` };
    }
    case "url":
      return { kind: "url", url: readUrl(source["url"], `${path}.url`) };
    case "file":
      return { kind: "id", id: readString(source["file_id"], `${path}.file_id`) };
    default:
      throw wrongSource(path, "base64, text, content, url, file");
  }
}

function searchResult(block: JsonObject, at: string): TextPart {
  const title = readString(block["title"], `${at}.title`);
  const source = readString(block["source"], `${at}.source`);
  const texts = decodeText(block["content"], `${at}.content`).map((part) => part.text);
  return present({
    kind: "text" as const,
    text: [title, source, ...texts].join("\n"),
    cacheHint: cacheHint(block),
  });
}

function dataUrl(source: JsonObject, path: string): string {
  const mediaType = readString(source["media_type"], `${path}.media_type`);
  return `data:${mediaType};base64,${readString(source["data"], `${path}.data`)}`;
}

function readUrl(value: unknown, path: string): string {
  const url = readString(value, path);
  if (!/^https?:/i.test(url)) throw invalid(path, `${path}: only http and https URLs are supported.`);
  return url;
}

function refuse(block: JsonObject, at: string): never {
  throw wrongBlock(block, at, "text, image, document, search_result, tool_reference");
}

export function wrongBlock(block: JsonObject, at: string, expected: string): Error {
  const type = typeof block["type"] === "string" ? `'${block["type"]}'` : "nothing";
  return invalid(`${at}.type`, `${at}.type: ${type} cannot stand here, expected one of: ${expected}.`);
}

const wrongSource = (path: string, expected: string): Error =>
  invalid(`${path}.type`, `${path}.type: expected one of: ${expected}.`);
