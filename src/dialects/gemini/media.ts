// Images, sound and documents: bytes in base64 (`inlineData`) or somewhere to fetch them from (`fileData`).

import type { AudioPart, FilePart, ImagePart, InputPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, optional, present, readName, readString, unsupported } from "../members.ts";
import { pick } from "./fields.ts";

type Media = ImagePart | FilePart | AudioPart;

/** Throws Fault `invalid_request`. Images and sound become what they are, all else a document. */
export function decodeInline(blob: JsonObject, path: string): Media {
  const mimeType = readName(pick(blob, "mimeType"), `${path}.mimeType`).toLowerCase();
  const data = readString(blob["data"], `${path}.data`);
  const [family, subtype = ""] = mimeType.split(";")[0]?.split("/") ?? [];
  if (family === "audio") return { kind: "audio", data, format: AUDIO_FORMATS.get(subtype) ?? subtype };
  const url = `data:${mimeType};base64,${data}`;
  return family === "image" ? { kind: "image", url } : { kind: "file", source: { kind: "url", url } };
}

/** Throws Fault `invalid_request`. What was uploaded to Google is known to Google alone: its URI is an upload's id. */
export function decodeFile(file: JsonObject, path: string): ImagePart | FilePart {
  const uri = readName(pick(file, "fileUri"), `${path}.fileUri`);
  const mimeType = optional(pick(file, "mimeType"), `${path}.mimeType`, readString) ?? mimeTypeOf(uri) ?? "";
  if (!/^https?:/i.test(uri) || isUpload(uri)) return { kind: "file", source: { kind: "id", id: uri } };
  if (mimeType.startsWith("image/")) return { kind: "image", url: uri };
  return { kind: "file", source: { kind: "url", url: uri } };
}

/** A part, or the member of a function response. Throws Fault `unsupported_parameter` for another vendor's upload. */
export function encodeMedia(part: Exclude<InputPart, { kind: "text" }>): JsonObject {
  if (part.kind === "audio") {
    return { inlineData: { mimeType: `audio/${part.format.toLowerCase()}`, data: part.data } };
  }
  const source = part.kind === "image" ? part.url : sourceOf(part);
  if (source.toLowerCase().startsWith("data:")) return { inlineData: inlineOf(source) };
  const name = part.kind === "file" ? part.name : undefined;
  const mimeType = mimeTypeOf(source) ?? mimeTypeOf(name ?? "") ?? (part.kind === "image" ? "image/jpeg" : undefined);
  return { fileData: present({ mimeType, fileUri: source }) };
}

function sourceOf({ source }: FilePart): string {
  if (source.kind === "url") return source.url;
  if (/^(https?|gs):/i.test(source.id)) return source.id;
  throw unsupported(
    "messages",
    "A document uploaded elsewhere cannot be sent to this model's upstream: send its data.",
  );
}

/** Throws Fault `invalid_request` where the data URL is none. */
function inlineOf(url: string): JsonObject {
  const [, head = "", data] = /^data:([^,]*),(.*)$/is.exec(url) ?? [];
  if (data === undefined) throw invalid("messages", "A data: URL in 'messages' has no data.");
  const isBase64 = /;\s*base64\s*$/i.test(head);
  const mimeType = head.split(";")[0]?.trim() || "text/plain";
  return { mimeType, data: isBase64 ? data : Buffer.from(unescaped(data)).toString("base64") };
}

function unescaped(data: string): string {
  try {
    return decodeURIComponent(data);
  } catch {
    return data;
  }
}

const isUpload = (uri: string): boolean => /^https:\/\/generativelanguage\.googleapis\.com\//i.test(uri);

/** By the ending of a path or name; undefined where it tells nothing. */
function mimeTypeOf(path: string): string | undefined {
  const ending = /\.([a-z0-9]+)(?:[?#].*)?$/i.exec(path)?.[1]?.toLowerCase();
  return ending === undefined ? undefined : MIME_TYPES.get(ending);
}

/** The API's documented names, and what OpenAI's clients call the same. */
const AUDIO_FORMATS: ReadonlyMap<string, string> = new Map([
  ["mpeg", "mp3"],
  ["x-wav", "wav"],
  ["wave", "wav"],
  ["x-aiff", "aiff"],
  ["x-flac", "flac"],
]);

const MIME_TYPES: ReadonlyMap<string, string> = new Map([
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
  ["heic", "image/heic"],
  ["heif", "image/heif"],
  ["pdf", "application/pdf"],
  ["txt", "text/plain"],
  ["md", "text/markdown"],
  ["html", "text/html"],
  ["csv", "text/csv"],
  ["json", "application/json"],
  ["mp3", "audio/mp3"],
  ["wav", "audio/wav"],
  ["mp4", "video/mp4"],
  ["webm", "video/webm"],
]);
