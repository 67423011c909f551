// The real Codex (devDependency), run as a person would: its native binary, a home of its own, nothing from outside.

import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type JsonRecord = Readonly<Record<string, unknown>>;

export interface CodexHome {
  readonly dir: string;
  /** Codex's own folder: config.toml and auth.json stand here. */
  readonly codexDir: string;
  /** What Codex is given of the environment. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export interface CodexRun {
  readonly exitCode: number;
  /** The lines of `--json`, in order. */
  readonly events: readonly JsonRecord[];
  readonly stderr: string;
  /** All that the assistant said. */
  readonly said: string;
  /** Items by type, as they were completed. */
  items(type: string): readonly JsonRecord[];
}

/** The binary that belongs to this machine, found by its package, so that no wrapper and no install script is needed. */
export function codexBinary(): string {
  const name = `@openai/codex-${process.platform}-${process.arch}`;
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  const found = new Bun.Glob("vendor/*/bin/codex").scanSync({ cwd: dirname(manifest), absolute: true }).next();
  if (found.done === true || !existsSync(found.value)) throw new Error(`no codex binary in ${dirname(manifest)}`);
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
  const command = [codexBinary(), "exec", ...args, "--json", "--skip-git-repo-check"];
  const child = Bun.spawn(command, { cwd: home.dir, env: home.env, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  const events = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as JsonRecord);
  const items = (type: string): readonly JsonRecord[] =>
    events
      .filter((event) => event["type"] === "item.completed")
      .map((event) => event["item"] as JsonRecord)
      .filter((item) => item["type"] === type);
  const said = items("agent_message")
    .map((item) => String(item["text"]))
    .join("\n");
  return { exitCode, events, stderr, said, items };
}

/** Asks with a model whose tools are plain functions (newer ones write programs instead). */
export function question(text: string): readonly string[] {
  return ["-m", "gpt-5.5", "-s", "danger-full-access", text];
}

/** The same conversation, one turn further, in a new process. */
export function nextQuestion(text: string): readonly string[] {
  return ["resume", "--last", "-m", "gpt-5.5", text];
}
