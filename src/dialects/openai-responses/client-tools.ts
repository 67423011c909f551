// Tools of a Responses client that no other API has a word for, said as plain functions: tools in namespaces, and those
// whose calls are items of their own. The calls go back to the client as it knows them.

import type { Tool, ToolCallPart } from "../../exchange/request.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject } from "../members.ts";

export interface CalledAs {
  readonly name: string;
  readonly namespace?: string;
  /** The call is an item of this type. */
  readonly item?: CallItem;
}

export type CallItem = "tool_search_call" | "local_shell_call";

/** Codex's own group: its tools are called by their plain names. */
const DEFAULT_NAMESPACE = "functions";

/** One name for both: as Codex itself flattens them for upstreams without namespaces. */
export function flatName(namespace: string | undefined, name: string): string {
  if (namespace === undefined || namespace === "" || namespace === DEFAULT_NAMESPACE) return name;
  return namespace.endsWith("__") ? namespace + name : `${namespace}__${name}`;
}

/** What a flattened tool remembers of itself, as its `vendor` member; undefined where its name is all. */
export function rememberedAs(calledAs: CalledAs): { readonly openai: JsonObject } | undefined {
  const { name, namespace, item } = calledAs;
  if (item !== undefined) return { openai: { item } };
  return flatName(namespace, name) === name ? undefined : { openai: { name, namespace } };
}

/** How the client knows the tool that is called by its flat name. */
export type CallNames = (flat: string) => CalledAs;

export function callNamesOf(tools: readonly Tool[]): CallNames {
  const known = new Map<string, CalledAs>();
  for (const tool of tools) {
    if (tool.kind !== "function" && tool.kind !== "custom") continue;
    const { name, namespace, item } = tool.vendor?.["openai"] ?? {};
    if (item === "tool_search_call" || item === "local_shell_call") known.set(tool.name, { name: tool.name, item });
    else if (typeof name === "string" && typeof namespace === "string") known.set(tool.name, { name, namespace });
  }
  return (flat) => known.get(flat) ?? { name: flat };
}

/** The members in which the item of such a call differs from a `function_call`. */
export function callItemFields(item: CallItem, { id, input }: Pick<ToolCallPart, "id" | "input">): JsonObject {
  const said = objectIn(input);
  if (item === "tool_search_call") return { type: item, call_id: id, execution: "client", arguments: said };
  const { command, env, ...others } = said;
  const words = Array.isArray(command)
    ? command.map(String)
    : ["bash", "-lc", typeof command === "string" ? command : ""];
  const action = { type: "exec", command: words, env: isObject(env) ? env : {}, ...others };
  return { type: item, call_id: id, action };
}

/** `local_shell` has no schema of its own: the model behind it was trained on one. */
export const LOCAL_SHELL: Extract<Tool, { kind: "function" }> = {
  kind: "function",
  name: "local_shell",
  description: "Runs a command on the user's computer and returns its output.",
  parameters: {
    type: "object",
    properties: {
      command: {
        type: "array",
        items: { type: "string" },
        description: 'The program and its arguments, such as ["bash", "-lc", "ls"].',
      },
      working_directory: { type: "string" },
      timeout_ms: { type: "number" },
    },
    required: ["command"],
  },
  vendor: { openai: { item: "local_shell_call" } },
};

function objectIn(input: string): JsonObject {
  try {
    const value: unknown = JSON.parse(input);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
