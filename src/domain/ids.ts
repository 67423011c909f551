// How things are named. An account has one handle in two spellings: `auth_index` and `acc_<auth_index>`.

export type AccountId = string;
export type AuthIndex = string;
export type ProviderId = string;

/** Hex sha256 of UTF-8 text; comes from `platform/` so that the domain imports nothing. */
export type Sha256Hex = (text: string) => string;

/**
 * The stable handle of an account: the first 16 hex digits of sha256(`<provider>:<identity key>`).
 * Survives renames, moves, re-imports, token refreshes and restarts (ruling "Identity").
 */
export function authIndexOf(sha256: Sha256Hex, provider: ProviderId, identityKey: string): AuthIndex {
  return sha256(`${provider}:${identityKey}`).slice(0, 16);
}

export function accountIdOf(authIndex: AuthIndex): AccountId {
  return `acc_${authIndex}`;
}
