// Calls of a history that are items of their own, and their outputs: the client's search in its tools, its local shell.

import type { Message } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, readName, readObject } from "../members.ts";
import { decodeOutput } from "./decode-content.ts";
import { flatName } from "./client-tools.ts";

type ClientCall = "tool_search_call" | "tool_search_output" | "local_shell_call" | "local_shell_call_output";

/** Undefined for a search that OpenAI made: what was found stands among the tools. Throws Fault `invalid_request`. */
export function decodeClientCall(item: JsonObject, type: ClientCall, path: string): Message | undefined {
  switch (type) {
    case "tool_search_call":
      return isOpenAis(item) ? undefined : called(item, "tool_search", { at: path, member: "arguments" });
    case "tool_search_output":
      return isOpenAis(item) ? undefined : answered(item, path, found(item["tools"]));
    case "local_shell_call":
      return called(item, "local_shell", { at: path, member: "action" });
    case "local_shell_call_output":
      return {
        role: "tool",
        results: [{ callId: idOf(item, path), content: decodeOutput(item["output"], `${path}.output`) }],
      };
  }
}

const isOpenAis = (item: JsonObject): boolean => item["execution"] === "server" || (item["call_id"] ?? null) === null;

function called(
  item: JsonObject,
  name: string,
  { at, member }: { readonly at: string; readonly member: string },
): Message {
  const { type: _, ...input } = readObject(item[member], `${at}.${member}`);
  return {
    role: "assistant",
    content: [{ kind: "tool-call", id: idOf(item, at), name, input: JSON.stringify(input) }],
  };
}

function answered(item: JsonObject, path: string, text: string): Message {
  return { role: "tool", results: [{ callId: idOf(item, path), content: [{ kind: "text", text }] }] };
}

/** Older clients name the call in `id`. */
const idOf = (item: JsonObject, path: string): string => readName(item["call_id"] ?? item["id"], `${path}.call_id`);

/** The tools themselves are offered with the request; the model reads their names. */
function found(tools: unknown): string {
  const names = namesIn(tools);
  return names.length === 0 ? "No tools were found." : `These tools can be called now: ${names.join(", ")}`;
}

function namesIn(tools: unknown, namespace?: string): readonly string[] {
  if (!Array.isArray(tools)) return [];
  return tools.filter(isObject).flatMap((tool) => {
    const { type, name } = tool;
    if (typeof name !== "string") return [];
    return type === "namespace" ? namesIn(tool["tools"], name) : [flatName(namespace, name)];
  });
}
