// The end of a conversation as it came: the assistant's last turn, and the loop of calls and results that goes on.

import { utf8Text } from "../../exchange/byte-text.ts";
import type { JsonText } from "../../exchange/json-text.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";
import type { SaidTurn } from "./thinking.ts";

export interface Loop {
  /** Where the first message stands after the user's own last words. */
  readonly from: number;
  /** The request gives results of tools: the turn of the assistant goes on. */
  readonly callsTools: boolean;
}

/** Total. */
export function currentLoop(request: JsonText): Loop {
  const messages = request.elements("messages", Number.POSITIVE_INFINITY);
  let from = messages.length;
  for (; from > 0; from -= 1) {
    const turn = turnOf(messages[from - 1]);
    if (turn.role === "user" && !holdsResults(turn)) break;
  }
  return { from, callsTools: holdsResults(turnOf(messages.at(-1))) };
}

/** The conversation from the assistant's last turn on; all of it where there is none. Total. */
export function lastTurns(request: JsonText): readonly SaidTurn[] {
  const turns: SaidTurn[] = [];
  for (const element of request.elements("messages", Number.POSITIVE_INFINITY).toReversed()) {
    const turn = turnOf(element);
    turns.unshift(turn);
    if (turn.role === "assistant") break;
  }
  return turns;
}

const holdsResults = ({ content }: SaidTurn): boolean => content.some((block) => block["type"] === "tool_result");

function turnOf(element: Uint8Array | undefined): SaidTurn {
  const message = element === undefined ? {} : parseObject(element);
  const { role, content } = message;
  return { role, content: Array.isArray(content) ? content.filter(isObject) : [] };
}

function parseObject(element: Uint8Array): JsonObject {
  try {
    const value: unknown = JSON.parse(utf8Text(element));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
