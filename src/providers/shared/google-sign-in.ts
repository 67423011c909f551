// Signing in to Google for Code Assist, as Gemini CLI and Antigravity have it (wire facts 2.3).

import type { RefreshedTokens } from "../../domain/ports.ts";
import type { JsonRecord } from "../auth-file.ts";
import { formCall } from "./form-call.ts";
import { emailOf, type GoogleLoginSettings, refreshingOf } from "./google-login.ts";
import { readGoogleRefresh } from "./google-tokens.ts";
import type { BrowserLogin, LoginAnswer, LoginOutcome } from "../login.ts";
import { signedIn } from "./login-outcome.ts";

export interface GoogleProgram {
  readonly redirectUri: string;
  /** Asked with where the operator has not set another. */
  readonly publicId: string;
  /** What to do where the client is not proved, a sentence. */
  readonly clientAdvice: string;
  /** Beyond those that every program of Google's asks for here. */
  readonly moreScopes: readonly string[];
  /** The auth file of these tokens; `email` as far as the tokens tell. */
  fileOf(tokens: RefreshedTokens, settings: GoogleLoginSettings): JsonRecord;
}

export const CODE_ASSIST_SCOPES: readonly string[] = ["cloud-platform", "userinfo.email", "userinfo.profile"].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);

export function googleSignIn(program: GoogleProgram, settings: () => GoogleLoginSettings): BrowserLogin {
  const { redirectUri, publicId } = program;
  const clientNow = (): ReturnType<typeof refreshingOf>["client"] => refreshingOf(null, settings(), publicId).client;
  return {
    redirectUri,
    authorizeUrl({ state, codeChallenge }) {
      const query = new URLSearchParams({
        response_type: "code",
        client_id: clientNow().id,
        redirect_uri: redirectUri,
        scope: [...CODE_ASSIST_SCOPES, ...program.moreScopes].join(" "),
        // Without both there is no refresh token but at the very first sign-in.
        access_type: "offline",
        prompt: "consent",
        code_challenge: codeChallenge,
        code_challenge_method: "S256",
        state,
      });
      return `${settings().authUrl}/o/oauth2/v2/auth?${query.toString()}`;
    },
    exchangeCall({ code, codeVerifier }) {
      const client = clientNow();
      const secret = client.secret === null ? {} : { client_secret: client.secret.reveal() };
      const grant = { grant_type: "authorization_code", code, code_verifier: codeVerifier, redirect_uri: redirectUri };
      return formCall(`${settings().tokenUrl}/token`, { ...grant, client_id: client.id, ...secret }, settings());
    },
    readExchange: (answer) => readExchange(answer, program, settings()),
    // Nobody has to be stopped: the id is public, and the secret can still be set before the browser comes back.
    advice: () => (settings().oauthClient === null ? program.clientAdvice : null),
  };
}

function readExchange(answer: LoginAnswer, program: GoogleProgram, settings: GoogleLoginSettings): LoginOutcome {
  return signedIn(readGoogleRefresh(answer, program.clientAdvice), (tokens) => {
    const email = emailOf({ id_token: tokens.idToken });
    return { ...program.fileOf(tokens, settings), ...(email === null ? {} : { email }) };
  });
}
