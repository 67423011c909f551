// What the checks go by: gathered once, with effects; judged without any.

export interface DoctorFacts {
  /** Epoch ms */
  readonly now: number;
  readonly runtime: RuntimeFacts;
  readonly place: PlaceFacts;
  readonly config: ConfigFacts;
  /** null where the configuration does not say which it is. */
  readonly database: DatabaseFacts | null;
  readonly accounts: AccountsFacts;
  readonly gateway: GatewayFacts | null;
  readonly upstreams: readonly UpstreamFacts[];
  readonly tools: readonly ToolFacts[];
  readonly clients: readonly ClientFacts[];
  /** null where it is not found. */
  readonly codex: { readonly path: string; readonly version: string | null } | null;
}

export interface RuntimeFacts {
  readonly running: string;
  /** The one that this version is tested with. */
  readonly pinned: string;
  readonly program: string;
}

export interface PlaceFacts {
  readonly dataDir: string;
  readonly kind: "missing" | "folder" | "other";
  readonly isWritable: boolean;
  /** null where the system does not say. */
  readonly freeBytes: number | null;
  /** The folder and what is in it that is ours, with who may read it. Empty where permissions mean nothing. */
  readonly entries: readonly EntryFacts[];
  /** Temporary files and locks of processes that have ended. */
  readonly leftOvers: readonly string[];
}

export interface EntryFacts {
  readonly path: string;
  readonly kind: "file" | "folder";
  /** Permission bits. */
  readonly mode: number;
}

export type ConfigFacts =
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "unusable"; readonly path: string; readonly problems: readonly string[] }
  | { readonly kind: "read"; readonly path: string; readonly warnings: readonly string[] };

export type DatabaseFacts =
  | { readonly kind: "absent" }
  /** `sizeBytes`: null where it is not a file. */
  | { readonly kind: "opened"; readonly name: string; readonly sizeBytes: number | null }
  | { readonly kind: "failed"; readonly message: string };

export interface AccountsFacts {
  readonly authDir: string;
  /** Auth files and entries of the configuration. */
  readonly count: number;
  readonly broken: readonly { readonly fileName: string; readonly reason: string }[];
  /** Files of one account. */
  readonly duplicates: readonly (readonly string[])[];
  readonly logins: readonly LoginFacts[];
}

export interface LoginFacts {
  readonly label: string;
  readonly provider: string;
  /** Epoch ms; null where the token does not say. */
  readonly expiresAt: number | null;
  readonly canRefresh: boolean;
  /** Why its upstream refuses it; null where it does not. */
  readonly refusal: string | null;
}

export interface GatewayFacts {
  readonly url: string;
  /** `absent`: the port is free. `other`: somebody else has it. */
  readonly kind: "running" | "absent" | "other";
  /** null where it does not say. */
  readonly version: string | null;
  readonly clock: ClockFacts | null;
}

/** A clock of somebody else's, and ours at the middle of asking. Epoch ms. */
export interface ClockFacts {
  readonly theirs: number;
  readonly ours: number;
}

export interface UpstreamFacts {
  readonly origin: string;
  readonly providers: readonly string[];
  /** Without its password; null: none. */
  readonly proxy: string | null;
  /** null where it answered. */
  readonly failure: string | null;
  readonly tookMs: number;
  readonly clock: ClockFacts | null;
}

export interface ToolFacts {
  readonly title: string;
  readonly file: string;
  readonly state:
    | { readonly kind: "signed-out" }
    /** `account`: which of ours; null where it is none. `isLent`: the tool renews the login. */
    | { readonly kind: "signed-in"; readonly account: string | null; readonly isLent: boolean }
    | { readonly kind: "unreadable"; readonly reason: string };
}

export interface ClientFacts {
  readonly client: string;
  readonly title: string;
  readonly file: string;
  /** Where it asks. */
  readonly url: string;
  readonly answers: boolean;
}
