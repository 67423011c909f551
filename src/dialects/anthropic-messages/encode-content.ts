// Parts of messages as blocks. Empty text is left out everywhere: the API refuses it.

import type {
  AssistantPart,
  CacheHint,
  FilePart,
  ImagePart,
  InputPart,
  TextPart,
  ToolResult,
} from "../../exchange/request.ts";
import { CUSTOM_INPUT } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present, unsupported } from "../members.ts";

/** What the user says or a tool gave. Throws Fault `unsupported_parameter` for audio and documents the API cannot read. */
export function encodeShown(parts: readonly InputPart[]): readonly JsonObject[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case "text":
        return encodeText(part);
      case "image":
        return [encodeImage(part)];
      case "file":
        return [encodeFile(part)];
      case "audio":
        throw unsupported("messages", "Audio input cannot be sent to this model's upstream.");
    }
  });
}

export function encodeText(part: TextPart): readonly JsonObject[] {
  if (part.text.trim() === "") return [];
  return [present({ type: "text", text: part.text, cache_control: cacheControl(part.cacheHint) })];
}

/** Thoughts without Anthropic's own proof are left out: they would be refused, and a proof cannot be made. */
export function encodeAnswered(part: AssistantPart): readonly JsonObject[] {
  switch (part.kind) {
    case "text":
      return encodeText(part);
    case "refusal":
      return encodeText({ kind: "text", text: part.text });
    case "reasoning":
      if (part.proof?.kind === "signature") {
        return [{ type: "thinking", thinking: part.text, signature: part.proof.value }];
      }
      return part.proof?.kind === "redacted" ? [{ type: "redacted_thinking", data: part.proof.value }] : [];
    case "tool-call":
      return [{ type: "tool_use", id: part.id, name: part.name, input: toolInput(part.input, part.custom === true) }];
  }
}

export function encodeResult(result: ToolResult): JsonObject {
  const content = encodeShown(result.content);
  const [first] = content;
  const isPlain = content.length === 1 && first?.["type"] === "text" && first["cache_control"] === undefined;
  return present({
    type: "tool_result",
    tool_use_id: result.callId,
    content: content.length === 0 ? undefined : isPlain ? first["text"] : content,
    is_error: result.isError === true ? true : undefined,
    cache_control: cacheControl(result.cacheHint),
  });
}

/**
 * The object that a call's JSON text stands for. What is no object is kept where the model can see it: Anthropic's advice
 * for input that was cut or malformed.
 */
export function toolInput(input: string, custom: boolean): JsonObject {
  if (custom) return { [CUSTOM_INPUT]: input };
  if (input.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(input);
    if (isObject(value)) return value;
  } catch {
    // Told below.
  }
  return { INVALID_JSON: input };
}

/** The API knows two lifetimes; without one it is five minutes. */
export function cacheControl(hint: CacheHint | undefined): JsonObject | undefined {
  if (hint === undefined) return undefined;
  const known = hint.ttl === "5m" || hint.ttl === "1h";
  return known ? { type: "ephemeral", ttl: hint.ttl } : { type: "ephemeral" };
}

function encodeImage(part: ImagePart): JsonObject {
  const data = dataUrl(part.url);
  const source =
    data === undefined
      ? { type: "url", url: part.url }
      : { type: "base64", media_type: data.mediaType, data: data.base64 };
  return present({ type: "image", source, cache_control: cacheControl(part.cacheHint) });
}

function encodeFile(part: FilePart): JsonObject {
  const { source, name, cacheHint } = part;
  const control = cacheControl(cacheHint);
  if (source.kind === "id") {
    return present({
      type: "document",
      source: { type: "file", file_id: source.id },
      title: name,
      cache_control: control,
    });
  }
  const data = dataUrl(source.url);
  if (data?.mediaType.startsWith("image/") === true) {
    return encodeImage(present({ kind: "image" as const, url: source.url, cacheHint }));
  }
  const encoded = data === undefined ? { type: "url", url: source.url } : documentSource(data, name);
  return present({ type: "document", source: encoded, title: name, cache_control: control });
}

function documentSource({ mediaType, base64 }: Data, name: string | undefined): JsonObject {
  if (mediaType === "application/pdf") return { type: "base64", media_type: mediaType, data: base64 };
  if (mediaType.startsWith("text/") || mediaType === "application/json") {
    return { type: "text", media_type: "text/plain", data: Buffer.from(base64, "base64").toString() };
  }
  throw unsupported("messages", `The document ${name ?? ""} (${mediaType}) cannot be sent to this model's upstream.`);
}

interface Data {
  readonly mediaType: string;
  readonly base64: string;
}

/** Undefined for what is no `data:` URL. */
function dataUrl(url: string): Data | undefined {
  const comma = url.indexOf(",");
  if (!/^data:/i.test(url) || comma < 0) return undefined;
  const head = url.slice(5, comma);
  const mediaType = (head.split(";")[0] ?? "").toLowerCase() || "text/plain";
  const body = url.slice(comma + 1);
  if (/;base64$/i.test(head)) return { mediaType, base64: body };
  return { mediaType, base64: Buffer.from(unescaped(body)).toString("base64") };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
