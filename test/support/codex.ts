// The real Codex, run as a person would: its native binary, a home of its own, nothing from outside.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { clientFolder } from "../clients/client-cache.ts";
import { type JsonRecord, jsonLines } from "../clients/json-lines.ts";
import { runCommand } from "../clients/run-command.ts";

export interface CodexHome {
  readonly dir: string;
  /** Codex's own folder: config.toml and auth.json stand here. */
  readonly codexDir: string;
  /** What Codex is given of the environment. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export interface CodexRun {
  /** null where it did not end. */
  readonly exitCode: number | null;
  /** The lines of `--json`, in order. */
  readonly events: readonly JsonRecord[];
  readonly stderr: string;
  /** All that the assistant said. */
  readonly said: string;
  /** Items by type, as they were completed. */
  items(type: string): readonly JsonRecord[];
}

/** Far more than any question of a test needs. */
const LIMIT_MS = 60_000;

// Fetched where it is not there yet: here, because loading a file has no time limit, and a test has.
const BINARY = codexBinaryIn(await clientFolder("codex"));

export function codexBinary(): string {
  return BINARY;
}

/** The binary itself, so that no wrapper is needed. */
export function codexBinaryIn(folder: string): string {
  const cwd = join(folder, "node_modules", "@openai", "codex");
  const found = new Bun.Glob("vendor/*/bin/codex").scanSync({ cwd, absolute: true }).next();
  if (found.done === true) throw new Error(`no codex binary in ${cwd}`);
  return found.value;
}

export interface CodexHomeInput {
  /** config.toml */
  readonly config: string;
  /** auth.json, where Codex is signed in. */
  readonly auth?: unknown;
  readonly env?: Readonly<Record<string, string>>;
}

export async function createCodexHome({ config, auth, env = {} }: CodexHomeInput): Promise<CodexHome> {
  const dir = await mkdtemp(join(tmpdir(), "switchyard-codex-"));
  const codexDir = join(dir, ".codex");
  await mkdir(codexDir);
  await Bun.write(join(codexDir, "config.toml"), config);
  if (auth !== undefined) await Bun.write(join(codexDir, "auth.json"), JSON.stringify(auth));
  const { PATH = "/usr/bin:/bin" } = process.env;
  return {
    dir,
    codexDir,
    env: { PATH, HOME: dir, CODEX_HOME: codexDir, ...env },
    // Codex may still be writing its session files away as it exits.
    remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A provider of one's own in config.toml: HTTP alone, or WebSocket first. Retries are few, so that failures show. */
export function customProvider(gatewayUrl: string, { websockets }: { readonly websockets: boolean }): string {
  return `
model_provider = "switchyard"
check_for_update_on_startup = false
[model_providers.switchyard]
name = "switchyard"
base_url = "${gatewayUrl}/v1"
experimental_bearer_token = "unused"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = ${websockets}
`;
}

/** `codex exec --json ...` to its end, with nothing on its standard input. */
export async function runCodex(home: CodexHome, args: readonly string[]): Promise<CodexRun> {
  const command = [BINARY, "exec", ...args, "--json", "--skip-git-repo-check"];
  const { exitCode, stdout, stderr } = await runCommand({ command, cwd: home.dir, env: home.env, limitMs: LIMIT_MS });
  const events = jsonLines(stdout);
  const items = (type: string): readonly JsonRecord[] => completedItems(events, type);
  const said = items("agent_message")
    .map((item) => String(item["text"]))
    .join("\n");
  return { exitCode, events, stderr, said, items };
}

/** Items of a type among the lines of `--json`, as they were completed. */
export function completedItems(events: readonly JsonRecord[], type: string): readonly JsonRecord[] {
  return events
    .filter((event) => event["type"] === "item.completed")
    .map((event) => event["item"] as JsonRecord)
    .filter((item) => item["type"] === type);
}

/** Asks with a model whose tools are plain functions (newer ones write programs instead). */
export function question(text: string): readonly string[] {
  return ["-m", "gpt-5.5", "-s", "danger-full-access", text];
}

/** The same conversation, one turn further, in a new process. */
export function nextQuestion(text: string): readonly string[] {
  return ["resume", "--last", "-m", "gpt-5.5", text];
}
