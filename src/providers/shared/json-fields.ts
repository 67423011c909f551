// Reading single fields of JSON that others write and may change.

import type { JsonRecord } from "../auth-file.ts";

export type { JsonRecord };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A non-empty string, trimmed; else null. */
export function textAt(json: JsonRecord, name: string): string | null {
  const value = json[name];
  if (typeof value !== "string") return null;
  const text = value.trim();
  return text === "" ? null : text;
}

/** A finite number, also where it is written as a string; else null. */
export function numberAt(json: JsonRecord, name: string): number | null {
  const value = json[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

export function recordAt(json: JsonRecord, name: string): JsonRecord | null {
  const value = json[name];
  return isRecord(value) ? value : null;
}

/** The object that a text holds, or null. */
export function parseRecord(text: string): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
