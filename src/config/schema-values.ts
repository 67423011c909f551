// The kinds of value a key can hold. An error's text says what was expected; parse-config adds where and what was found.

import { isIP } from "node:net";
import { z } from "zod";

import { secret } from "../domain/secret.ts";
import { ROUTING_STRATEGIES, type RoutingStrategy } from "../domain/strategies.ts";

/** Timers of the runtime overflow beyond 2^31 ms. */
const MOST_SECONDS = 2_000_000;
const A_WEIGHT = "a number between 0 and 1000000";
const PROXY_PROTOCOLS = ["http:", "https:", "socks5:", "socks5h:"];
const STRATEGY_NICKNAMES: Readonly<Record<string, RoutingStrategy>> = { rr: "round_robin", ff: "fill_first" };

export const onOff = z.boolean({ error: "true or false" });

export const address = z
  .string({ error: "an address to listen on, such as 127.0.0.1 or 0.0.0.0" })
  .regex(/^[\w.:%-]+$/, "an address to listen on, such as 127.0.0.1 or 0.0.0.0");

export const text = z.string({ error: "text" }).refine((value) => value.trim() !== "", "text that is not empty");

export const filePath = z
  .string({ error: "the path of a file" })
  .refine((value) => value.trim() !== "", "the path of a file");

export const folderPath = z
  .string({ error: "the path of a folder" })
  .refine((value) => value.trim() !== "", "the path of a folder");

export const secretText = z
  .string({ error: 'a key as text, in "quotes" where it is made of digits' })
  .regex(/^\S+$/, "a key without spaces")
  .transform(secret);

/** May hold spaces: people choose sentences. Empty is none. */
export const managementSecret = z
  .string({ error: 'a key as text, in "quotes" where it is made of digits' })
  .transform((value) => (value.trim() === "" ? null : secret(value.trim())));

export const headerValue = z
  .string({ error: "a header's value as text" })
  .refine((value) => !/[\r\n\0]/.test(value), "a header's value without line breaks")
  .transform(secret);

type MappingOf<Value extends z.ZodType> = z.ZodPrefault<
  z.ZodPipe<z.ZodRecord<z.ZodString, Value>, z.ZodTransform<ReadonlyMap<string, z.output<Value>>>>
>;

/** A mapping whose keys are the operator's own words: a Map, so that nobody takes them for settings. */
export function mappingOf<Value extends z.ZodType>(value: Value): MappingOf<Value> {
  return z
    .record(z.string(), value, { error: "a mapping" })
    .transform((entries): ReadonlyMap<string, z.output<Value>> => new Map(Object.entries(entries)))
    .prefault({});
}

export const addressRange = z
  .string({ error: "an IP address or range, such as 10.0.0.7 or 10.0.0.0/8" })
  .refine(isAddressRange, "an IP address or range, such as 10.0.0.7 or 10.0.0.0/8");

/** Spoken in kebab-case in the file, in snake_case to the domain. */
export const routingStrategy = z
  .string({ error: strategiesInWords() })
  .refine((value) => strategyOf(value) !== null, strategiesInWords())
  .transform((value): RoutingStrategy => strategyOf(value) ?? "usage_weighted");

export const postgresUrl = z
  .string({ error: "a postgres:// URL" })
  .refine((value) => hasProtocol(value, ["postgres:", "postgresql:"]), "a postgres:// URL");

const A_PROXY = 'an http, https, socks5 or socks5h URL, "direct" or ""';

/** `none` is another word for `direct`. */
export const proxyUrl = z
  .string({ error: A_PROXY })
  .refine((value) => ["", "direct", "none"].includes(value) || hasProtocol(value, PROXY_PROTOCOLS), A_PROXY)
  .transform((value) => (value === "none" ? "direct" : value));

/** Paths are appended to it: no query, no fragment, no slash at the end. */
export const baseUrl = z
  .string({ error: "an http or https URL without query" })
  .refine(
    (value) => hasProtocol(value, ["http:", "https:"]) && !/[?#]/.test(value),
    "an http or https URL without query",
  )
  .transform((value) => value.replace(/\/+$/, ""));

export function wholeNumber(least: number, most: number): z.ZodNumber {
  const expected = `a whole number between ${least} and ${most}`;
  return z.number({ error: expected }).int(expected).min(least, expected).max(most, expected);
}

/** Decimals allowed; 0 is no share at all. */
export const weight = z.number({ error: A_WEIGHT }).min(0, A_WEIGHT).max(1_000_000, A_WEIGHT);

/** Decimals allowed. */
export function seconds(): z.ZodNumber {
  const expected = `a number of seconds above 0, at most ${MOST_SECONDS}`;
  return z.number({ error: expected }).positive(expected).max(MOST_SECONDS, expected);
}

function strategyOf(value: string): RoutingStrategy | null {
  const spelled = value.trim().toLowerCase().replaceAll("-", "_");
  return ROUTING_STRATEGIES.find((strategy) => strategy === spelled) ?? STRATEGY_NICKNAMES[spelled] ?? null;
}

function strategiesInWords(): string {
  return `one of ${ROUTING_STRATEGIES.map((strategy) => strategy.replaceAll("_", "-")).join(", ")}`;
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocols.includes(protocol) && hostname !== "";
}

function isAddressRange(value: string): boolean {
  const [ip = "", bits, ...rest] = value.split("/");
  const version = isIP(ip);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
