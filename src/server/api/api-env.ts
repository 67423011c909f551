// What a call of /api carries on its way, and whom its guards ask.

import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";

import type { AuditEntry } from "../../domain/audit.ts";
import type { Role } from "../../domain/sign-in.ts";

/** Who is signed in. */
export interface Session {
  readonly id: string;
  readonly role: Role;
  /** False while the code of the second factor is still to come. */
  readonly isComplete: boolean;
  /** Its end has been moved along by this call. */
  readonly isExtended: boolean;
}

export interface ApiGuards {
  /** The session of the request's cookie, kept alive by being asked for; null where there is none. */
  sessionOf(request: Request): Promise<Session | null>;
  /** The cookie that has to go along with the answer, as its end has moved; null where it has not. */
  renewedCookie(session: Session, request: Request, peer: string): string | null;
  /** Whether the caller's page is of this origin, or it is no page. */
  isOwnOrigin(request: Request, peer: string): boolean;
  addressOf(request: Request, peer: string): string;
  /** Must not throw: what it tells of has happened. */
  audit(entry: AuditEntry): Promise<void>;
  /** Whether the error is the database's, which is away for the moment; it has been told to the log then. */
  isStoreAway(error: unknown): boolean;
  /** Told of what should never happen; the caller gets a 500. */
  defect(error: unknown): void;
}

export interface ApiEnv {
  Bindings: { readonly peer: string };
  Variables: {
    session: Session | null;
    address: string;
    /** Set by a handler that has something to tell the audit beside the action. */
    auditDetail?: string;
    auditSubject?: string;
  };
}

export type ApiApp = OpenAPIHono<ApiEnv>;
export type ApiContext = Context<ApiEnv>;
