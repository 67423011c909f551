// The one mapping between the YAML's kebab-case keys and the code's camelCase ones, for types and values alike.

import type { Secret } from "../domain/secret.ts";

/** `T`, read-only, with every kebab-case key in camelCase. */
export type CamelCased<T> = T extends Secret
  ? Secret
  : T extends ReadonlyMap<infer Name, infer Value>
    ? ReadonlyMap<Name, CamelCased<Value>>
    : T extends readonly (infer Item)[]
      ? readonly CamelCased<Item>[]
      : T extends object
        ? { readonly [Key in keyof T as Key extends string ? CamelKey<Key> : never]: CamelCased<T[Key]> }
        : T;

type CamelKey<Key extends string> = Key extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelKey<Tail>>}`
  : Key;

export function camelCased<T>(value: T): CamelCased<T> {
  // The walk below does at run time what the type says; the compiler cannot follow it through computed keys.
  return convert(value) as CamelCased<T>;
}

/** `apiKeys` -> `api-keys` */
export function kebabKey(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function isSecret(value: unknown): value is Secret {
  return typeof value === "object" && value !== null && "reveal" in value && typeof value.reveal === "function";
}

function camelKey(key: string): string {
  return key.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  // Its keys are the operator's own words.
  if (value instanceof Map) return new Map([...value].map(([name, member]) => [name, convert(member)] as const));
  if (typeof value !== "object" || value === null || isSecret(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [camelKey(key), convert(member)]));
}
