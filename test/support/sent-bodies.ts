// What the upstreams were sent, as the sandbox remembers it.

import type { SandboxCall } from "../../src/sandbox/sandbox.ts";
import type { JsonRecord } from "../clients/json-lines.ts";

/** The input items of a call's body. */
export function inputOf(call: SandboxCall | undefined): readonly JsonRecord[] {
  const input = bodyOf(call)["input"];
  return Array.isArray(input) ? (input as readonly JsonRecord[]) : [];
}

export function bodyOf(call: SandboxCall | undefined): JsonRecord {
  if (call === undefined) throw new Error("there was no such call");
  return typeof call.body === "object" && call.body !== null ? (call.body as JsonRecord) : {};
}

/** The types of its input items, messages by their role. */
export function outlineOf(call: SandboxCall | undefined): readonly string[] {
  return inputOf(call).map((item) => String(item["role"] ?? item["type"]));
}

/** The text that the user said in it, without what Codex says for them. */
export function questionsOf(call: SandboxCall | undefined): readonly string[] {
  return inputOf(call)
    .filter((item) => item["role"] === "user")
    .flatMap((item) => (Array.isArray(item["content"]) ? (item["content"] as readonly JsonRecord[]) : []))
    .map((part) => String(part["text"]))
    .filter((text) => !text.startsWith("<") && !text.startsWith("#"));
}

/** The sealed thoughts in it. */
export function reasoningOf(call: SandboxCall | undefined): readonly string[] {
  return inputOf(call)
    .filter((item) => item["type"] === "reasoning")
    .map((item) => String(item["encrypted_content"]));
}
