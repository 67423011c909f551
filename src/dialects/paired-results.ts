// Calls of tools and their results, put side by side. Upstreams refuse a call without its result right after it and a
// result without its call; clients send both after an interrupted turn or a cut history.

import type { AssistantPart, Message, ToolCallPart, ToolResult } from "../exchange/request.ts";

/** What stands for a result that was never sent. */
export const NO_RESULT = "The tool call was interrupted: there is no result.";

/**
 * Every call's result follows it at once: moved there from further down, or made up as a failed one where there is none. A
 * result that answers no call becomes words of the user. Ids that come up again are told apart.
 */
export function pairToolResults(messages: readonly Message[]): readonly Message[] {
  const joined = joinCalls(messages);
  const answers = matchResults(joined);
  const taken = new Set(answers.values());
  const ids = createUniqueIds();
  return joined.flatMap((message): readonly Message[] => {
    if (message.role === "tool") return leftover(message.results.filter((result) => !taken.has(result)));
    if (message.role !== "assistant" || !message.content.some(isCall)) return [message];
    const results: ToolResult[] = [];
    const content = message.content.map((part) => {
      if (!isCall(part)) return part;
      const id = ids.take(part.id);
      results.push(answering(part, id, answers.get(part)));
      return id === part.id ? part : { ...part, id };
    });
    return [
      { ...message, content },
      { role: "tool", results },
    ];
  });
}

/** By call, its result: the first that comes after it and before another call of the same id. */
function matchResults(messages: readonly Message[]): ReadonlyMap<ToolCallPart, ToolResult> {
  const matched = new Map<ToolCallPart, ToolResult>();
  const open = new Map<string, ToolCallPart[]>();
  for (const message of messages) {
    if (message.role === "assistant") {
      const calls = message.content.filter(isCall);
      for (const { id } of calls) open.delete(id);
      for (const call of calls) open.set(call.id, [...(open.get(call.id) ?? []), call]);
    } else if (message.role === "tool") {
      for (const result of message.results) {
        const call = open.get(result.callId)?.shift();
        if (call !== undefined) matched.set(call, result);
      }
    }
  }
  return matched;
}

/** The result as the call's: both are of one kind, and known by one id. */
function answering(call: ToolCallPart, callId: string, found: ToolResult | undefined): ToolResult {
  const { custom: _, ...result } = found ?? {
    callId,
    content: [{ kind: "text" as const, text: NO_RESULT }],
    isError: true,
  };
  return { ...result, callId, ...(call.custom === true ? { custom: true } : {}) };
}

/** Some servers count their calls anew in every turn; upstreams want each id once in a conversation. */
function createUniqueIds() {
  const used = new Set<string>();
  return {
    take(id: string): string {
      let unique = id;
      // Within what every upstream takes for an id.
      for (let attempt = 2; used.has(unique); attempt++) unique = `${id.slice(0, 56)}_${attempt}`;
      used.add(unique);
      return unique;
    },
  };
}

/** Calls that one turn came to may lie in several messages; their results follow the last of them. */
function joinCalls(messages: readonly Message[]): readonly Message[] {
  const joined: Message[] = [];
  for (const message of messages) {
    const last = joined.at(-1);
    if (message.role === "assistant" && last?.role === "assistant" && last.content.some(isCall)) {
      joined[joined.length - 1] = { role: "assistant", content: [...last.content, ...message.content] };
    } else {
      joined.push(message);
    }
  }
  return joined;
}

function leftover(results: readonly ToolResult[]): readonly Message[] {
  if (results.length === 0) return [];
  const content = results.flatMap((result) => [
    { kind: "text" as const, text: `Result of the tool call ${result.callId}, which is not in this conversation:` },
    ...result.content,
  ]);
  return [{ role: "user", content }];
}

const isCall = (part: AssistantPart): part is ToolCallPart => part.kind === "tool-call";
