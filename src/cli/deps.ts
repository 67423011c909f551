// Everything the commands need of the world. Wired by main.ts; nothing here is loaded before a command asks for it.

import type { ImportReport } from "../logins/import-accounts.ts";

export interface CliDeps {
  readonly version: string;
  readonly out: Output;
  readonly err: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs the gateway until it is told to stop; gives the exit code. */
  serve(options: ServeOptions): Promise<number>;
  /** Runs the sandbox until it is told to stop; gives the exit code. */
  sandbox(options: SandboxOptions): Promise<number>;
  importAccounts(options: ImportOptions): Promise<ImportReport>;
  resetPassword(options: PasswordResetOptions): Promise<PasswordResetReport>;
  /** Standard input to its end. */
  readInput(): Promise<string>;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
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
  readonly paths: readonly string[];
  readonly dryRun: boolean;
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

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = "CliFailure";
    this.hint = hint;
  }
}
