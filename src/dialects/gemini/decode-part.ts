// One part of a content: exactly one kind of data, and what goes with it.

import type { AssistantPart, InputPart, ToolResult } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { invalid, isObject, optional, readName, readObject, readString, unsupported } from "../members.ts";
import { inputText } from "./call-input.ts";
import type { Calls } from "./decode-calls.ts";
import { pick } from "./fields.ts";
import { decodeFile, decodeInline } from "./media.ts";
import { NO_SIGNATURE } from "./no-signature.ts";
import { codeText, resultText } from "./code-parts.ts";

const DATA = [
  "text",
  "inlineData",
  "fileData",
  "functionCall",
  "functionResponse",
  "executableCode",
  "codeExecutionResult",
] as const;
type Kind = (typeof DATA)[number];

/** What a user says; empty text says nothing. Throws Fault `invalid_request`. */
export function decodeInputPart(part: JsonObject, path: string): readonly InputPart[] {
  const kind = kindOf(part, path);
  switch (kind) {
    case "text":
      return textOf(part, path).map((text) => ({ kind: "text", text }));
    case "inlineData":
      return [decodeInline(dataOf(part, kind, path), `${path}.inlineData`)];
    case "fileData":
      return [decodeFile(dataOf(part, kind, path), `${path}.fileData`)];
    case "executableCode":
    case "codeExecutionResult":
    case "functionCall":
    case "functionResponse":
      throw invalid(`${path}.${kind}`, `Invalid '${path}': a '${kind}' cannot stand in a user's content.`);
    case undefined:
      return [];
  }
}

/** What the model said in an earlier turn. `isClaude`: the signature of a thought is Claude's. */
export function decodeAnswerPart(
  part: JsonObject,
  path: string,
  { calls, isClaude }: { readonly calls: Calls; readonly isClaude: boolean },
): readonly AssistantPart[] {
  const kind = kindOf(part, path);
  const signature = optional(pick(part, "thoughtSignature"), `${path}.thoughtSignature`, readString);
  const signed = signature !== undefined && signature !== "" && signature !== NO_SIGNATURE;
  switch (kind) {
    case "text": {
      if (part["thought"] !== true) return textOf(part, path).map((text) => ({ kind: "text", text }));
      const text = readString(part["text"], `${path}.text`);
      if (isClaude && signed) return [{ kind: "reasoning", text, proof: { kind: "signature", value: signature } }];
      return text === "" ? [] : [{ kind: "reasoning", text }];
    }
    case "functionCall": {
      const call = dataOf(part, kind, path);
      const name = readName(call["name"], `${path}.functionCall.name`);
      const args = optional(call["args"], `${path}.functionCall.args`, readObject);
      const id = calls.add(name, optional(call["id"], `${path}.functionCall.id`, readString) ?? "", path);
      return [{ kind: "tool-call", id, name, input: inputText(args), ...(signed ? { proof: signature } : {}) }];
    }
    case "executableCode":
      return [{ kind: "text", text: codeText(dataOf(part, kind, path)) }];
    case "codeExecutionResult":
      return [{ kind: "text", text: resultText(dataOf(part, kind, path)) }];
    case "inlineData":
    case "fileData":
      throw unsupported(`${path}.${kind}`, "What a model drew or spoke cannot be sent to this model's upstream.");
    case "functionResponse":
      throw invalid(`${path}.functionResponse`, `Invalid '${path}': a function's response is the user's to give.`);
    case undefined:
      return [];
  }
}

/** A function's response; undefined where the part is something else. Throws Fault `invalid_request`. */
export function decodeResult(part: JsonObject, path: string, calls: Calls): ToolResult | undefined {
  const value = pick(part, "functionResponse");
  if (value === undefined) return undefined;
  const at = `${path}.functionResponse`;
  const fields = readObject(value, at);
  const name = readName(fields["name"], `${at}.name`);
  const callId = calls.answer(name, optional(fields["id"], `${at}.id`, readString) ?? "", at);
  const response = optional(fields["response"], `${at}.response`, readObject) ?? {};
  const media = optional(fields["parts"], `${at}.parts`, (parts, where) => readMedia(parts, where)) ?? [];
  const { text, isError } = saidBy(response);
  return {
    callId,
    content: [...(text === "" ? [] : [{ kind: "text" as const, text }]), ...media],
    ...(isError ? { isError } : {}),
  };
}

/** `output` and `error` are the API's own words for a response; anything else is all of it output. */
function saidBy(response: JsonObject): { readonly text: string; readonly isError: boolean } {
  const [[key, value] = ["", undefined], ...others] = Object.entries(response);
  if (key === "" || others.length > 0) return { text: key === "" ? "" : JSON.stringify(response), isError: false };
  const isWord = key === "output" || key === "result" || key === "error";
  const text = isWord && typeof value === "string" ? value : JSON.stringify(isWord ? value : response);
  return { text, isError: key === "error" };
}

function readMedia(value: unknown, path: string): ToolResult["content"] {
  if (!Array.isArray(value)) throw invalid(path, `Invalid type for '${path}': expected an array.`);
  return value.flatMap((entry, position) => {
    const at = `${path}.${position}`;
    const parts = decodeInputPart(readObject(entry, at), at);
    return parts.flatMap((part) => {
      if (part.kind === "audio") throw unsupported(at, "Sound cannot be part of a function's response here.");
      return [part];
    });
  });
}

function kindOf(part: JsonObject, path: string): Kind | undefined {
  const kinds = DATA.filter((name) => pick(part, name) !== undefined);
  if (kinds.length > 1) throw invalid(path, `Invalid '${path}': a part is one of ${kinds.join(", ")}, not several.`);
  // A part that only carries a signature closes a stream; one of a kind unknown here must not be lost unsaid.
  const strange = kinds.length > 0 ? undefined : Object.keys(part).find((name) => isObject(part[name]));
  if (strange !== undefined) throw unsupported(`${path}.${strange}`, `The part '${strange}' cannot be carried over.`);
  return kinds[0];
}

const dataOf = (part: JsonObject, kind: Kind, path: string): JsonObject =>
  readObject(pick(part, kind), `${path}.${kind}`);

function textOf(part: JsonObject, path: string): readonly string[] {
  const text = readString(part["text"], `${path}.text`);
  return text === "" ? [] : [text];
}
