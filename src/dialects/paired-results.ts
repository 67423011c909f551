// Calls of tools and their results, put side by side. Upstreams refuse a call without its result right after it and a
// result without its call; clients send both after an interrupted turn or a cut history.

import type { AssistantPart, Message, ToolResult } from "../exchange/request.ts";

/** What stands for a result that was never sent. */
export const NO_RESULT = "The tool call was interrupted: there is no result.";

/**
 * Every call's result follows it at once: moved there from further down (as far as the next turn of the assistant), or
 * made up as a failed one where there is none. A result that answers no call becomes words of the user.
 */
export function pairToolResults(messages: readonly Message[]): readonly Message[] {
  const joined = joinCalls(messages);
  const taken = new Set<ToolResult>();
  return joined.flatMap((message, at): readonly Message[] => {
    if (message.role === "tool") return leftover(message.results.filter((result) => !taken.has(result)));
    if (message.role !== "assistant") return [message];
    const ids = new Set(callIds(message.content));
    if (ids.size === 0) return [message];
    const results: ToolResult[] = [];
    for (const result of resultsBefore(joined, at + 1)) {
      if (!ids.delete(result.callId)) continue;
      taken.add(result);
      results.push(result);
    }
    const missing = [...ids].map(missingResult);
    return [message, { role: "tool", results: [...results, ...missing] }];
  });
}

/** Calls that one turn came to may lie in several messages; their results follow the last of them. */
function joinCalls(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.role === "assistant" && last?.role === "assistant" && callIds(last.content).length > 0) {
      joined[joined.length - 1] = { role: "assistant", content: [...last.content, ...message.content] };
    } else {
      joined.push(message);
    }
  }
  return joined;
}

/** The results from `from` to the assistant's next turn. */
function resultsBefore(messages: readonly Message[], from: number): readonly ToolResult[] {
  const results: ToolResult[] = [];
  for (let at = from; at < messages.length; at++) {
    const message = messages[at];
    if (message?.role === "assistant") break;
    if (message?.role === "tool") results.push(...message.results);
  }
  return results;
}

function leftover(results: readonly ToolResult[]): readonly Message[] {
  if (results.length === 0) return [];
  const content = results.flatMap((result) => [
    { kind: "text" as const, text: `Result of the tool call ${result.callId}, which is not in this conversation:` },
    ...result.content,
  ]);
  return [{ role: "user", content }];
}

const missingResult = (callId: string): ToolResult => ({
  callId,
  content: [{ kind: "text", text: NO_RESULT }],
  isError: true,
});

const callIds = (content: readonly AssistantPart[]): readonly string[] =>
  content.flatMap((part) => (part.kind === "tool-call" ? [part.id] : []));
