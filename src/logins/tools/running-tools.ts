// Which processes of a tool use a home now: what they have read of it, they keep until they end.

import type { ToolHome, ToolId } from "./tool-home.ts";

export interface ToolProcess {
  readonly pid: number;
  readonly startedAt: string;
}

/** What is asked of the system. Implemented in `platform/processes.ts`. */
export interface ToolProcesses {
  find(wish: {
    readonly programs: readonly string[];
    isMeant(env: (name: string) => string | undefined): boolean;
  }): Promise<readonly ToolProcess[]>;
  alive(processes: readonly ToolProcess[]): Promise<readonly ToolProcess[]>;
}

/** File names of a tool's program, and parts of the path of its script. */
const PROGRAMS: Readonly<Record<ToolId, readonly string[]>> = {
  codex: ["codex", "@openai/codex/"],
  claude: ["claude", "@anthropic-ai/claude-code"],
  gemini: ["gemini", "@google/gemini-cli/"],
};

export function processesOf(home: ToolHome, processes: ToolProcesses): Promise<readonly ToolProcess[]> {
  return processes.find({ programs: PROGRAMS[home.tool], isMeant: (env) => home.isFolderIn(env) });
}
