// What the commands work with: the same files, the same database and the same use cases as a running gateway's. It does not
// matter whether one runs.

import type { Config } from "../config/schema.ts";
import type { Account } from "../domain/account.ts";
import type { AuditEntry } from "../domain/audit.ts";
import type { ListedAccount } from "../domain/account-list.ts";
import type { AuthFileJson, SaidInFile } from "../domain/auth-file-shelf.ts";
import type { AccountId, AuthIndex, ProviderId } from "../domain/ids.ts";
import type { AccountState, BrokenAuthFile, Clock, Leases, RequestRecords } from "../domain/ports.ts";
import type { RequestSearch } from "../domain/request-search.ts";
import type { AuthFileFolder } from "../logins/auth-file-folder.ts";
import type { LoginFlows } from "../logins/flows/login-flows.ts";
import type { FolderFiles } from "../logins/folder-files.ts";
import type { LoginOffer } from "../logins/login-offers.ts";
import type { HomeLook } from "../logins/tools/look-at-home.ts";
import type { SwitchOutcome } from "../logins/tools/switch-login.ts";
import type { ToolHome } from "../logins/tools/tool-home.ts";
import type { Tools } from "../logins/tools/tools.ts";
import type { Connecting } from "../management/connect/connecting.ts";
import type { AccountChanged } from "../management/accounts/change-account.ts";
import type { QuotaAnswer, QuotaQuestions } from "../management/accounts/refresh-quotas.ts";

/** Opened once by a command, closed at its end. */
export interface Hands {
  readonly place: Place;
  readonly clock: Clock;
  config(): Config;
  /**
   * Every account, from auth files and from config.yaml, as it stands now. In no order: `numberedAccounts` has the one.
   * `offline`: no upstream is asked whose a new key is.
   */
  accounts(options?: { readonly offline: boolean }): Promise<readonly KnownAccount[]>;
  /** Auth files that hold no account, as of the last look at the accounts. */
  brokenFiles(): readonly BrokenAuthFile[];
  readonly folder: AuthFileFolder;
  /** Codex, Claude Code and Gemini CLI on this computer. */
  readonly tools: Tools;
  /** What stands in each tool's home, as of the last look at the accounts. */
  toolLooks(): readonly HomeLook[];
  /** Makes the account the login of the tool. */
  switchTo(home: ToolHome, account: Account): Promise<SwitchOutcome>;
  /** Asks upstreams what is left and remembers it; tokens that are due are refreshed. Throws CliFailure when interrupted. */
  refreshQuotas(questions: QuotaQuestions): Promise<ReadonlyMap<AccountId, QuotaAnswer>>;
  /** Asks what workspaces without a name are called. Never rejects; returns how many names changed. */
  nameWorkspaces(accounts: readonly KnownAccount[]): Promise<number>;
  /** Asks whether a gateway listens where the configuration says. */
  gateway(): Promise<GatewayPresence>;
  /** One holder at a time among all processes that share the database. */
  leases(): Promise<Leases>;
  /** Files that accounts are handed out to, and left-overs beside our own. */
  readonly files: FolderFiles;
  /** An auth file's JSON as we write it ourselves, whatever form it has. */
  normalised(provider: ProviderId, json: AuthFileJson): AuthFileJson;
  /** Takes the key of an account out of config.yaml. */
  removeKeys(authIndex: AuthIndex): Promise<AccountChanged>;
  /** Tells the audit what this command has changed. Never rejects. */
  audit(entry: Pick<AuditEntry, "action" | "subject" | "detail">): Promise<void>;
  /** What was remembered of an account that is gone. */
  forget(id: AccountId): Promise<void>;
  /** Signing in. Whoever opened it closes it. */
  logins(): Promise<LoginHands>;
  /** Clients' configurations, and the gateway that they are pointed at. */
  connecting(): Promise<Connecting>;
  /** Opens the database when it is first asked. */
  records(): Promise<RequestRecords>;
  /** As `records`. */
  requestSearch(): Promise<RequestSearch>;
  close(): Promise<void>;
}

export interface LoginHands {
  readonly offers: readonly LoginOffer[];
  readonly flows: LoginFlows;
  /** In the browser of this computer; false where it has none. */
  openPage(url: string): boolean;
  /** Aborted when the operator interrupts the command. */
  readonly interrupted: AbortSignal;
  /** Gives up what waits, and its port. */
  close(): void;
}

export interface GatewayPresence {
  readonly url: string;
  /** Our gateway answers there; `other`: something else does. */
  readonly kind: "running" | "absent" | "other";
}

/** Absolute paths. */
export interface Place {
  readonly dataDir: string;
  readonly configFile: string;
  readonly authDir: string;
  /** null where the system knows none. */
  readonly homeDir: string | null;
}

/** An account with everything that a list shows of it. */
export interface KnownAccount extends ListedAccount {
  readonly account: Account;
  /** What its auth file says for people to read. */
  readonly said: SaidInFile;
  /** What is remembered of it; null where it has never been used or asked about. */
  readonly state: AccountState | null;
}

/** The order of providers in lists. */
export const PROVIDER_ORDER = [
  "codex",
  "claude",
  "gemini-cli",
  "gemini",
  "antigravity",
  "vertex",
  "qwen",
  "iflow",
  "kimi",
  "xai",
  "openai-compatibility",
] as const;
