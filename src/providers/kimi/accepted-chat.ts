// A chat as Kimi accepts it. Everything else passes as it came.

import { mentionsAscii } from "../../exchange/byte-text.ts";
import { editJson, readJsonText } from "../../exchange/json-text.ts";
import { isRecord } from "../shared/json-fields.ts";

/**
 * Two things are put right: `developer`, a role of OpenAI's alone; and calls of tools without the thoughts that led to
 * them, which Kimi refuses while it thinks ("thinking is enabled but reasoning_content is missing in assistant tool call
 * message", Kilo-Org/kilocode#10986). They are missing where another model made the call or the client kept none.
 */
export function acceptedChat(body: Uint8Array): Uint8Array {
  // A long history is parsed only where something in it may have to change.
  if (!mentionsAscii(body, '"tool_calls"') && !mentionsAscii(body, '"developer"')) return body;
  const read = readJsonText(body);
  const messages = read.kind === "ok" ? read.text.get("messages") : null;
  if (read.kind !== "ok" || !Array.isArray(messages)) return body;
  const accepted: readonly unknown[] = messages.map(acceptedMessage);
  const isChanged = accepted.some((message, index) => message !== messages[index]);
  return isChanged ? editJson(read.text, { set: { messages: accepted } }) : body;
}

/** An empty text counts as missing; this is the least that others found to pass (spacedriveapp/spacebot#364). */
const NO_THOUGHT = ".";

function acceptedMessage(message: unknown): unknown {
  if (!isRecord(message)) return message;
  if (message["role"] === "developer") return { ...message, role: "system" };
  const { tool_calls: calls, reasoning_content: thought } = message;
  const lacksThought = Array.isArray(calls) && calls.length > 0 && (typeof thought !== "string" || thought === "");
  return lacksThought ? { ...message, reasoning_content: NO_THOUGHT } : message;
}
