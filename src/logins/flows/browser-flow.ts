// Signing in with a browser: a page to open, and a code that comes back by a port of this computer or by the operator's
// clipboard.

import type { ProviderId } from "../../domain/ids.ts";
import type { BrowserLogin } from "../../providers/login.ts";
import { askVendor } from "./ask-vendor.ts";
import { createCallbackDoors, type LoopbackListener } from "./callback-doors.ts";
import { keepLogin } from "./keep-login.ts";
import {
  type CallbackVerdict,
  finishSoon,
  type FlowDeps,
  type LoginWish,
  openSession,
  runSession,
  type StartedLogin,
} from "./login-flow.ts";
import type { LoginSession } from "./login-sessions.ts";
import { createPkce } from "./pkce.ts";
import { type Callback, callbackOf } from "./read-callback.ts";

export interface BrowserFlow {
  start(login: BrowserLogin, wish: LoginWish): StartedLogin;
  /** `provider`: whom the one who brings it names; null where nobody is named. */
  takeCallback(callback: Callback, provider: ProviderId | null): CallbackVerdict;
}

/** People look for their password, and for their second factor. */
export const SIGN_IN_MS = 10 * 60_000;

interface Attempt {
  readonly session: LoginSession;
  readonly login: BrowserLogin;
  readonly wish: LoginWish;
  readonly codeVerifier: string;
  isTaken: boolean;
}

export function createBrowserFlow(deps: FlowDeps & { readonly listener: LoopbackListener }): BrowserFlow {
  const attempts = new Map<string, Attempt>();
  const doors = createCallbackDoors(deps.listener, (query) => takeCallback(callbackOf(query), null));

  function start(login: BrowserLogin, wish: LoginWish): StartedLogin {
    const { codeVerifier, codeChallenge } = createPkce(deps);
    const session = openSession(wish, deps);
    const { state } = session;
    session.limit(SIGN_IN_MS, "Timeout waiting for OAuth callback");
    attempts.set(state, { session, login, wish, codeVerifier, isTaken: false });
    void session.ended.then(() => attempts.delete(state));
    const isListening = doors.open(login.redirectUri, session);
    const url = login.authorizeUrl({ state, codeChallenge });
    return { kind: "started", state, url, isListening, device: null, advice: login.advice?.() ?? null };
  }

  function takeCallback(callback: Callback, provider: ProviderId | null): CallbackVerdict {
    const session = deps.sessions.find(callback.state);
    if (session === null) return { kind: "unknown-state" };
    if (provider !== null && provider !== session.provider) return { kind: "other-provider" };
    if (session.status().kind !== "wait") return { kind: "not-waiting" };
    const attempt = attempts.get(callback.state);
    if (attempt === undefined) return { kind: "wants-none" };
    if (attempt.isTaken) return { kind: "not-waiting" };
    // Claude shows `code#state`, and both are easily pasted as the code: another state there is another sign-in's.
    const [code, ofState = callback.state] = callback.code?.split("#") ?? [];
    if (ofState !== callback.state) return { kind: "unknown-state" };
    attempt.isTaken = true;
    runSession(session, finish(attempt, { ...callback, code: code ?? null }, deps), deps);
    return { kind: "taken", ended: session.ended };
  }

  return { start, takeCallback };
}

async function finish(
  { session, login, wish, codeVerifier }: Attempt,
  { code, error, state }: Callback,
  deps: FlowDeps,
): Promise<void> {
  if (code === null) {
    return session.end({ kind: "error", reason: `the sign-in page refused: ${error ?? "no code came back"}` });
  }
  finishSoon(session);
  const asked = await askVendor(login.exchangeCall({ code, state, codeVerifier }), deps, session.signal);
  if (asked.kind === "unreachable") return session.end({ kind: "error", reason: asked.reason });
  await keepLogin({ session, outcome: login.readExchange(asked.answer), wish }, deps);
}
