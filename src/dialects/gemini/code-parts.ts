// Code that the model ran at Google, and media that it made, as text: no other API has a place for them in an answer.

import type { JsonObject } from "../dialect.ts";

/** A fenced block with the code. Total. */
export function codeText(code: JsonObject): string {
  const language = typeof code["language"] === "string" ? code["language"].toLowerCase() : "";
  return fenced(language === "language_unspecified" ? "" : language, code["code"]);
}

/** A fenced block with what the code printed. Total. */
export function resultText(result: JsonObject): string {
  return fenced("", result["output"]);
}

/** An image or another file as a Markdown image or link with the bytes in it; "" where there are none. Total. */
export function mediaText(blob: JsonObject): string {
  const { mimeType, data } = blob;
  if (typeof mimeType !== "string" || typeof data !== "string" || data === "") return "";
  return `${mimeType.startsWith("image/") ? "!" : ""}[${mimeType}](data:${mimeType};base64,${data})`;
}

const fenced = (language: string, text: unknown): string =>
  `\n\`\`\`${language}\n${typeof text === "string" ? text.replace(/\n$/, "") : ""}\n\`\`\`\n`;
