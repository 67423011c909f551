// A request that we put into chat's words ourselves, as the imitators of OpenAI's API take it. What a client says in
// chat's own words to an upstream that it chose is passed on as it is.

import { editJson, type JsonText } from "../../exchange/json-text.ts";
import { isRecord } from "./json-fields.ts";
import type { JsonRecord } from "../auth-file.ts";

/**
 * Members that OpenAI alone knows. Strict imitators refuse a request that has one (Mistral: 422 `extra_forbidden`; Groq:
 * 400), the others ignore it; and what names OpenAI's user or stores there is nobody else's.
 */
const OPENAI_ALONE = [
  "store",
  "metadata",
  "user",
  "safety_identifier",
  "prompt_cache_key",
  "prompt_cache_retention",
  "prediction",
  "service_tier",
  "verbosity",
] as const;

/** `model`: the name upstream; OpenAI's own models behind another door (OpenRouter, Azure) are spoken to as at OpenAI. */
export function prepareChat(text: JsonText, model: string): Uint8Array {
  if (isOpenAiModel(model)) return text.bytes;
  const limit = text.get("max_completion_tokens");
  const instructions = withSystemRole(text);
  if (limit === undefined) return editJson(text, { remove: OPENAI_ALONE, set: instructions });
  // Ollama ignores `max_completion_tokens` (ollama#7125, 2026-08), Mistral refuses it (zed#57122): 4.1, trap 12.
  return editJson(text, {
    remove: [...OPENAI_ALONE, "max_completion_tokens"],
    set: { ...instructions, max_tokens: limit },
  });
}

/** Those that refuse `max_tokens` and know the role `developer`: the o series, GPT-5 and later. */
function isOpenAiModel(model: string): boolean {
  return /^(?:o\d|gpt-(?:[5-9]|\d\d)|chatgpt-|codex-)/.test(model.slice(model.lastIndexOf("/") + 1));
}

/**
 * The role `developer` is OpenAI's alone ("unknown variant `developer`", DeepSeek). Those that open a conversation become
 * one message: the chat templates of several models take a system message at its beginning and nowhere else.
 */
function withSystemRole(text: JsonText): { readonly messages?: unknown } {
  if (!text.mentions('"developer"')) return {};
  const messages = text.get("messages");
  if (!Array.isArray(messages)) return {};
  const renamed: readonly unknown[] = messages.map((message: unknown) =>
    isRecord(message) && message["role"] === "developer" ? { ...message, role: "system" } : message,
  );
  const firstOther = renamed.findIndex((message) => !isPlainSystem(message));
  const opening = renamed.slice(0, firstOther === -1 ? renamed.length : firstOther).filter(isPlainSystem);
  if (opening.length < 2) return { messages: renamed };
  const content = opening.map((message) => message.content).join("\n\n");
  return { messages: [{ role: "system", content }, ...renamed.slice(opening.length)] };
}

function isPlainSystem(message: unknown): message is JsonRecord & { readonly content: string } {
  return isRecord(message) && message["role"] === "system" && typeof message["content"] === "string";
}
