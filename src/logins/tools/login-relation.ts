// A tool and we have a login of the same account: is it the same one, the tool's newer, or another sign-in altogether?
// Everything hangs on it: the same one may be renewed by one of us alone, another sign-in is nobody else's business.

import type { Account } from "../../domain/account.ts";
import type { Sha256Hex } from "../../domain/ids.ts";
import { compareFreshness } from "../fresher-tokens.ts";

export type LoginRelation =
  /** One refresh token, with whatever access token is the newer. */
  | "same"
  /** The tool has renewed what we had in common: ours is dead, the tool's is to be taken over. */
  | "renewed"
  /** Two sign-ins, or an old copy in the tool's home: neither concerns the other. */
  | "apart";

/** The refresh token that tool and auth file were last seen to have in common. */
export interface SharedToken {
  /** Fingerprint of the token; "" where they never had one in common. */
  readonly print: string;
  /** Epoch ms at which its access token expires: tells what came before from what came after. */
  readonly at: number;
}

export function relationOf(
  { held, ours }: { readonly held: Account; readonly ours: Account },
  shared: SharedToken | null,
  sha256: Sha256Hex,
): LoginRelation {
  const [theirPrint, ourPrint] = [printOf(held, sha256), printOf(ours, sha256)];
  const isNewer = compareFreshness(held, ours) > 0;
  if (theirPrint === ourPrint) return isNewer && accessTokenOf(held) !== accessTokenOf(ours) ? "renewed" : "same";
  // Ours came after what we shared: somebody signed in here anew. What came before is an old copy put back.
  const isOurOwn = shared !== null && ourPrint !== shared.print && instantOf(ours) > shared.at;
  return isOurOwn || !isNewer ? "apart" : "renewed";
}

/** What to remember after a look. `renewed` was taken over before. */
export function sharedAfter(
  relation: LoginRelation,
  held: Account,
  { before, sha256 }: { readonly before: SharedToken | null; readonly sha256: Sha256Hex },
): SharedToken {
  if (relation !== "apart") return { print: printOf(held, sha256), at: instantOf(held) };
  return before ?? { print: "", at: instantOf(held) };
}

/** Tells refresh tokens apart without being of any use to whoever reads it. */
export function printOf({ credentials }: Account, sha256: Sha256Hex): string {
  const token = credentials.kind === "oauth" ? (credentials.refreshToken?.reveal() ?? "") : "";
  return sha256(token).slice(0, 16);
}

function accessTokenOf({ credentials }: Account): string | null {
  return credentials.kind === "oauth" ? credentials.accessToken.reveal() : null;
}

function instantOf({ credentials }: Account): number {
  return credentials.kind === "oauth" ? (credentials.expiresAt ?? credentials.refreshedAt ?? 0) : 0;
}
