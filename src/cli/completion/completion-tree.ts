// What can be typed at each place of a command line, read off the commands themselves.

import type { Argument, Command, Option } from "commander";

import { PROVIDER_ORDER } from "../hands.ts";

/** A command and what may follow it. */
export interface CompletionNode {
  /** The words that lead to it: `alias set`; "" is the program itself. */
  readonly at: string;
  readonly commands: readonly CompletionCommand[];
  readonly options: readonly CompletionOption[];
  /** By position. */
  readonly args: readonly CompletionValue[];
  /** The last of them may be repeated. */
  readonly isVariadic: boolean;
}

export interface CompletionCommand {
  readonly name: string;
  readonly description: string;
}

export interface CompletionOption {
  /** `-n`, `--limit`. */
  readonly names: readonly string[];
  readonly description: string;
  /** null for a switch. */
  readonly value: CompletionValue | null;
}

export type CompletionValue =
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  | { readonly kind: "accounts" }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  /** Nobody knows beforehand. */
  | { readonly kind: "free" };

export function completionTree(program: Command): readonly CompletionNode[] {
  return nodesBelow(program, "");
}

function nodesBelow(command: Command, at: string): readonly CompletionNode[] {
  const help = command.createHelp();
  const visible = help.visibleCommands(command);
  const args = command.registeredArguments;
  const node: CompletionNode = {
    at,
    commands: visible.map((below) => ({ name: below.name(), description: firstLine(below.description()) })),
    options: help.visibleOptions(command).map(optionOf),
    args: args.map(valueOfArgument),
    isVariadic: args.at(-1)?.variadic ?? false,
  };
  // `help` takes a command's name, and has no options.
  const below = command.commands.filter((one) => visible.includes(one));
  return [node, ...below.flatMap((one) => nodesBelow(one, at === "" ? one.name() : `${at} ${one.name()}`))];
}

function optionOf(option: Option): CompletionOption {
  const { short, long, description, flags, argChoices, required, optional } = option;
  const takesValue = required || optional;
  return {
    names: [short, long].filter((name) => name !== undefined && name !== null),
    description: firstLine(description),
    value: takesValue ? valueOf(/[<[]([^>\]]+)/.exec(flags)?.[1] ?? "", argChoices) : null,
  };
}

function valueOfArgument(argument: Argument): CompletionValue {
  return valueOf(argument.name(), argument.argChoices);
}

/** What is meant is said by the name of the value, which the help shows too. */
function valueOf(name: string, choices: readonly string[] | undefined): CompletionValue {
  if (choices !== undefined) return { kind: "choices", choices };
  if (name === "provider") return { kind: "choices", choices: PROVIDER_ORDER };
  if (name.includes("account")) return { kind: "accounts" };
  if (/file|path/.test(name)) return { kind: "files" };
  return { kind: /folder|dir/.test(name) ? "folders" : "free" };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}
