// Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 s, as every such app takes them).

import { Secret, TOTP } from "otpauth";

const PERIOD_SECONDS = 30;

export const totp = {
  /** 160 bits, in base32. */
  newSecret: (): string => new Secret({ size: 20 }).base32,
  /** What the app scans. */
  uri: (secret: string): string => codesOf(secret).toString(),
  /** The time step that the code is of, one step to either side of `at` (epoch ms); null where it is of none. */
  stepOf(secret: string, code: string, at: number): number | null {
    const delta = codesOf(secret).validate({ token: code, timestamp: at, window: 1 });
    return delta === null ? null : Math.floor(at / 1000 / PERIOD_SECONDS) + delta;
  },
};

function codesOf(secret: string): TOTP {
  return new TOTP({ issuer: "Switchyard", label: "dashboard", secret, digits: 6, period: PERIOD_SECONDS });
}
