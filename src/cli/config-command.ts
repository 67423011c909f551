// `switchyard config`: reads, changes and checks config.yaml. Comments and order stay, and nothing invalid is ever written; a
// running gateway follows by itself.

import { Command } from "commander";

import type { Change, ConfigFlags, ConfigTask } from "./config-actions.ts";
import type { CliDeps } from "./deps.ts";
import { type PlaceFlags, withPlaceFlags } from "./with-hands.ts";

type Flags = PlaceFlags & ConfigFlags;

export function configCommand(deps: CliDeps): Command {
  const config = new Command("config").description("read, change and check config.yaml");
  for (const command of [getCommand, setCommand, unsetCommand, pathCommand, checkCommand, editCommand]) {
    config.addCommand(withPlaceFlags(command(deps)));
  }
  return config;
}

function getCommand(deps: CliDeps): Command {
  return new Command("get")
    .description("print what is in force: everything, a section, or one key")
    .argument("[key]", "dotted, e.g. routing.strategy", "")
    .option("--reveal", "print secrets in the clear")
    .option("--json", "print one JSON document")
    .action(async (key: string, flags: Flags) => {
      const { printConfig } = await import("./config-actions.ts");
      await printConfig(key, await taskOf(deps, flags));
    });
}

function setCommand(deps: CliDeps): Command {
  return new Command("set")
    .description("change one key")
    .argument("<key>", "dotted, e.g. routing.strategy")
    .argument("<value>", "YAML: true, 8317, round-robin, [a, b]; `-` reads standard input, as is best for secrets")
    .option("--json", "print one JSON document")
    .action(async (key: string, given: string, flags: Flags) => {
      const text = given === "-" ? (await deps.input.text()).replace(/\r?\n$/, "") : given;
      await change(deps, { key, text }, flags);
    });
}

function unsetCommand(deps: CliDeps): Command {
  return new Command("unset")
    .description("take one key back to its default")
    .argument("<key>", "dotted, e.g. routing.strategy")
    .option("--json", "print one JSON document")
    .action((key: string, flags: Flags) => change(deps, { key, text: null }, flags));
}

function pathCommand(deps: CliDeps): Command {
  return new Command("path").description("print where the file is").action(async (flags: Flags) => {
    const { hands } = await taskOf(deps, flags);
    deps.out.write(`${hands.path}\n`);
  });
}

function checkCommand(deps: CliDeps): Command {
  return new Command("check")
    .description("say what is wrong with the file as it stands, or with another one")
    .argument("[file]", "the file to check instead")
    .option("--json", "print one JSON document")
    .action(async (file: string | undefined, flags: Flags) => {
      const { checkConfigFile } = await import("./config-actions.ts");
      await checkConfigFile(file ?? null, await taskOf(deps, flags));
    });
}

function editCommand(deps: CliDeps): Command {
  return new Command("edit")
    .description("open the file in $VISUAL or $EDITOR; it is replaced once the outcome is valid")
    .action(async (flags: Flags) => {
      const { editConfig } = await import("./edit-config.ts");
      await editConfig((await taskOf(deps, flags)).hands, deps);
    });
}

async function change(deps: CliDeps, wanted: Change, flags: Flags): Promise<void> {
  const { changeConfig } = await import("./config-actions.ts");
  await changeConfig(wanted, await taskOf(deps, flags));
}

async function taskOf(deps: CliDeps, flags: Flags): Promise<ConfigTask> {
  const hands = await deps.openConfigFile({ dataDir: flags.dataDir ?? null, configFile: flags.config ?? null });
  return { deps, hands, flags };
}
