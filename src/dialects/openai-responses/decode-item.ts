// One output item on its way: opened by its first sign, filled by deltas or, where none came, by its final form.
// A message gives a block for each content part, a reasoning item one block for all its parts, a call one block.

import { SAID, type StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";
import { openProof } from "../proofs.ts";

/** Where items of one stream put their events, and the numbers of their blocks. */
export interface Sink {
  events: StreamEvent[];
  blocks: number;
  toolCalls: number;
}

export interface Item {
  readonly id: () => string;
  /** The item as `output_item.added` shows it. */
  describe(fields: JsonObject): void;
  /** A piece of text or refusal at its place in the content. */
  say(slot: number, kind: SpokenKind, text: string): void;
  /** A content part is over; `text` is all of it. */
  sayAll(slot: number, kind: SpokenKind, text: unknown): void;
  /** A piece of thinking; another `part` begins a new paragraph. */
  think(part: string, text: string): void;
  thinkAll(part: string, text: unknown): void;
  /** A piece of a call's arguments or free input. */
  call(text: string): void;
  callAll(text: unknown): void;
  /** The item in its final form, or undefined where the stream never showed it. Later signs are ignored. */
  finish(fields: JsonObject | undefined): void;
}

type SpokenKind = "text" | "refusal";

interface Spoken {
  readonly kind: SpokenKind;
  readonly index: number;
  filled: boolean;
  open: boolean;
}

/** A new item whose events go to `sink`; `id` is what its first sign calls it, "" where that does not say. */
export function createItem(sink: Sink, id: string): Item {
  const spoken = createSpoken(sink);
  const thought = createThought(sink);
  const called = createCall(sink);
  let itemId = id;
  let done = false;

  const describe = (fields: JsonObject): void => {
    if (done) return;
    if (typeof fields["id"] === "string") itemId = fields["id"];
    if (fields["type"] === "reasoning") thought.open(itemId);
    if (isCall(fields)) called.open(fields);
  };

  return {
    id: () => itemId,
    describe,
    say: (slot, kind, text) => done || spoken.say(slot, kind, text),
    sayAll: (slot, kind, text) => done || spoken.sayAll(slot, kind, text),
    think: (part, text) => done || thought.think(part, text, itemId),
    thinkAll: (part, text) => done || thought.thinkAll(part, text, itemId),
    call: (text) => done || called.fill(text),
    callAll: (text) => done || called.fillAll(text),
    finish: (fields) => {
      if (done) return;
      if (fields !== undefined) {
        describe(fields);
        tellRest(fields);
      }
      spoken.close();
      thought.close(fields?.["encrypted_content"]);
      called.close();
      done = true;
    },
  };

  function tellRest(fields: JsonObject): void {
    if (fields["type"] === "message") {
      objectsIn(fields["content"]).forEach((part, slot) => {
        if (part["type"] === "refusal") spoken.sayAll(slot, "refusal", part["refusal"]);
        else spoken.sayAll(slot, "text", part["text"]);
      });
    } else if (fields["type"] === "reasoning" && !thought.filled()) {
      const parts = objectsIn(fields["summary"]);
      const shown = parts.length > 0 ? parts : objectsIn(fields["content"]);
      shown.forEach((part, position) => thought.thinkAll(`final ${position}`, part["text"], itemId));
    } else if (isCall(fields)) {
      called.fillAll(fields["arguments"] ?? fields["input"]);
    }
  }
}

function createSpoken(sink: Sink) {
  const parts = new Map<number, Spoken>();
  const partAt = (slot: number, kind: SpokenKind): Spoken => {
    const known = parts.get(slot);
    if (known !== undefined) return known;
    const part = { kind, index: sink.blocks++, filled: false, open: true };
    parts.set(slot, part);
    sink.events.push({ kind: SAID[kind].start, index: part.index });
    return part;
  };
  const closePart = (part: Spoken): void => {
    if (part.open) sink.events.push({ kind: SAID[part.kind].end, index: part.index });
    part.open = false;
  };
  const say = (slot: number, kind: SpokenKind, text: string): void => {
    if (text === "") return;
    const part = partAt(slot, kind);
    if (!part.open) return;
    part.filled = true;
    sink.events.push({ kind: SAID[part.kind].delta, index: part.index, text });
  };
  return {
    say,
    sayAll: (slot: number, kind: SpokenKind, text: unknown): void => {
      if (typeof text === "string" && parts.get(slot)?.filled !== true) say(slot, kind, text);
      const part = parts.get(slot);
      if (part !== undefined) closePart(part);
    },
    close: (): void => parts.forEach(closePart),
  };
}

function createThought(sink: Sink) {
  const told = new Set<string>();
  let current: string | undefined;
  let index: number | undefined;
  const open = (id: string): number => {
    if (index !== undefined) return index;
    index = sink.blocks++;
    sink.events.push(present({ kind: "reasoning-start" as const, index, id: id === "" ? undefined : id }));
    return index;
  };
  const think = (part: string, text: string, id: string): void => {
    if (text === "") return;
    const at = open(id);
    const paragraph = current !== undefined && current !== part ? "\n\n" : "";
    current = part;
    told.add(part);
    sink.events.push({ kind: "reasoning-delta", index: at, text: paragraph + text });
  };
  return {
    open,
    think,
    thinkAll: (part: string, text: unknown, id: string): void => {
      if (typeof text === "string" && !told.has(part)) think(part, text, id);
    },
    filled: () => told.size > 0,
    close: (sealed: unknown): void => {
      if (index === undefined) return;
      const proof = typeof sealed === "string" && sealed !== "" ? openProof(sealed, "encrypted_content") : undefined;
      sink.events.push(present({ kind: "reasoning-end" as const, index, proof }));
    },
  };
}

function createCall(sink: Sink) {
  let index: number | undefined;
  let pending = "";
  let filled = false;
  const fill = (text: string): void => {
    if (text === "") return;
    filled = true;
    // Arguments may come before the name does; they wait for it.
    if (index === undefined) pending += text;
    else sink.events.push({ kind: "tool-delta", index, text });
  };
  return {
    open: (fields: JsonObject): void => {
      const { name, call_id: callId, id } = fields;
      if (index !== undefined || typeof name !== "string" || name === "") return;
      index = sink.blocks++;
      sink.toolCalls++;
      sink.events.push(
        present({
          kind: "tool-start" as const,
          index,
          id: typeof callId === "string" ? callId : typeof id === "string" ? id : `call_${index}`,
          name,
          custom: fields["type"] === "custom_tool_call" ? true : undefined,
        }),
      );
      if (pending !== "") sink.events.push({ kind: "tool-delta", index, text: pending });
    },
    fill,
    fillAll: (text: unknown): void => {
      if (typeof text === "string" && !filled) fill(text);
    },
    close: (): void => {
      if (index !== undefined) sink.events.push({ kind: "tool-end", index });
    },
  };
}

const isCall = (fields: JsonObject): boolean =>
  fields["type"] === "function_call" || fields["type"] === "custom_tool_call";

const objectsIn = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
