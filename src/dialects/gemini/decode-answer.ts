// The parts of an answer as blocks: text and thoughts alternate as they come, calls arrive whole.

import { type ReasoningProof, SAID, type StreamEvent } from "../../exchange/stream-event.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import { customText, inputText } from "./call-input.ts";
import { codeText, mediaText, resultText } from "./code-parts.ts";
import { picker } from "./fields.ts";

export interface AnswerBlocks {
  add(part: JsonObject, out: StreamEvent[]): void;
  refuse(text: string, out: StreamEvent[]): void;
  close(out: StreamEvent[]): void;
  calledTools(): boolean;
  saidSomething(): boolean;
}

export interface AnswerSource {
  /** Tells answers apart, for calls that come without an id: the same answer always gives the same ids. */
  seed(): string;
  /** The answer is Claude's: then a thought's signature is Claude's too, and goes with the thought. */
  isClaude(): boolean;
  /** Functions that stand for custom tools: their calls come back as those tools'. */
  readonly customNames: ReadonlySet<string>;
}

type Said = "text" | "reasoning" | "refusal";

const signatureIn = picker("thoughtSignature");
const callIn = picker("functionCall");
const codeIn = picker("executableCode");
const resultIn = picker("codeExecutionResult");
const mediaIn = picker("inlineData");

export function createAnswerBlocks(source: AnswerSource): AnswerBlocks {
  const spoken = createSpoken();
  const ids = createUniqueIds();

  const think = (part: JsonObject, signature: string, out: StreamEvent[]): void => {
    spoken.say("reasoning", textOf(part["text"]), out);
    if (signature !== "" && source.isClaude()) spoken.sign(signature, out);
  };
  const call = (fields: JsonObject, signature: string, out: StreamEvent[]): void => {
    const name = textOf(fields["name"]);
    // A call nobody can name cannot be answered.
    if (name === "") return;
    spoken.close(out);
    const index = spoken.nextIndex();
    const id = ids.take(textOf(fields["id"]) || `call_${source.seed()}_${ids.size()}`);
    const custom = source.customNames.has(name);
    const text = custom ? customText(fields["args"]) : inputText(fields["args"]);
    out.push({ kind: "tool-start", index, id, name, ...(custom ? { custom } : {}) });
    if (text !== "") out.push({ kind: "tool-delta", index, text });
    out.push({ kind: "tool-end", index, ...(signature === "" ? {} : { proof: signature }) });
  };

  return {
    add: (part, out) => {
      const signature = textOf(signatureIn(part));
      const called = callIn(part);
      if (isObject(called)) call(called, signature, out);
      else if (part["thought"] === true) think(part, signature, out);
      else spoken.say("text", textOf(part["text"]) + otherText(part), out);
    },
    refuse: (text, out) => spoken.say("refusal", text, out),
    close: spoken.close,
    calledTools: () => ids.size() > 0,
    saidSomething: () => spoken.blocks() > 0,
  };
}

/** What is said, block after block: one is open at a time, and another kind closes it. */
function createSpoken() {
  let blocks = 0;
  let open: { readonly kind: Said; readonly index: number; proof?: ReasoningProof } | undefined;
  const close = (out: StreamEvent[]): void => {
    if (open === undefined) return;
    const { kind, index, proof } = open;
    if (kind === "reasoning") out.push({ kind: "reasoning-end", index, ...(proof === undefined ? {} : { proof }) });
    else out.push({ kind: SAID[kind].end, index });
    open = undefined;
  };
  const blockFor = (kind: Said, out: StreamEvent[]): NonNullable<typeof open> => {
    if (open?.kind === kind) return open;
    close(out);
    open = { kind, index: blocks++ };
    out.push({ kind: SAID[kind].start, index: open.index });
    return open;
  };
  return {
    close,
    say: (kind: Said, text: string, out: StreamEvent[]): void => {
      if (text !== "") out.push({ kind: SAID[kind].delta, index: blockFor(kind, out).index, text });
    },
    /** What is thought after a signature is another thought. */
    sign: (signature: string, out: StreamEvent[]): void => {
      blockFor("reasoning", out).proof = { kind: "signature", value: signature };
      close(out);
    },
    nextIndex: () => blocks++,
    blocks: () => blocks,
  };
}

function createUniqueIds() {
  const taken = new Set<string>();
  return {
    take: (id: string): string => {
      let unique = id;
      for (let attempt = 1; taken.has(unique); attempt++) unique = `${id}_${attempt}`;
      taken.add(unique);
      return unique;
    },
    size: () => taken.size,
  };
}

function otherText(part: JsonObject): string {
  const code = codeIn(part);
  const printed = resultIn(part);
  const media = mediaIn(part);
  return (
    (isObject(code) ? codeText(code) : "") +
    (isObject(printed) ? resultText(printed) : "") +
    (isObject(media) ? mediaText(media) : "")
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
