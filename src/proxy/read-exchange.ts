// The request parsed once, lazily: the members that routing needs, the rest left as bytes.

import { Fault } from "../domain/faults.ts";
import { type JsonText, readJsonText } from "../exchange/json-text.ts";
import type { Asked } from "./asked.ts";
import { decodeBody } from "./decode-body.ts";

export interface AskedExchange {
  readonly text: JsonText;
  readonly model: string;
  readonly stream: boolean;
}

/** Throws Fault `invalid_json`, `invalid_request` (param `model`, `stream`), and those of decodeBody. */
export async function readExchange(asked: Pick<Asked, "request" | "given">, maxBytes: number): Promise<AskedExchange> {
  const text = parseObject(await decodeBody(asked.request, maxBytes));
  return asked.given === undefined ? exchangeOf(text) : { text, ...asked.given };
}

export function parseObject(bytes: Uint8Array): JsonText {
  const result = readJsonText(bytes);
  if (result.kind === "ok") return result.text;
  throw new Fault("invalid_json", `The request body is not a valid JSON object: ${result.message}`);
}

export function exchangeOf(text: JsonText): AskedExchange {
  const model = member(text, "model");
  if (typeof model !== "string" || model.trim() === "") {
    throw new Fault("invalid_request", "Missing required parameter: 'model' (a string)", { param: "model" });
  }
  const stream = member(text, "stream") ?? false;
  if (typeof stream !== "boolean")
    throw new Fault("invalid_request", "'stream' must be true or false", { param: "stream" });
  return { text, model, stream };
}

/** A member's value; a malformed one is the client's fault. */
export function member(text: JsonText, name: string): unknown {
  try {
    return text.get(name);
  } catch {
    throw new Fault("invalid_json", `The request body is not valid JSON inside '${name}'`, { param: name });
  }
}
