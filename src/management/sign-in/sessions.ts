// A session: opened by a right password, asked for with every call, ended by hand, by time, or by a new password.

import { type Credential, SESSION_MS, type KnownSession } from "../../domain/sign-in.ts";
import type { SignInDeps } from "./deps.ts";

/** Seldom enough to write little, often enough that the end moves along. */
const EXTEND_MS = 60_000;

export interface Session extends KnownSession {
  /** False while the code of the second factor is still to come. */
  readonly isComplete: boolean;
  /** Its end has been moved along just now: the cookie's has to follow. */
  readonly isExtended: boolean;
}

export interface OpenedToken {
  /** The cookie's value; here it is known by its hash alone. */
  readonly token: string;
  readonly session: Session;
}

export async function openSession(
  credential: Credential,
  isVerified: boolean,
  deps: SignInDeps,
): Promise<OpenedToken | null> {
  const token = deps.ids.token("session");
  const hash = deps.sha256(token);
  const { stamp } = credential;
  await deps.sessions.open({ hash, stamp, isVerified, expiresAt: deps.clock.now() + SESSION_MS });
  const session = await findSession(token, deps);
  // Null where the password has been changed meanwhile.
  return session === null ? null : { token, session };
}

/** The session of a cookie's value, its end moved along; null where there is none. */
export async function findSession(token: string, deps: SignInDeps): Promise<Session | null> {
  const now = deps.clock.now();
  const known = await deps.sessions.find(deps.sha256(token), now);
  if (known === null) return null;
  const expiresAt = now + SESSION_MS;
  const isDue = expiresAt - known.expiresAt >= EXTEND_MS;
  if (isDue) await deps.sessions.extend(known.hash, expiresAt);
  return {
    ...known,
    expiresAt: isDue ? expiresAt : known.expiresAt,
    isExtended: isDue,
    isComplete: known.isVerified || !(await needsCode(known.role, deps)),
  };
}

/** The second factor is the operator's. One that is not set up cannot be asked for. */
async function needsCode(role: KnownSession["role"], deps: SignInDeps): Promise<boolean> {
  return role === "operator" && deps.isTotpRequired() && (await deps.credentials.find("totp")) !== null;
}
