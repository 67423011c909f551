// Tools that one vendor runs itself, offered to another's upstream.

import type { Tool } from "../exchange/request.ts";
import { unsupported } from "./members.ts";

/**
 * What agents offer with every request, needed or not: the answer is worth having without them. A search in tools finds
 * nothing new where all of them are offered from the start.
 */
const DISPENSABLE: readonly { readonly vendor: string; readonly type: RegExp }[] = [
  { vendor: "openai", type: /^(image_generation|tool_search)$/ },
  { vendor: "anthropic", type: /^tool_search_tool_/ },
];

/** Returns for a tool to be left out. Throws Fault `unsupported_parameter` for one that the client counts on. */
export function leaveOut(tool: Extract<Tool, { kind: "vendor" }>, path: string): void {
  if (DISPENSABLE.some(({ vendor, type }) => vendor === tool.vendor && type.test(tool.type))) return;
  throw unsupported(path, `The tool '${tool.type}' cannot be used with this model's upstream.`);
}
