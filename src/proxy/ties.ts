// What ties a request to an account. Hard: only the owner can serve it. Soft: the owner's prompt cache is warm.

import type { Tie } from "../domain/choose-account.ts";
import { latin1Text, mentionsAscii, utf8Text } from "../exchange/byte-text.ts";
import type { AccountId, Sha256Hex } from "../domain/ids.ts";
import type { JsonText } from "../exchange/json-text.ts";
import { peekMember, peekText } from "../exchange/peek-member.ts";
import type { Affinity } from "../pool/affinity.ts";

/** A short fingerprint of bytes or text. */
export type Fingerprint = (value: Uint8Array | string) => string;

export interface TieKeys {
  readonly hard: readonly TieKey[];
  readonly soft: TieKey | null;
  /** Ids of uploads that the request names. */
  readonly uploads: readonly string[];
}

export interface TieKey {
  /** Key in the affinity: `<kind>:<scope>:<value>`. */
  readonly key: string;
  /** What ties, in words, for the record. */
  readonly by: string;
}

/** Headers in which clients name their session, the surest first. */
const SESSION_HEADERS = [
  "thread-id",
  "session-id",
  "session_id",
  "conversation_id",
  "x-session-id",
  "x-session-affinity",
  "x-claude-code-session-id",
];
const OPENING_BYTES = 4096;

/** `scope`: the client key's name, so that two clients' sessions of one name stay apart. */
export function tieKeysOf(input: {
  readonly headers: Headers;
  readonly text: JsonText;
  readonly scope: string;
  readonly hash: Fingerprint;
}): TieKeys {
  const { headers, text, scope } = input;
  const hard: TieKey[] = [];
  const previous = peekText(text, "previous_response_id");
  if (previous !== null) hard.push({ key: responseKey(previous), by: "previous_response_id" });
  const turnState = headers.get("x-codex-turn-state");
  if (turnState !== null && turnState !== "") hard.push({ key: turnStateKey(turnState), by: "x-codex-turn-state" });
  for (const sealed of compactionsIn(text)) hard.push({ key: sealedKey(input.hash(sealed)), by: "compacted history" });
  const uploads = uploadsIn(text);
  hard.push(...uploads.map((id) => ({ key: uploadKey(id), by: "uploaded file" })));
  return { hard, soft: softKey(headers, text, { scope, hash: input.hash }), uploads };
}

/** The conversation of a soft tie, for the record: what was said, and what the client calls it, cannot be read from it. */
export function sessionOf({ key }: TieKey, sha256: Sha256Hex): string {
  return sha256(key).slice(0, 16);
}

export function responseKey(id: string): string {
  return `response:${id}`;
}

export function turnStateKey(value: string): string {
  return `turn:${value}`;
}

/** `fingerprint`: of the sealed content. */
export function sealedKey(fingerprint: string): string {
  return `sealed:${fingerprint}`;
}

export function uploadKey(id: string): string {
  return `upload:${id}`;
}

/** Files that were uploaded to one account, by the ids it gave them: Responses, Chat and Messages, then Gemini. */
const UPLOADS = [
  { mention: '"file_id"', id: /"file_id"\s*:\s*"([\w-]{1,200})"/g },
  { mention: "/files/", id: /"file_?[uU]ri"\s*:\s*"https?:\/\/[^"\s]{1,200}\/(files\/[\w-]{1,200})"/g },
] as const;
const MOST_UPLOADS = 16;

/** Each upload that a request names, the latest last. They are looked for only where one is mentioned. */
export function uploadsIn(text: JsonText): readonly string[] {
  return UPLOADS.flatMap(({ mention, id }) => {
    if (!text.mentions(mention)) return [];
    const found = latin1Text(text.bytes, 0, text.bytes.byteLength).matchAll(id);
    return [...new Set(Array.from(found, ([, name]) => name ?? ""))].slice(-MOST_UPLOADS);
  });
}

/** A compaction stands near the beginning: what it replaces came before it. */
const COMPACTIONS_AMONG_FIRST = 16;

function compactionsIn(text: JsonText): readonly string[] {
  if (!text.mentions('"compaction"')) return [];
  return text.elements("input", COMPACTIONS_AMONG_FIRST).flatMap((item) => {
    if (!mentionsAscii(item, '"compaction"')) return [];
    const { type, encrypted_content: content } = JSON.parse(utf8Text(item)) as Readonly<Record<string, unknown>>;
    return type === "compaction" && typeof content === "string" ? [content] : [];
  });
}

function softKey(
  headers: Headers,
  text: JsonText,
  by: { readonly scope: string; readonly hash: Fingerprint },
): TieKey | null {
  for (const name of SESSION_HEADERS) {
    const value = headers.get(name);
    if (value !== null && value !== "") return { key: `session:${by.scope}:${value}`, by: `session header ${name}` };
  }
  const cacheKey = peekText(text, "prompt_cache_key");
  if (cacheKey !== null) return { key: `cache:${by.scope}:${cacheKey}`, by: "prompt_cache_key" };
  const user = userIdOf(text);
  if (user !== null) return { key: `user:${by.scope}:${user}`, by: "metadata.user_id" };
  const opening = openingOf(text);
  return opening === null ? null : { key: `opening:${by.scope}:${by.hash(opening)}`, by: "how the conversation opens" };
}

/** Claude Code names its session in there, among other things (wire facts 3.3). */
function userIdOf(text: JsonText): string | null {
  const metadata = peekMember(text, "metadata");
  if (typeof metadata !== "object" || metadata === null || !("user_id" in metadata)) return null;
  return typeof metadata.user_id === "string" && /session/.test(metadata.user_id) ? metadata.user_id : null;
}

/** The messages up to the first of the user: the same in every turn of a conversation, different between two. */
function openingOf(text: JsonText): Uint8Array | null {
  const history = text.kindOf("input") === "array" ? "input" : text.kindOf("messages") === "array" ? "messages" : null;
  if (history === null) return null;
  const first: Uint8Array[] = [];
  for (const item of text.elements(history, 4)) {
    first.push(item.subarray(0, OPENING_BYTES));
    if (mentionsAscii(item, '"user"')) return Buffer.concat(first);
  }
  return null;
}

export interface FoundTies {
  readonly tie: Tie | null;
  /** The account that served the conversation before, whether or not it is to stay there. */
  readonly lastServedBy: AccountId | null;
}

/** A known hard owner counts before the account that the conversation is used to. */
export async function findTies(keys: TieKeys, affinity: Affinity, sticky: boolean): Promise<FoundTies> {
  const { soft } = keys;
  const lastServedBy = soft === null ? null : await affinity.find(soft.key, "soft");
  for (const { key, by } of keys.hard) {
    const owner = await affinity.find(key, "hard");
    if (owner !== null) return { tie: { strength: "hard", accountId: owner, by }, lastServedBy };
  }
  if (!sticky || soft === null || lastServedBy === null) return { tie: null, lastServedBy };
  return { tie: { strength: "soft", accountId: lastServedBy, by: soft.by }, lastServedBy };
}
