// Tool calls as they trickle in through chat chunks, told apart by their index. Compatible servers send ids late, names
// empty at first, several calls under one index, arguments as an object: a call is told once its name and id are known.

import type { StreamEvent } from "../../exchange/stream-event.ts";
import { customText } from "../custom-tools.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, present } from "../members.ts";

interface Call {
  id: string;
  name: string;
  custom: boolean;
  /** It went upstream as a function of one text, and its input comes as JSON around it: told when it is whole. */
  wrapped: boolean;
  /** Input that came before the call could be told. */
  pending: string;
  /** Its block, once told. */
  index: number | undefined;
}

export interface ToolCalls {
  /** One entry of `delta.tool_calls`, at its position there. */
  add(entry: JsonObject, position: number, out: StreamEvent[]): void;
  /** Tells what still waits for an id and closes every call. */
  finish(out: StreamEvent[]): void;
  any(): boolean;
}

/** `nextIndex` gives the next block's number; `customNames`: tools of free text, whatever form their calls come in. */
export function createToolCalls(nextIndex: () => number, customNames: ReadonlySet<string>): ToolCalls {
  const open = new Map<unknown, Call>();
  const calls: Call[] = [];

  const callFor = (entry: JsonObject, position: number): Call => {
    const key = entry["index"] ?? position;
    const known = open.get(key);
    const id = textOf(entry["id"]);
    // A second id under one index is a second call (Gemini's compatible endpoint numbers all of them 0).
    if (known !== undefined && (id === "" || known.id === "" || known.id === id)) return known;
    const call: Call = { id: "", name: "", custom: false, wrapped: false, pending: "", index: undefined };
    open.set(key, call);
    calls.push(call);
    return call;
  };

  const tell = (call: Call, out: StreamEvent[]): void => {
    const index = nextIndex();
    call.index = index;
    const { id, name } = call;
    call.wrapped = !call.custom && customNames.has(name);
    const custom = call.custom || call.wrapped ? true : undefined;
    out.push(present({ kind: "tool-start" as const, index, id, name, custom }));
    if (call.pending !== "" && !call.wrapped) out.push({ kind: "tool-delta", index, text: call.pending });
  };

  return {
    add: (entry, position, out) => {
      const call = callFor(entry, position);
      const custom = isObject(entry["custom"]) ? entry["custom"] : undefined;
      const fields = custom ?? (isObject(entry["function"]) ? entry["function"] : {});
      if (custom !== undefined) call.custom = true;
      call.id ||= textOf(entry["id"]);
      call.name ||= textOf(fields["name"]);
      const text = inputOf(custom === undefined ? fields["arguments"] : fields["input"]);
      if (call.index !== undefined && !call.wrapped) {
        if (text !== "") out.push({ kind: "tool-delta", index: call.index, text });
        return;
      }
      call.pending += text;
      if (call.index === undefined && call.id !== "" && call.name !== "") tell(call, out);
    },
    finish: (out) => {
      calls.forEach((call, ordinal) => {
        // A call nobody can name cannot be answered; one without an id gets one, the same on every run.
        if (call.index === undefined && call.name !== "") {
          call.id ||= `call_${ordinal}`;
          tell(call, out);
        }
        if (call.index === undefined) return;
        const text = call.wrapped ? customText(call.pending) : "";
        if (text !== "") out.push({ kind: "tool-delta", index: call.index, text });
        out.push({ kind: "tool-end", index: call.index });
      });
    },
    any: () => calls.some((call) => call.name !== ""),
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const inputOf = (value: unknown): string =>
  isObject(value) || Array.isArray(value) ? JSON.stringify(value) : textOf(value);
