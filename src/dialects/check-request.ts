// What every upstream would refuse of a request, whatever its API, and nobody can put right: told before anything is sent.

import type { ExchangeRequest, Message } from "../exchange/request.ts";
import { invalid } from "./members.ts";

/** What the client calls the members that are looked at. */
export interface MemberNames {
  readonly messages: string;
  readonly toolChoice: string;
}

/** The same request. Throws Fault `invalid_request` where nothing is said, or a tool is to be called that is not offered. */
export function checked(request: ExchangeRequest, names: MemberNames): ExchangeRequest {
  // What a stored conversation is continued with may be nothing at all.
  const continues = request.vendor?.["openai"]?.["previous_response_id"] !== undefined;
  if (!continues && !request.messages.some(saysSomething)) {
    throw invalid(names.messages, `Invalid '${names.messages}': every message is empty, there is nothing to answer.`);
  }
  const unknown = chosenTools(request).find((name) => !isOffered(request, name));
  if (unknown === undefined) return request;
  throw invalid(names.toolChoice, `Invalid '${names.toolChoice}': the tool '${unknown}' is not among the tools.`);
}

function saysSomething(message: Message): boolean {
  if (message.role === "tool") return message.results.length > 0;
  return message.content.some((part) => {
    if (part.kind === "reasoning") return false;
    return !("text" in part) || part.text !== "";
  });
}

function chosenTools({ toolChoice }: ExchangeRequest): readonly string[] {
  if (toolChoice?.kind === "named") return [toolChoice.name];
  return toolChoice?.kind === "allowed" ? toolChoice.names : [];
}

const isOffered = ({ tools }: ExchangeRequest, name: string): boolean =>
  tools.some((tool) => ("name" in tool ? tool.name : tool.kind === "vendor" ? tool.raw["name"] : undefined) === name);
