// Reading what a client sent: each reader takes a value and the dotted path it stood at, and names that path when it
// refuses. `null` counts as absent everywhere, because SDKs send it for members that were not set.

import { Fault } from "../domain/faults.ts";
import type { JsonObject } from "./dialect.ts";

export type Reader<T> = (value: unknown, path: string) => T;

/** True for a JSON object: neither null nor an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A Fault `invalid_request` about the member at `param`. */
export function invalid(param: string, message: string): Fault {
  return new Fault("invalid_request", message, { param });
}

/** A Fault `unsupported_parameter` about the member at `param`. */
export function unsupported(param: string, message: string): Fault {
  return new Fault("unsupported_parameter", message, { param });
}

/** Throws Fault `invalid_request` unless the value is a JSON object. */
export function readObject(value: unknown, path: string): JsonObject {
  if (!isObject(value)) throw wrongType(value, path, "an object");
  return value;
}

/** Throws Fault `invalid_request` unless the value is an array. */
export function readArray(value: unknown, path: string, expected = "an array"): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(value, path, expected);
  return value;
}

/** Throws Fault `invalid_request` unless the value is a string. */
export function readString(value: unknown, path: string): string {
  if (typeof value !== "string") throw wrongType(value, path, "a string");
  return value;
}

/** Throws Fault `invalid_request` unless the value is a string with something in it. */
export function readName(value: unknown, path: string): string {
  const name = readString(value, path);
  if (name === "") throw invalid(path, `Invalid '${path}': empty string.`);
  return name;
}

/** Throws Fault `invalid_request` unless the value is a finite number. */
export function readNumber(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw wrongType(value, path, "a number");
  return value;
}

/** Throws Fault `invalid_request` unless the value is a whole number above zero. */
export function readCount(value: unknown, path: string): number {
  const count = readNumber(value, path);
  if (!Number.isInteger(count) || count < 1) {
    throw invalid(path, `Invalid '${path}': expected a whole number above 0, but got ${count} instead.`);
  }
  return count;
}

/** Throws Fault `invalid_request` unless the value is true or false. */
export function readBoolean(value: unknown, path: string): boolean {
  if (typeof value !== "boolean") throw wrongType(value, path, "a boolean");
  return value;
}

/** Throws Fault `invalid_request` unless the value is an object of strings. */
export function readStrings(value: unknown, path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(readObject(value, path)).map(([key, member]) => [key, readString(member, `${path}.${key}`)]),
  );
}

/** A reader of arrays whose items `item` reads, each under its own path. */
export function readList<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, path) => readArray(value, path).map((entry, position) => item(entry, `${path}.${position}`));
}

/** `read`, or undefined where the client said nothing (absent or null). */
export function optional<T>(value: unknown, path: string, read: Reader<T>): T | undefined {
  return value === undefined || value === null ? undefined : read(value, path);
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The members that have a value: what was not said is left out, not set to undefined. */
export function present<T extends object>(members: T): Present<T> {
  const said: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) said[key] = value;
  }
  return said as Present<T>;
}

function wrongType(value: unknown, path: string, expected: string): Fault {
  if (value === undefined) return invalid(path, `Missing required parameter: '${path}'.`);
  return invalid(path, `Invalid type for '${path}': expected ${expected}, but got ${nameOfType(value)} instead.`);
}

function nameOfType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
