// The script for a shell.

import type { Command } from "commander";

import { bashCompletion } from "./bash-completion.ts";
import { completionTree } from "./completion-tree.ts";
import { fishCompletion } from "./fish-completion.ts";
import { zshCompletion } from "./zsh-completion.ts";

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export function completionScript(shell: keyof typeof SCRIPTS, program: Command): string {
  return SCRIPTS[shell](completionTree(program));
}
