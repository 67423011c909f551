// From the text of an auth file to the JSON it holds. Reasons never quote the text: it is full of secrets.

import type { JsonRecord } from "../providers/auth-file.ts";

export type AuthJson =
  | { readonly kind: "object"; readonly json: JsonRecord }
  | { readonly kind: "list"; readonly items: readonly unknown[] }
  | { readonly kind: "broken"; readonly reason: string };

/** Largest auth file that is read, bytes. */
export const LARGEST_AUTH_FILE_BYTES = 10 * 1024 * 1024;

export function readAuthJson(text: string): AuthJson {
  // Windows editors put a byte-order mark in front; JSON knows none.
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  if (content.trim() === "") return broken("it is empty");
  try {
    const value: unknown = JSON.parse(content);
    if (Array.isArray(value)) return { kind: "list", items: value };
    return isJsonRecord(value) ? { kind: "object", json: value } : broken("it holds no JSON object");
  } catch {
    return broken("it is not valid JSON");
  }
}

export function writeAuthJson(json: JsonRecord): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}

export function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function broken(reason: string): AuthJson {
  return { kind: "broken", reason };
}
