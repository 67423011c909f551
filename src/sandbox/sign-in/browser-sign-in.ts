// GET /oauth/authorize: nobody has to click, the browser is sent back with a code at once.

import { CODEX_CLIENT_ID } from "../accounts/json-web-token.ts";
import { answer } from "../serve/answer.ts";
import type { Endpoint } from "../serve/world.ts";

/** Signs in the account of `login_hint`, or the accounts in turn. */
export const authorize: Endpoint = (world, visit) => {
  const query = visit.url.searchParams;
  const redirectUri = query.get("redirect_uri");
  const codeChallenge = query.get("code_challenge");
  const problem =
    query.get("client_id") !== CODEX_CLIENT_ID
      ? "Unknown client_id."
      : query.get("response_type") !== "code"
        ? "response_type must be code."
        : redirectUri === null || !URL.canParse(redirectUri)
          ? "redirect_uri is missing."
          : null;
  if (problem !== null || redirectUri === null)
    return answer(world, visit, page(400, problem ?? "redirect_uri is missing."));
  const back = new URL(redirectUri);
  const state = query.get("state");
  if (state !== null) back.searchParams.set("state", state);
  const entry = world.signIns.next(query.get("login_hint"));
  if (codeChallenge === null || query.get("code_challenge_method") !== "S256") {
    back.searchParams.set("error", "invalid_request");
    back.searchParams.set("error_description", "PKCE with S256 is required.");
  } else if (entry === null) {
    back.searchParams.set("error", "access_denied");
    back.searchParams.set("error_description", "The sandbox has no account to sign in.");
  } else {
    back.searchParams.set("code", world.signIns.issueCode({ entry, codeChallenge, redirectUri }));
  }
  const signedIn = page(302, `Signing in ${entry?.handle.email ?? "nobody"} ...`);
  return answer(world, visit, { ...signedIn, headers: { ...signedIn.headers, location: back.href } });
};

/** A plain page that says one thing. */
export function page(
  status: number,
  text: string,
): { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const body = `<!doctype html><html lang="en"><title>Switchyard sandbox</title><body><p>${Bun.escapeHTML(text)}</p></body></html>`;
  return { status, body, headers: { "content-type": "text/html; charset=utf-8" } };
}
