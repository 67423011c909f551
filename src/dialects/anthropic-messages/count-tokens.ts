// An estimate of a request's input tokens, for upstreams that have no endpoint to count them. Clients use the number to
// show how full the context is and to decide when to compact: close is enough, and rather too many than too few.

import type { AssistantPart, ExchangeRequest, FilePart, InputPart, Message, Tool } from "../../exchange/request.ts";

/** Characters of one token: prose has more than 4, code and JSON less than 3. */
const ASCII_PER_TOKEN = 3.5;
/** Letters of the alphabets that take two bytes in UTF-8: accented Latin, Cyrillic, Greek, Hebrew, Arabic. */
const TWO_BYTE_PER_TOKEN = 2;
/** Roles and separators of one message. */
const PER_MESSAGE = 4;
/** Names of members around one tool's definition. */
const PER_TOOL = 12;
/** The text that tells a model how to use tools at all (Anthropic's documentation of tool use: 346 for most models). */
const TOOLS_PREAMBLE = 346;
/** Anthropic's documentation of vision: width x height / 750, and larger images are scaled down to about this. */
const PER_IMAGE = 1600;
/** A page of a PDF is 1,500 to 3,000 tokens and, with its image, some 64 KiB. */
const PER_PAGE = 2000;
const PAGE_BYTES = 65_536;

/**
 * Tokens = ASCII characters / 3.5 + two-byte characters / 2 + all others, over every text of the request (instructions,
 * words, thoughts, calls, results, tool definitions), + 4 a message, + 12 a tool and 346 if there are any, + 1,600 an image,
 * + 2,000 for each 64 KiB of a PDF begun (a PDF by URL or id counts as one). At least 1.
 */
export function estimateInputTokens(request: ExchangeRequest): number {
  const messages = request.messages.map((message) => PER_MESSAGE + tokensOfMessage(message));
  const tools = request.tools.map((tool) => PER_TOOL + tokensOfTool(tool));
  const format = request.outputFormat?.kind === "json-schema" ? tokensOfJson(request.outputFormat.schema) : 0;
  const preamble = tools.length === 0 ? 0 : TOOLS_PREAMBLE;
  return Math.max(1, Math.ceil(preamble + format + sum(messages) + sum(tools)));
}

function tokensOfMessage(message: Message): number {
  if (message.role === "tool") {
    return sum(message.results.map((result) => tokensOfText(result.callId) + sum(result.content.map(tokensOfPart))));
  }
  return sum(message.content.map(tokensOfPart));
}

function tokensOfPart(part: InputPart | AssistantPart): number {
  switch (part.kind) {
    case "text":
    case "refusal":
    case "reasoning":
      return tokensOfText(part.text);
    case "tool-call":
      return tokensOfText(part.id) + tokensOfText(part.name) + tokensOfText(part.input);
    case "image":
      return PER_IMAGE;
    case "file":
      return tokensOfFile(part);
    case "audio":
      return part.data.length / ASCII_PER_TOKEN;
  }
}

function tokensOfFile({ source }: FilePart): number {
  if (source.kind === "id" || !source.url.startsWith("data:")) return PER_PAGE;
  const comma = source.url.indexOf(",");
  const bytes = ((source.url.length - comma) * 3) / 4;
  if (source.url.startsWith("data:text/")) return bytes / ASCII_PER_TOKEN;
  return PER_PAGE * Math.max(1, Math.ceil(bytes / PAGE_BYTES));
}

function tokensOfTool(tool: Tool): number {
  switch (tool.kind) {
    case "function":
      return tokensOfText(tool.name) + tokensOfText(tool.description ?? "") + tokensOfJson(tool.parameters ?? {});
    case "custom":
      return tokensOfText(tool.name) + tokensOfText(tool.description ?? "") + tokensOfJson(tool.format ?? {});
    case "web-search":
      return 0;
    case "vendor":
      return tokensOfJson(tool.raw);
  }
}

const tokensOfJson = (value: unknown): number => tokensOfText(JSON.stringify(value) ?? "");

function tokensOfText(text: string): number {
  let ascii = 0;
  let twoByte = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) ascii++;
    else if (unit < 0x800) twoByte++;
  }
  return ascii / ASCII_PER_TOKEN + twoByte / TWO_BYTE_PER_TOKEN + (text.length - ascii - twoByte);
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
