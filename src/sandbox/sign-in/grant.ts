// Authorization codes for the further upstreams: given out without a click, checked when they are exchanged.

import type { Json } from "../json.ts";
import { page } from "./browser-sign-in.ts";
import { challengeOf, type Grant, type SignIns, type Signatory } from "./sign-ins.ts";

export interface GrantRules<Entry> {
  readonly signIns: SignIns<Entry>;
  /** Which clients may ask. */
  readonly clientIds: readonly string[];
  readonly pkce: "required" | "optional";
  /** What the client calls its own address; default `redirect_uri`. */
  readonly redirectName?: string;
  /** Who may sign in for this client; default: anybody. */
  pick?(hint: string | null): Entry | null;
}

/** The redirect that an authorize page answers with at once: a code, or an OAuth error; 400 where there is nowhere to go. */
export function startGrant<Entry extends Signatory>(url: URL, rules: GrantRules<Entry>): ReturnType<typeof page> {
  const query = url.searchParams;
  const redirectUri = query.get(rules.redirectName ?? "redirect_uri");
  if (!rules.clientIds.includes(query.get("client_id") ?? "")) return page(400, "Unknown client_id.");
  if (redirectUri === null || !URL.canParse(redirectUri)) return page(400, "The address to go back to is missing.");
  const back = new URL(redirectUri);
  const state = query.get("state");
  if (state !== null) back.searchParams.set("state", state);
  const codeChallenge = query.get("code_challenge");
  const hint = query.get("login_hint");
  const entry = rules.pick === undefined ? rules.signIns.next(hint) : rules.pick(hint);
  if (rules.pkce === "required" && (codeChallenge === null || query.get("code_challenge_method") !== "S256")) {
    back.searchParams.set("error", "invalid_request");
    back.searchParams.set("error_description", "PKCE with S256 is required.");
  } else if (entry === null) {
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("error_description", "The sandbox has no account to sign in.");
  } else {
    back.searchParams.set("code", rules.signIns.issueCode({ entry, codeChallenge, redirectUri, state }));
  }
  const signedIn = page(302, `Signing in ${entry?.handle.email ?? "nobody"} ...`);
  return { ...signedIn, headers: { ...signedIn.headers, location: back.href } };
}

/** What is wrong with the exchange of a code; null where all fits. */
export function grantProblem(grant: Grant<unknown> | null, fields: Json): string | null {
  if (grant === null) return "The authorization code is unknown, used or too old.";
  // Byte for byte: `localhost` is not `127.0.0.1`.
  if (grant.redirectUri !== null && grant.redirectUri !== fields["redirect_uri"]) {
    return "redirect_uri is not the one of the authorization request.";
  }
  if (grant.codeChallenge === null) return null;
  const verifier = typeof fields["code_verifier"] === "string" ? fields["code_verifier"] : "";
  return challengeOf(verifier) === grant.codeChallenge ? null : "code_verifier does not fit code_challenge.";
}
