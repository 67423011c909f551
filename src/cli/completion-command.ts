// `switchyard completion`: what a shell needs to complete our command lines; and the accounts, which it asks for as it goes.

import { Argument, Command } from "commander";

import type { CliDeps } from "./deps.ts";
import { type PlaceFlags, withPlaceFlags } from "./with-hands.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

export function completionCommand(deps: CliDeps): Command {
  return new Command("completion")
    .description("print the completion of a shell: source <(switchyard completion bash)")
    .addArgument(new Argument("<shell>", "which one").choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number], _flags: unknown, command: Command) => {
      const { completionScript } = await import("./completion/completion-script.ts");
      deps.out.write(completionScript(shell, command.parent ?? command));
    });
}

/** Hidden: one account a line, its description after a tab. Says nothing where anything is wrong: somebody is typing. */
export function completeAccountsCommand(deps: CliDeps): Command {
  return withPlaceFlags(new Command("complete-accounts")).action(async (flags: PlaceFlags) => {
    const place = { dataDir: flags.dataDir ?? null, configFile: flags.config ?? null };
    const candidates = await deps.accountCandidates(place).catch(() => []);
    for (const { name, description } of candidates) deps.out.write(`${name}\t${description}\n`);
  });
}
