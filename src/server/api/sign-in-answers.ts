// What the calls of signing in have in common: the view that each answers with, the cookie, the refusals.

import type { z } from "zod";

import type { getSession } from "../../../contract/sign-in.ts";
import type { AuditEntry } from "../../domain/audit.ts";
import { SESSION_MS } from "../../domain/sign-in.ts";
import type { SignInDeps, TooManyTries } from "../../management/sign-in/deps.ts";
import { findSession, type OpenedToken, type Session } from "../../management/sign-in/sessions.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import type { CallOrigins } from "./own-origin.ts";
import { sessionCookie, sessionTokenOf } from "./session-cookie.ts";

export interface SignInHandlersDeps {
  readonly signIn: SignInDeps;
  readonly origins: CallOrigins;
  /** Compares in constant time. */
  isBootstrapToken(token: string): boolean;
  /** Turns `dashboard.totp-required-on-login` off. */
  stopRequiringTotp(): Promise<void>;
  audit(entry: AuditEntry): Promise<void>;
}

export type SignInView = z.output<(typeof getSession)["responses"][200]["content"]["application/json"]["schema"]>;

/** The session of the call's cookie, whether complete or not. */
export async function sessionOf({ req }: ApiContext, { signIn }: SignInHandlersDeps): Promise<Session | null> {
  const token = sessionTokenOf(req.raw);
  return token === null ? null : findSession(token, signIn);
}

/** The session of a call whose guards have seen it. Throws where it has ended in this moment. */
export async function ownSession(context: ApiContext, deps: SignInHandlersDeps): Promise<Session> {
  const session = await sessionOf(context, deps);
  if (session === null) throw new ApiFault("unauthorized", "The session has ended");
  return session;
}

export async function signInView(
  context: ApiContext,
  session: Session | null,
  { signIn, origins }: SignInHandlersDeps,
): Promise<SignInView> {
  const { credentials } = signIn;
  const hasPassword = (await credentials.find("operator")) !== null;
  return {
    authenticated: session?.isComplete === true,
    role: session?.isComplete === true ? session.role : null,
    expires_at: session === null ? null : new Date(session.expiresAt).toISOString(),
    password_required: hasPassword,
    bootstrap_required: !hasPassword && !origins.isLocal(context.req.raw, context.env.peer),
    viewer_password_configured: (await credentials.find("viewer")) !== null,
    totp_required_on_login: signIn.isTotpRequired(),
    totp_configured: (await credentials.find("totp")) !== null,
    totp_pending: session !== null && !session.isComplete,
  };
}

/** Hands over the session, and ends the one that the browser had. */
export async function handOver(
  context: ApiContext,
  { token, session }: OpenedToken,
  deps: SignInHandlersDeps,
): Promise<SignInView> {
  const before = sessionTokenOf(context.req.raw);
  if (before !== null) await deps.signIn.sessions.close(deps.signIn.sha256(before));
  context.set("session", { id: session.hash, ...session });
  setCookie(context, token, deps);
  return signInView(context, session, deps);
}

/** An empty token takes the cookie away. */
export function setCookie(context: ApiContext, token: string, { origins }: SignInHandlersDeps): void {
  const isSecure = origins.isEncrypted(context.req.raw, context.env.peer);
  context.header("set-cookie", sessionCookie(token, { maxAgeMs: token === "" ? 0 : SESSION_MS, isSecure }));
}

export function tooManyTries({ retryAfterMs }: TooManyTries): ApiFault {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
  return new ApiFault("rate_limited", `Too many tries; try again in ${seconds} s`, { retryAfterMs });
}

/** A guess is told to the audit: the operator sees that somebody tries. */
export async function failedTry(
  context: ApiContext,
  { fault, what }: { readonly fault: ApiFault; readonly what: string },
  { audit }: SignInHandlersDeps,
): Promise<ApiFault> {
  await audit({
    action: "sign_in.failed",
    actor: context.get("session")?.role ?? "nobody",
    address: context.get("address"),
    subject: null,
    detail: what,
  });
  return fault;
}
