// Whether a key is the management key. bcrypt is slow by design: it runs once for a key, away from the event loop, and what
// came out is remembered under the key's hash until the secret changes.

import { timingSafeEqual } from "node:crypto";

import type { Sha256Hex } from "../../domain/ids.ts";
import type { Secret } from "../../domain/secret.ts";

export interface Passwords {
  /** A new bcrypt hash. */
  hash(text: string): Promise<string>;
  /** False also for what is no bcrypt hash. Must not block the event loop. */
  verify(text: string, hash: string): Promise<boolean>;
}

export interface KeyCheckDeps {
  readonly sha256: Sha256Hex;
  readonly passwords: Pick<Passwords, "verify">;
  /** `remote-management.secret-key`: a bcrypt hash, or plain text that could not be replaced by one. */
  secretKey(): Secret | null;
  /** `MANAGEMENT_PASSWORD`. */
  readonly environmentPassword: Secret | null;
}

export interface KeyCheck {
  /** What needs no bcrypt; null where it does. */
  known(key: string): boolean | null;
  verify(key: string): Promise<boolean>;
}

const MOST_WRONG_KEYS = 1000;

export function isPasswordHash(text: string): boolean {
  return /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(text);
}

export function createKeyCheck(deps: KeyCheckDeps): KeyCheck {
  const { sha256, environmentPassword } = deps;
  let secretOfAnswers = "";
  /** By the key's hash; the right one is never pushed out by wrong ones. */
  let right: string | null = null;
  let wrong = new Set<string>();

  const forgetAnswersTo = (secret: string): void => {
    if (secret === secretOfAnswers) return;
    secretOfAnswers = secret;
    right = null;
    wrong = new Set();
  };

  const known = (key: string): boolean | null => {
    const hash = sha256(key);
    if (environmentPassword !== null && isSame(hash, sha256(environmentPassword.reveal()))) return true;
    const secret = deps.secretKey()?.reveal() ?? "";
    if (secret === "") return false;
    if (!isPasswordHash(secret)) return isSame(hash, sha256(secret));
    forgetAnswersTo(secret);
    if (right !== null && isSame(hash, right)) return true;
    return wrong.has(hash) ? false : null;
  };

  return {
    known,
    async verify(key) {
      const already = known(key);
      if (already !== null) return already;
      const secret = secretOfAnswers;
      const isRight = await deps.passwords.verify(key, secret);
      // The secret may have changed meanwhile: then this answer is about the old one.
      if (secret !== secretOfAnswers) return false;
      const hash = sha256(key);
      if (isRight) right = hash;
      else if (wrong.size < MOST_WRONG_KEYS) wrong.add(hash);
      else wrong = new Set([hash]);
      return isRight;
    },
  };
}

/** In a time that says nothing about where they differ. */
function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
