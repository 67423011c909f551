// Anthropic's validator of the conversation: roles, empty text, tool calls with their results, thoughts with their signatures.

import { asList, asObject, asText, type Json, objectsIn } from "../json.ts";
import { isNewest } from "./models.ts";
import { isSignedBy } from "../accounts/thought-signature.ts";

const TOOL_USE_ID = /^[a-zA-Z0-9_-]+$/;

/** What is wrong with the `messages` of a request; null where they are well formed. */
export function messagesProblem(request: Json, owner: string): string | null {
  const messages = objectsIn(request["messages"]);
  if (messages.length === 0) return "messages: at least one message is required";
  for (const [index, message] of messages.entries()) {
    const problem = roleProblem(message, index) ?? contentProblem(message, { index, messages, owner });
    if (problem !== null) return problem;
  }
  return pairingProblem(messages) ?? openingProblem(request, messages) ?? prefillProblem(request, messages);
}

function roleProblem(message: Json, index: number): string | null {
  const { role } = message;
  if (index === 0 && role === "assistant") return 'messages: first message must use the "user" role';
  const isRole = role === "user" || role === "assistant" || role === "system";
  return isRole ? null : `messages.${index}.role: Input should be 'user' or 'assistant'`;
}

interface Place {
  readonly index: number;
  readonly messages: readonly Json[];
  readonly owner: string;
}

function contentProblem(message: Json, place: Place): string | null {
  const { content } = message;
  const at = `messages.${place.index}`;
  if (typeof content !== "string" && !Array.isArray(content)) return `${at}.content: Field required`;
  if (content.length === 0) {
    const isPrefill = place.index === place.messages.length - 1 && message["role"] === "assistant";
    return isPrefill
      ? null
      : `${at}: all messages must have non-empty content except for the optional final assistant message`;
  }
  for (const [index, block] of asList(content).entries()) {
    const problem = blockProblem(asObject(block) ?? {}, { at: `${at}.content.${index}`, message, owner: place.owner });
    if (problem !== null) return problem;
  }
  return null;
}

function blockProblem(
  block: Json,
  { at, message, owner }: { readonly at: string; readonly message: Json; readonly owner: string },
): string | null {
  const isAssistant = message["role"] === "assistant";
  switch (block["type"]) {
    case "text": {
      const text = asText(block["text"]);
      if (text === null) return `${at}.text.text: Field required`;
      if (text === "") return "messages: text content blocks must be non-empty";
      return text.trim() === "" ? "messages: text content blocks must contain non-whitespace text" : null;
    }
    case "tool_use":
      if (!isAssistant) return `${at}: \`tool_use\` blocks can only be in \`assistant\` messages`;
      if (!TOOL_USE_ID.test(asText(block["id"]) ?? "")) {
        return `${at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
      }
      return asObject(block["input"]) === null ? `${at}.tool_use.input: Input should be a valid dictionary` : null;
    case "tool_result":
      return isAssistant ? `${at}: \`tool_result\` blocks can only be in \`user\` messages` : null;
    case "thinking": {
      if (!isAssistant) return `${at}: \`thinking\` blocks can only be in \`assistant\` messages`;
      const signature = asText(block["signature"]);
      if (signature === null) return `${at}.thinking.signature: Field required`;
      const isOwn = isSignedBy(owner, asText(block["thinking"]) ?? "", signature);
      return isOwn ? null : `${at}: Invalid \`signature\` in \`thinking\` block`;
    }
    case undefined:
      return `${at}.type: Field required`;
    default:
      return typeof block["type"] === "string" && KNOWN.test(block["type"])
        ? null
        : `${at}: Input tag '${String(block["type"])}' found using 'type' does not match any of the expected tags`;
  }
}

const KNOWN =
  /^(image|document|search_result|redacted_thinking|server_tool_use|container_upload|tool_reference|\w+_result)$/;

/** Every call is answered in the message right after it, and nothing else is. */
function pairingProblem(messages: readonly Json[]): string | null {
  const turns = messages
    .map((message, index) => ({ message, index }))
    .filter(({ message }) => message["role"] !== "system");
  for (const [turn, { message, index }] of turns.entries()) {
    const calls = idsOf(message, "tool_use", "id");
    const next = turns[turn + 1]?.message;
    const answered = next?.["role"] === "user" ? idsOf(next, "tool_result", "tool_use_id") : [];
    const open = calls.filter((id) => !answered.includes(id));
    if (open.length > 0) {
      return `messages.${index}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`;
    }
    const asked = turn === 0 ? [] : idsOf(turns[turn - 1]?.message, "tool_use", "id");
    const results = idsOf(message, "tool_result", "tool_use_id");
    const orphan = results.find((id) => !asked.includes(id));
    if (orphan !== undefined) {
      const content = objectsIn(message["content"]).findIndex((block) => block["tool_use_id"] === orphan);
      return `messages.${index}.content.${content}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${orphan}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`;
    }
    if (new Set(results).size !== results.length) {
      return `messages.${index}: each tool_use must have a single result. Found multiple \`tool_result\` blocks with the same id`;
    }
  }
  return null;
}

/** With thinking on, the turn that still waits for its tools opens with the thought that led to them. */
function openingProblem(request: Json, messages: readonly Json[]): string | null {
  if (asObject(request["thinking"])?.["type"] !== "enabled") return null;
  const index = messages.findLastIndex((message) => message["role"] === "assistant");
  const answers = messages.at(-1);
  const message = messages[index];
  if (message === undefined || answers === undefined || idsOf(answers, "tool_result", "tool_use_id").length === 0) {
    return null;
  }
  const type = objectsIn(message["content"])[0]?.["type"];
  if (type === "thinking" || type === "redacted_thinking") return null;
  return `messages.${index}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(type)}\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block (preceding the lastmost set of \`tool_use\` and \`tool_result\` blocks).`;
}

function prefillProblem(request: Json, messages: readonly Json[]): string | null {
  const last = messages.at(-1);
  if (last?.["role"] !== "assistant") return null;
  if (isNewest(asText(request["model"]) ?? "")) {
    return "This model does not support assistant message prefill. The conversation must end with a user message.";
  }
  const text = asText(last["content"]) ?? asText(objectsIn(last["content"]).at(-1)?.["text"]) ?? "";
  return text === text.trimEnd() ? null : "messages: final assistant content cannot end with trailing whitespace";
}

function idsOf(message: Json | undefined, type: string, field: string): readonly string[] {
  return objectsIn(message?.["content"]).flatMap((block) =>
    block["type"] === type ? (asText(block[field]) ?? []) : [],
  );
}
