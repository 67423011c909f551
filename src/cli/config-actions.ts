// What the subcommands of `switchyard config` do. Loaded when one of them runs: the schema takes its time.

import { stringify } from "yaml";

import { changeKey, checkConfig, keysLike, type KeyValue, readKeys } from "../management/config/config-keys.ts";
import type { ConfigHands } from "./config-hands.ts";
import { CliFailure, type CliDeps } from "./deps.ts";
import { createPrinter, printJson } from "./print.ts";

export interface ConfigFlags {
  readonly json?: boolean;
  readonly reveal?: boolean;
}

export interface ConfigTask {
  readonly deps: CliDeps;
  readonly hands: ConfigHands;
  readonly flags: ConfigFlags;
}

/** `asked`: a key, a section, or "" for everything. */
export async function printConfig(asked: string, { deps, hands, flags }: ConfigTask): Promise<void> {
  const document = await hands.document();
  const keys = readKeys(document.current(), asked, { reveal: flags.reveal === true });
  document.close();
  if (keys === null) throw unknownKey(asked, keysLike(asked));
  if (flags.json !== true) return printKeys(keys, asked, deps);
  printJson(deps, {
    command: "config get",
    values: Object.fromEntries(keys.map(({ key, value }) => [key, value])),
    changed: keys.filter(({ isDefault }) => !isDefault).map(({ key }) => key),
  });
}

/** `other`: a file to check instead of the one in use. */
export async function checkConfigFile(other: string | null, { deps, hands, flags }: ConfigTask): Promise<void> {
  const path = other ?? hands.path;
  const text = other === null ? ((await hands.text()) ?? "") : await hands.read(other);
  const { problems, warnings } = checkConfig(text, path);
  if (problems.length > 0) throw notValid(problems.map(({ message }) => message));
  if (flags.json === true) {
    const warned = warnings.map(({ key, message }) => ({ key, message }));
    return printJson(deps, { command: "config check", path, valid: true, warnings: warned });
  }
  const err = createPrinter(deps.err, deps.env);
  for (const { message } of warnings) err.line(`${err.red("warning:")} ${message}`);
  deps.out.write(`${path} is valid.\n`);
}

export interface Change {
  readonly key: string;
  /** What was typed for its value; null takes it back to the default. */
  readonly text: string | null;
}

export async function changeConfig({ key, text }: Change, { deps, hands, flags }: ConfigTask): Promise<void> {
  const document = await hands.document();
  const outcome = await changeKey(document, key, text);
  document.close();
  if (outcome.kind === "unknown_key") throw unknownKey(key, outcome.near);
  if (outcome.kind === "invalid") throw notValid(outcome.problems);
  const { isNews, needsRestart } = outcome;
  if (flags.json === true) {
    const command = text === null ? "config unset" : "config set";
    printJson(deps, { command, key, updated: isNews, needs_restart: needsRestart });
    return;
  }
  deps.out.write(isNews ? `${text === null ? "Unset" : "Set"} ${key}.\n` : `${key} says so already.\n`);
  if (needsRestart.length > 0) deps.err.write("A running gateway takes it up when it is started anew.\n");
}

function printKeys(keys: readonly KeyValue[], asked: string, { out }: CliDeps): void {
  const [only] = keys;
  if (keys.length === 1 && only?.key === asked) {
    const { value } = only;
    out.write(typeof value === "string" ? `${value}\n` : value === null ? "\n" : stringify(value));
    return;
  }
  for (const { key, value } of keys) out.write(`${key}: ${JSON.stringify(value)}\n`);
}

function unknownKey(key: string, near: readonly string[]): CliFailure {
  const meant = near.length === 0 ? "`switchyard config get` prints them all" : `did you mean ${near.join(", ")}?`;
  return new CliFailure(`the configuration has no key '${key}'`, meant, { code: "unknown_key", candidates: near });
}

function notValid(problems: readonly string[]): CliFailure {
  return new CliFailure(problems.join("\nerror: "), "nothing was changed", { code: "invalid_config", problems });
}
