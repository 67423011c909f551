// A row of the matrix: a real client, how its user connects it, and one whole tool loop of it without a person.

import { clientFolder, type ClientPackage } from "./client-cache.ts";
import { type ClientHome, createClientHome } from "./client-home.ts";
import { type CommandRun, runCommand } from "./run-command.ts";

export interface Target {
  /** Where the gateway is. */
  readonly url: string;
  readonly model: string;
}

export interface Client {
  /** Unique, for `--only`. */
  readonly id: string;
  readonly title: string;
  readonly fetched: ClientPackage;
  /** The API by which it asks. */
  readonly speaks: string;
  /** What its user writes; docs/clients.md shows it word for word. */
  connect(target: Target): Connection;
  /** `connectBy` connects it in another way than its user would by hand. */
  run(target: Target, connectBy?: (home: ClientHome) => Promise<void>): Promise<LoopRun>;
}

export interface Connection {
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: ConnectionFile;
  /** The command that asks, as one types it. */
  readonly command?: string;
  /** For a library, the program's own lines. */
  readonly code?: string;
}

export interface ConnectionFile {
  /** Below the home, which is also the working folder. */
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

export interface LoopRun {
  /** What only the tool could tell. */
  readonly proof: string;
  /** Final answers: one of a command, several of a library that was used in several ways. */
  readonly said: readonly string[];
  readonly error: string | null;
}

export interface Heard {
  readonly said: readonly string[];
  readonly error: string | null;
}

export interface ClientSpec extends Omit<Client, "run"> {
  command(folder: string, target: Target): readonly string[];
  /** What keeps it from the network and makes failures show at once. */
  readonly quiet?: Readonly<Record<string, string>>;
  /** What a program of ours is told beside that. */
  environment?(target: Target, proof: string): Readonly<Record<string, string>>;
  prepare?(home: ClientHome, folder: string): Promise<void>;
  hear(stdout: string): Heard;
}

/** Far more than any of them needs on a busy machine. */
const LIMIT_MS = 60_000;
const SHOWN = 400;

export function createClient({ command, quiet = {}, environment, prepare, hear, ...client }: ClientSpec): Client {
  return {
    ...client,
    async run(target, connectBy) {
      const folder = await clientFolder(client.fetched);
      await using home = await createClientHome();
      await connectBy?.(home);
      const { env = {}, file }: Connection = connectBy === undefined ? client.connect(target) : {};
      if (file !== undefined) await home.write(file.path, file.text);
      await prepare?.(home, folder);
      const ran = await runCommand({
        command: command(folder, target),
        cwd: home.dir,
        env: { ...home.env, ...quiet, ...env, ...environment?.(target, home.proof) },
        limitMs: LIMIT_MS,
      });
      const { said, error } = heard(ran, hear);
      return { proof: home.proof, said, error };
    },
  };
}

/** Why the loop did not come to its end; null where it did. */
export function troubleOf({ proof, said, error }: LoopRun): string | null {
  if (error !== null) return error;
  if (said.length === 0) return "it said nothing";
  const wrong = said.find((answer) => !answer.includes(proof));
  return wrong === undefined ? null : `what the tool said did not come back; the answer was: ${short(wrong)}`;
}

function heard({ exitCode, stdout, stderr }: CommandRun, hear: ClientSpec["hear"]): Heard {
  if (exitCode === null) return { said: [], error: `no end within ${LIMIT_MS / 1000} s: ${short(stdout + stderr)}` };
  try {
    const { said, error } = hear(stdout);
    if (error !== null) return { said, error: short(error) };
    return { said, error: exitCode === 0 ? null : `it exits with ${exitCode}: ${short(stderr || stdout)}` };
  } catch (problem) {
    return { said: [], error: `it exits with ${exitCode}, ${short(`${String(problem)}: ${stderr || stdout}`)}` };
  }
}

/** The end of an output is where the reason stands. */
function short(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, " ");
  return line.length > SHOWN ? `...${line.slice(-SHOWN)}` : line;
}
