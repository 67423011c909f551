// The imitators' validator: stricter than OpenAI's where they have not kept up with it.

import { asText, asObject, type Json, objectsIn } from "../json.ts";

const ROLES: ReadonlySet<unknown> = new Set(["system", "user", "assistant", "tool"]);
const LONGEST_NAME = 64;

/** What is wrong with a chat request, in one sentence; null where it is well formed. */
export function problemWith(request: Json): string | null {
  if (!Array.isArray(request["messages"])) return "Missing required parameter: 'messages'.";
  const messages = objectsIn(request["messages"]);
  if (messages.length === 0) return "Empty input messages";
  return rolesProblem(messages) ?? pairingProblem(messages) ?? toolsProblem(request);
}

function rolesProblem(messages: readonly Json[]): string | null {
  const index = messages.findIndex((message) => !ROLES.has(message["role"]));
  if (index === -1) return null;
  const role = String(messages[index]?.["role"]);
  return `messages[${index}].role: unknown variant \`${role}\`, expected one of \`system\`, \`user\`, \`assistant\`, \`tool\``;
}

/** Every call is answered right after it, and nothing else is. */
function pairingProblem(messages: readonly Json[]): string | null {
  let open: readonly string[] = [];
  for (const message of messages) {
    if (message["role"] === "tool") {
      const id = asText(message["tool_call_id"]) ?? "";
      if (!open.includes(id)) {
        return "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'";
      }
      open = open.filter((call) => call !== id);
      continue;
    }
    if (open.length > 0) return unanswered(open);
    open = objectsIn(message["tool_calls"]).flatMap((call) => asText(call["id"]) ?? []);
  }
  return open.length > 0 ? unanswered(open) : null;
}

function unanswered(ids: readonly string[]): string {
  return `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${ids.join(", ")}`;
}

function toolsProblem(request: Json): string | null {
  for (const [index, tool] of objectsIn(request["tools"]).entries()) {
    if (tool["type"] !== "function") return `tools[${index}].type: unknown variant, expected \`function\``;
    const name = asText(asObject(tool["function"])?.["name"]) ?? "";
    const isFit = /^[a-zA-Z0-9_-]+$/.test(name) && name.length <= LONGEST_NAME;
    if (!isFit) return `Invalid 'tools[${index}].function.name': string does not match '^[a-zA-Z0-9_-]{1,64}$'.`;
  }
  return null;
}
