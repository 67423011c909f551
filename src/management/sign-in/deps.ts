// What signing in needs of the world.

import type { Sha256Hex } from "../../domain/ids.ts";
import type { Clock, Ids } from "../../domain/ports.ts";
import type { Credentials, Sessions } from "../../domain/sign-in.ts";
import type { PacedPasswords } from "./paced-passwords.ts";
import type { Tries } from "./tries.ts";

export interface SignInDeps {
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly passwords: PacedPasswords;
  readonly totp: Totp;
  /** By address. */
  readonly tries: Tries;
  /** Of codes, by everybody together. */
  readonly codeTries: Tries;
  readonly ids: Pick<Ids, "token">;
  readonly clock: Pick<Clock, "now">;
  readonly sha256: Sha256Hex;
  /** `dashboard.totp-required-on-login` */
  isTotpRequired(): boolean;
}

export interface Totp {
  newSecret(): string;
  uri(secret: string): string;
  /** The time step of the code at epoch ms `at`, one to either side allowed; null where it is of none. */
  stepOf(secret: string, code: string, at: number): number | null;
}

/** Nothing was looked at: of this address, or of all together, too many wait or have failed. */
export interface TooManyTries {
  readonly kind: "too_many_tries";
  readonly retryAfterMs: number;
}

export const BUSY: TooManyTries = { kind: "too_many_tries", retryAfterMs: 1000 };
