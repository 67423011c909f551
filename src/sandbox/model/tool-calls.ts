// Tool calls the user asks for by name: `run: <command>` and `call: <name> <json>`, where the tools on offer allow.

import { parseJson } from "../json.ts";
import type { Prompt, ToolOffer } from "./prompt.ts";

export interface ToolCall {
  readonly kind: "function" | "custom" | "local_shell";
  readonly name: string;
  readonly namespace: string | null;
  /** Arguments as JSON text; of a custom tool its free text; of the local shell the command. */
  readonly input: string;
}

/** Of Claude Code and of gemini-cli. */
const CLIENT_SHELLS = ["Bash", "run_shell_command"];
const SHELL_NAMES: readonly string[] = [
  "exec_command",
  "shell",
  "local_shell",
  "shell_command",
  "bash",
  "exec",
  ...CLIENT_SHELLS,
];
const RUN = /run: (.+)/;
const CALL = /^\s*call: (\S+)(?:\s+(.+))?$/gm;

/** The calls the prompt asks for; none where it asks for none or offers no such tool. */
export function plannedToolCalls(prompt: Prompt): readonly ToolCall[] {
  const named = [...prompt.userText.matchAll(CALL)].flatMap((match) =>
    namedCall(prompt, match[1] ?? "", match[2] ?? ""),
  );
  if (named.length > 0) return named;
  const command = RUN.exec(prompt.userText)?.[1]?.trim();
  const shell = SHELL_NAMES.flatMap((name) => prompt.tools.find((tool) => tool.name === name) ?? [])[0];
  return command === undefined || shell === undefined ? [] : [shellCall(shell, command)];
}

function namedCall(prompt: Prompt, name: string, input: string): readonly ToolCall[] {
  const tool = prompt.tools.find((offer) => offer.name === name);
  if (tool === undefined) return [];
  if (tool.kind === "function" && parseJson(input) === undefined) return [{ ...tool, input: "{}" }];
  return [{ ...tool, input: input.trim() }];
}

function shellCall(tool: ToolOffer, command: string): ToolCall {
  if (tool.kind === "local_shell") return { ...tool, input: command };
  // Codex's code mode takes a little JavaScript program that calls the real tools.
  if (tool.kind === "custom") return { ...tool, input: codeFor(command) };
  if (tool.name === "exec_command") return { ...tool, input: JSON.stringify({ cmd: command }) };
  if (tool.name === "shell" || tool.name === "local_shell") {
    return { ...tool, input: JSON.stringify({ command: ["bash", "-lc", command] }) };
  }
  return { ...tool, input: JSON.stringify({ command }) };
}

function codeFor(command: string): string {
  return `const result = await tools.exec_command({ cmd: ${JSON.stringify(command)} });\ntext(result.output);\n`;
}
