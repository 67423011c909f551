// The bodies of management calls: never larger than they need be, and what is wrong with them in the contract's words.

import { ManagementFault } from "./route.ts";

/** Lists of keys and whole configurations are far smaller. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Throws ManagementFault 413. */
export async function readBytes({ body, headers }: Request, mostBytes = MOST_BYTES): Promise<Uint8Array> {
  if (Number(headers.get("content-length") ?? 0) > mostBytes) throw tooLarge();
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > mostBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Null where the bytes are no UTF-8. Throws ManagementFault 413. */
export async function readText(request: Request, mostBytes = MOST_BYTES): Promise<string | null> {
  const bytes = await readBytes(request, mostBytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whatever the Content-Type says. Throws ManagementFault 400 `invalid body`, 413. */
export async function readJson(request: Request, mostBytes = MOST_BYTES): Promise<unknown> {
  const text = await readText(request, mostBytes);
  if (text === null) throw invalidBody();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidBody();
  }
}

/** The body as an object whose members are read with `member`. Throws ManagementFault 400 `invalid body`, 413. */
export async function readObject(request: Request): Promise<Readonly<Record<string, unknown>>> {
  const json = await readJson(request);
  if (!isObject(json)) throw invalidBody();
  return json;
}

/** By its exact name, else in any other case (`Value`): programs made for the contract write either. */
export function member(object: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name];
  const other = Object.keys(object).find((key) => key.toLowerCase() === name);
  return other === undefined ? undefined : object[other];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `message`: what is wrong, where the contract leaves room to say it. */
export function invalidBody(message?: string): ManagementFault {
  return new ManagementFault(400, "invalid body", message === undefined ? {} : { message });
}

function tooLarge(): ManagementFault {
  return new ManagementFault(413, "request body too large");
}
