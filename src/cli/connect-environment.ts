// `eval "$(switchyard connect env)"`: standard output is for the shell, words for people go to the other one.

import { exportLines, shellOf, unsetLines } from "../management/connect/client-environment.ts";
import { chooseTarget } from "./connect-client.ts";
import type { ConnectFlags } from "./connect-command.ts";
import type { CliDeps } from "./deps.ts";
import type { Hands } from "./hands.ts";

export async function printEnvironment(deps: CliDeps, hands: Hands, flags: ConnectFlags): Promise<void> {
  const shell = flags.shell ?? shellOf(deps.env["SHELL"]);
  const lines =
    flags.undo === true
      ? unsetLines(shell)
      : exportLines(
          shell,
          await chooseTarget(deps, hands, { connecting: await hands.connecting(), name: "env", flags }),
        );
  deps.out.write(`${lines.join("\n")}\n`);
}
