// How an account is called where people read it: its e-mail, or its API key made unrecognisable.

import type { Account } from "../domain/account.ts";
import type { Sha256Hex } from "../domain/ids.ts";

/** E-mail of a login, masked key of an API-key account; the account's handle where it has neither. */
export function accountLabel(account: Account, sha256: Sha256Hex): string {
  const { credentials } = account;
  if (credentials.kind === "api-key") return maskedKey(credentials.key.reveal(), sha256);
  return account.email ?? account.id;
}

/** Made of the key's hash, not of its own characters: `sk-` + first 5 hex digits + `***` + last 4 (codex-auth facts §3). */
export function maskedKey(key: string, sha256: Sha256Hex): string {
  const fingerprint = sha256(key);
  return `sk-${fingerprint.slice(0, 5)}***${fingerprint.slice(-4)}`;
}
