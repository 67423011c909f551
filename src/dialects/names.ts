// Tool names and call ids that one upstream cannot take, shortened for the way there and restored on the way back.
// A name depends on itself alone, so that every turn of a conversation says it alike and prompt caches hold.

import type { AssistantPart, ExchangeRequest, Message, Tool, ToolChoice, ToolResult } from "../exchange/request.ts";
import type { StreamEvent } from "../exchange/stream-event.ts";

export interface NameLimits {
  readonly maxNameLength: number;
  readonly maxCallIdLength: number;
  /** Some upstreams want a letter or underscore first. */
  readonly startsWithLetter?: boolean;
}

/** OpenAI's and the ChatGPT backend's: 64 of `[a-zA-Z0-9_-]`, call ids up to 64. */
export const OPENAI_NAME_LIMITS: NameLimits = { maxNameLength: 64, maxCallIdLength: 64 };

export interface NameMap {
  /** The request with every name and id within the limits; the same object where nothing had to change. */
  readonly request: ExchangeRequest;
  /** An event of the answer with the client's own names in it. */
  restore(event: StreamEvent): StreamEvent;
}

/** Deterministic and free of collisions, in tools, history, results and tool choice alike. */
export function createNameMap(request: ExchangeRequest, limits: NameLimits): NameMap {
  const names = createShortener(namesIn(request), limits.maxNameLength, limits.startsWithLetter === true);
  const ids = createShortener(idsIn(request), limits.maxCallIdLength, false);
  if (names.originals.size === 0 && ids.originals.size === 0) return { request, restore: (event) => event };
  return {
    request: rename(request, names.shorten, ids.shorten),
    restore: (event) => {
      if (event.kind !== "tool-start") return event;
      const { originals } = names;
      return { ...event, name: originals.get(event.name) ?? event.name, id: ids.originals.get(event.id) ?? event.id };
    },
  };
}

type Rename = (name: string) => string;

function createShortener(all: readonly string[], maxLength: number, startsWithLetter: boolean) {
  const isLegal = (name: string): boolean =>
    name.length <= maxLength && /^[a-zA-Z0-9_-]+$/.test(name) && (!startsWithLetter || /^[a-zA-Z_]/.test(name));
  const taken = new Set(all.filter(isLegal));
  const shorts = new Map<string, string>();
  const originals = new Map<string, string>();
  for (const name of all) {
    if (isLegal(name) || shorts.has(name)) continue;
    let short = shortened(name, maxLength, 0);
    // Collisions need two names with one 32-bit hash, or a legal name made to look like a short one.
    for (let attempt = 1; taken.has(short); attempt++) short = shortened(name, maxLength, attempt);
    taken.add(short);
    shorts.set(name, short);
    originals.set(short, name);
  }
  return { originals, shorten: (name: string): string => shorts.get(name) ?? name };
}

// The end of a long name says most (`mcp__server__the_action`), the beginning whose it is: both stay, around a hash.
function shortened(name: string, maxLength: number, attempt: number): string {
  const hash = fnv1a(`${attempt}:${name}`).toString(36).padStart(7, "0");
  const legal = name.replace(/[^a-zA-Z0-9_-]/g, "_").replace(/^[^a-zA-Z_]/, "_");
  const room = maxLength - hash.length - 2;
  const head = Math.min(legal.length, Math.floor(room / 3));
  const tail = legal.slice(head).slice(-(room - head));
  return `${legal.slice(0, head)}_${hash}_${tail}`.slice(0, maxLength);
}

/** FNV-1a, 32 bits, over UTF-16 units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

function namesIn({ tools, toolChoice, messages }: ExchangeRequest): readonly string[] {
  return [
    ...tools.flatMap((tool) => ("name" in tool ? [tool.name] : [])),
    ...(toolChoice?.kind === "named" ? [toolChoice.name] : []),
    ...(toolChoice?.kind === "allowed" ? toolChoice.names : []),
    ...callsIn(messages).map((call) => call.name),
  ];
}

function idsIn({ messages }: ExchangeRequest): readonly string[] {
  const results = messages.flatMap((message) => (message.role === "tool" ? message.results : []));
  return [...callsIn(messages).map((call) => call.id), ...results.map((result) => result.callId)];
}

function callsIn(messages: readonly Message[]) {
  return messages.flatMap((message) =>
    message.role === "assistant" ? message.content.filter((part) => part.kind === "tool-call") : [],
  );
}

function rename(request: ExchangeRequest, name: Rename, id: Rename): ExchangeRequest {
  const { tools, toolChoice, messages } = request;
  return {
    ...request,
    tools: tools.map((tool): Tool => ("name" in tool ? { ...tool, name: name(tool.name) } : tool)),
    messages: messages.map((message) => renameMessage(message, name, id)),
    ...(toolChoice === undefined ? {} : { toolChoice: renameChoice(toolChoice, name) }),
  };
}

function renameChoice(choice: ToolChoice, name: Rename): ToolChoice {
  if (choice.kind === "named") return { ...choice, name: name(choice.name) };
  return choice.kind === "allowed" ? { ...choice, names: choice.names.map(name) } : choice;
}

function renameMessage(message: Message, name: Rename, id: Rename): Message {
  if (message.role === "tool") {
    const results = message.results.map((result): ToolResult => ({ ...result, callId: id(result.callId) }));
    return { role: "tool", results };
  }
  if (message.role !== "assistant") return message;
  const content = message.content.map((part): AssistantPart =>
    part.kind === "tool-call" ? { ...part, id: id(part.id), name: name(part.name) } : part,
  );
  return { role: "assistant", content };
}
