// `encrypted_content`: opaque to callers, bound to the account that made it, as the real thing is.

const PREFIX = "gAAAA";
const MARK = "sandbox";

/** A seal only `owner` can bring back. `nonce` makes it unique. */
export function seal(owner: string, nonce: string): string {
  return PREFIX + Buffer.from([MARK, owner, nonce].join("|")).toString("base64url");
}

/** Who made a seal; null for one that is not ours. */
export function sealOwner(sealed: string): string | null {
  if (!sealed.startsWith(PREFIX)) return null;
  const [mark, owner] = Buffer.from(sealed.slice(PREFIX.length), "base64url").toString().split("|");
  return mark === MARK && owner !== undefined ? owner : null;
}
