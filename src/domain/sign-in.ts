// Who may use the dashboard: two passwords, one second factor, sessions. Remembered by the store.

export type Role = "operator" | "viewer";

/** Password rules, in characters. Beyond the limit nobody types; a hash takes as long as its text. */
export const PASSWORD_LENGTH = { least: 8, most: 256 } as const;

/** A session ends so long after its last call. */
export const SESSION_MS = 12 * 3_600_000;

/** What a sign-in is checked against: a password's hash, or the secret of the authenticator app. */
export interface Credential {
  readonly name: Role | "totp";
  readonly secret: string;
  /** New with each change: a session counts as long as it has the stamp of the password that it was opened with. */
  readonly stamp: string;
}

export interface Credentials {
  find(name: Credential["name"]): Promise<Credential | null>;
  /** False where there is one of the name already; of many at once one is true. */
  add(credential: Credential & { readonly usedStep?: number }): Promise<boolean>;
  /** Ends the sessions of what was there. */
  put(credential: Credential): Promise<void>;
  /**
   * Ends the sessions of the one before but `keptSession`, by its hash. False, and nothing is changed, where the stamp before
   * is not `from` any more.
   */
  replace(credential: Credential, from: { readonly stamp: string; readonly keptSession: string }): Promise<boolean>;
  /** Ends its sessions too. False where there is none. */
  remove(name: Credential["name"]): Promise<boolean>;
  /** True once for a time step of the second factor, and for none before one that was used. */
  useStep(step: number): Promise<boolean>;
}

/** Sessions by the sha256 of the cookie's value. */
export interface Sessions {
  open(session: OpenedSession): Promise<void>;
  /** The session, where it has not expired at `now` and its password is still the one it was opened with. */
  find(hash: string, now: number): Promise<KnownSession | null>;
  extend(hash: string, expiresAt: number): Promise<void>;
  /** The code was right. */
  markVerified(hash: string): Promise<void>;
  /** Keeps the secret that an authenticator app is being set up with; null forgets it. */
  keepSetup(hash: string, secret: string | null): Promise<void>;
  close(hash: string): Promise<void>;
  /** Ends all but this one, viewers' among them; returns how many counted at `now`. */
  closeOthers(hash: string, now: number): Promise<number>;
  /** Drops what has expired or lost its password; returns how many. */
  sweep(now: number): Promise<number>;
}

export interface OpenedSession {
  readonly hash: string;
  readonly stamp: string;
  readonly isVerified: boolean;
  readonly expiresAt: number;
}

export interface KnownSession extends OpenedSession {
  readonly role: Role;
  readonly setupSecret: string | null;
}
