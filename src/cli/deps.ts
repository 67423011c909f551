// Everything the commands need of the world. Wired by main.ts; nothing here is loaded before a command asks for it.

import type { ImportReport } from "../logins/import-accounts.ts";
import type { Examination } from "../management/doctor/finding.ts";
import type { ConfigHands } from "./config-hands.ts";
import type { Hands } from "./hands.ts";

export interface CliDeps {
  readonly version: string;
  readonly out: Output;
  readonly err: Output;
  readonly input: Input;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs the gateway until it is told to stop; gives the exit code. */
  serve(options: ServeOptions): Promise<number>;
  /** Runs the sandbox until it is told to stop; gives the exit code. */
  sandbox(options: SandboxOptions): Promise<number>;
  importAccounts(options: ImportOptions): Promise<ImportReport>;
  resetPassword(options: PasswordResetOptions): Promise<PasswordResetReport>;
  /** Standard input to its end. */
  readInput(): Promise<string>;
  /** Takes the whole terminal; null where there is none to take. */
  openScreen(): Promise<Screen | null>;
  /** The configuration file alone, also where it is broken. Throws CliFailure. */
  openConfigFile(options: PlaceOptions): Promise<ConfigHands>;
  /** Accounts to choose from on a command line. May reject. */
  accountCandidates(options: PlaceOptions): Promise<readonly AccountCandidate[]>;
  /** Looks over everything on this computer; nothing is made that is not there. */
  examine(options: ExamineOptions): Promise<Examination>;
  /** Opens what the other commands work with. Throws CliFailure. */
  openHands(options: PlaceOptions): Promise<Hands>;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** How many characters fit into a line; null where it is no terminal. */
  readonly columns: number | null;
}

export interface Input {
  readonly isTerminal: boolean;
  /** Everything up to its end. */
  text(): Promise<string>;
  /** Calls back with each line until stopped. */
  onLine(listener: (line: string) => void): () => void;
}

export interface Screen {
  size(): { readonly columns: number; readonly rows: number };
  /** Shows these lines and nothing else. They must fit. */
  draw(lines: readonly string[]): void;
  /** `up`, `down`, `page-up`, `page-down`, `home`, `end`, `escape`, `ctrl-c` (also for a signal to end), or the letter. */
  onKey(listener: (key: string) => void): void;
  onResize(listener: () => void): void;
  /** Gives the terminal back; once is enough, more does no harm. */
  close(): void;
}

export interface AccountCandidate {
  /** What means this account and no other. */
  readonly name: string;
  readonly description: string;
}

/** null stands for what the environment or the default says. */
export interface PlaceOptions {
  readonly dataDir: string | null;
  readonly configFile: string | null;
}

export interface DatabaseOptions extends PlaceOptions {
  readonly databaseUrl: string | null;
}

export interface ServeOptions extends DatabaseOptions {
  readonly host: string | null;
  /** 0 takes a free one. */
  readonly port: number | null;
}

export interface SandboxOptions {
  readonly host: string;
  readonly port: number;
  readonly accounts: number;
  readonly dataDir: string | null;
  /** Port of the gateway to run beside it; null runs none. */
  readonly gatewayPort: number | null;
}

export interface ImportOptions extends PlaceOptions {
  /** Empty: wherever other programs usually keep accounts. */
  readonly paths: readonly string[];
  /** What stands for the path `-`; null where it is not asked for. */
  readonly stdin: string | null;
  readonly dryRun: boolean;
  readonly alias: string | null;
  /** Whose a file is that does not say so itself. */
  readonly provider: string | null;
}

export interface ExamineOptions extends PlaceOptions {
  /** Mends permissions and takes left-over temporary files away. */
  readonly fix: boolean;
}

export interface PasswordResetOptions extends DatabaseOptions {
  /** null: one is made up. */
  readonly password: string | null;
  readonly disableTotp: boolean;
}

export interface PasswordResetReport {
  /** The one that was made up; null where it was given. */
  readonly password: string | null;
  readonly isTotpDisabled: boolean;
}

/** An operation that could not be done: one line that says what, one that says what to do. Exit code 1. */
export class CliFailure extends Error {
  readonly hint: string | null;
  /** For scripts that asked for JSON; part of the contract of `--json`. */
  readonly code: string;
  /** Further members of the JSON error, e.g. the candidates of an ambiguous query. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    hint: string | null = null,
    { code = "failed", ...more }: { readonly code?: string; readonly [member: string]: unknown } = {},
  ) {
    super(message);
    this.name = "CliFailure";
    this.hint = hint;
    this.code = code;
    this.more = more;
  }
}
