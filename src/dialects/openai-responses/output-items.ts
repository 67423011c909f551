// Output items in their final form, as streams finish with them and whole answers list them.

import type { AssistantPart, ToolCallPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { present } from "../members.ts";
import { sealProof } from "../proofs.ts";
import { callItemFields, type CallNames } from "./client-tools.ts";

/** Thoughts whose upstream has no ids for them are told apart by it when they are sent back. */
export const MADE_ID = "rs_switchyard";
const PREFIX = { text: "msg", refusal: "msg", reasoning: MADE_ID, "tool-call": "fc" } as const;

/** An id for the item at `position` of the answer, the same whenever it is made; custom calls are `ctc_`, as OpenAI's. */
export function itemId(part: AssistantPart, responseId: string, position: number): string {
  if (part.kind === "reasoning" && part.id !== undefined) return part.id;
  const prefix = part.kind === "tool-call" && part.custom === true ? "ctc" : PREFIX[part.kind];
  return `${prefix}_${responseId.replace(/^resp_/, "")}_${position}`;
}

/** The finished item that one part of an answer comes to; `called`: how the client knows its tools. */
export function outputItem(part: AssistantPart, id: string, called: CallNames): JsonObject {
  const status = "completed";
  switch (part.kind) {
    case "text":
    case "refusal":
      return { id, type: "message", status, role: "assistant", content: [contentPart(part.kind, part.text)] };
    case "reasoning":
      return present({
        id,
        type: "reasoning",
        summary: part.text === "" ? [] : [summaryPart(part.text)],
        encrypted_content: part.proof === undefined ? undefined : sealProof(part.proof, "encrypted_content"),
      });
    case "tool-call":
      return { id, status, ...callFields(part, called) };
  }
}

function callFields(part: ToolCallPart, called: CallNames): JsonObject {
  const { id: callId, input } = part;
  const { item, ...as } = called(part.name);
  if (item !== undefined) return callItemFields(item, part);
  return part.custom === true
    ? { type: "custom_tool_call", call_id: callId, ...as, input }
    : { type: "function_call", call_id: callId, ...as, arguments: input };
}

/** One content part of a message item. */
export function contentPart(kind: "text" | "refusal", text: string): JsonObject {
  return kind === "text"
    ? { type: "output_text", text, annotations: [], logprobs: [] }
    : { type: "refusal", refusal: text };
}

/** One part of a reasoning item's summary. */
export const summaryPart = (text: string): JsonObject => ({ type: "summary_text", text });
