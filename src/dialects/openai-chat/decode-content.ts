// The content of one chat message: a string, or a list of parts whose kinds depend on who speaks.

import type { AssistantPart, CacheHint, InputPart, TextPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, isObject, optional, present, readArray, readObject, readString } from "../members.ts";
import { readFile } from "../openai/file-source.ts";

/** System, developer and tool messages: text alone. */
export function decodeText(value: unknown, path: string): readonly TextPart[] {
  return decodeParts(value, path, (part, at) => {
    if (part["type"] === "text") return textPart(part, at);
    throw wrongPart(part, at, "text");
  });
}

/** User messages: text, images, audio, files. */
export function decodeInput(value: unknown, path: string): readonly InputPart[] {
  return decodeParts<InputPart>(value, path, (part, at) => {
    switch (part["type"]) {
      case "text":
        return textPart(part, at);
      case "image_url":
        return imagePart(part, at);
      case "input_audio": {
        const audio = readObject(part["input_audio"], `${at}.input_audio`);
        return {
          kind: "audio",
          data: readString(audio["data"], `${at}.input_audio.data`),
          format: readString(audio["format"], `${at}.input_audio.format`),
        };
      }
      case "file":
        return readFile(readObject(part["file"], `${at}.file`), `${at}.file`);
      default:
        throw wrongPart(part, at, "text, image_url, input_audio, file");
    }
  });
}

/** Assistant messages: text and refusals; absent or null where only tools were called. */
export function decodeAnswer(value: unknown, path: string): readonly AssistantPart[] {
  if (value === undefined || value === null) return [];
  return decodeParts<AssistantPart>(value, path, (part, at) => {
    if (part["type"] === "text") return textPart(part, at);
    if (part["type"] === "refusal") return { kind: "refusal", text: readString(part["refusal"], `${at}.refusal`) };
    throw wrongPart(part, at, "text, refusal");
  });
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

function textPart(part: JsonObject, at: string): TextPart {
  return present({
    kind: "text" as const,
    text: readString(part["text"], `${at}.text`),
    cacheHint: cacheHint(part),
  });
}

function imagePart(part: JsonObject, at: string): InputPart {
  const image = part["image_url"];
  const path = `${at}.image_url`;
  // A bare string is not in the API's schema, but several SDK wrappers send it and OpenAI takes it.
  const fields = typeof image === "string" ? { url: image } : readObject(image, path);
  const url = readString(fields["url"], `${path}.url`);
  if (!/^(https?:|data:)/i.test(url)) {
    throw invalid(`${path}.url`, `Invalid '${path}.url': expected an http(s) or data: URL.`);
  }
  return present({
    kind: "image" as const,
    url,
    detail: optional(fields["detail"], `${path}.detail`, readString),
    cacheHint: cacheHint(part),
  });
}

// `cache_control` on a chat part is OpenRouter's and LiteLLM's way to reach Anthropic's prompt cache.
function cacheHint(part: JsonObject): CacheHint | undefined {
  const control = part["cache_control"];
  if (!isObject(control)) return undefined;
  return typeof control["ttl"] === "string" ? { ttl: control["ttl"] } : {};
}

function wrongPart(part: JsonObject, at: string, expected: string): Error {
  const type = typeof part["type"] === "string" ? `'${part["type"]}'` : "nothing";
  return invalid(
    `${at}.type`,
    `Invalid value for '${at}.type': ${type} cannot stand here, expected one of: ${expected}.`,
  );
}
