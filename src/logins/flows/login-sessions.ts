// The sign-ins under way and how those before them ended. Each has its time; nothing here outlives the process.

import type { Account } from "../../domain/account.ts";
import type { ProviderId } from "../../domain/ids.ts";
import type { Cancel, Clock } from "../../domain/ports.ts";

export type LoginStatus =
  | { readonly kind: "wait" }
  | { readonly kind: "ok"; readonly account: Account }
  | { readonly kind: "error"; readonly reason: string };

export interface LoginSession {
  readonly state: string;
  readonly provider: ProviderId;
  /** Aborted once it has ended. */
  readonly signal: AbortSignal;
  /** Resolves when it has. */
  readonly ended: Promise<LoginStatus>;
  status(): LoginStatus;
  /** The first end counts. */
  end(status: Exclude<LoginStatus, { kind: "wait" }>): void;
  /** From now on so long, then it ends with this reason. */
  limit(ms: number, reason: string): void;
}

export interface LoginSessions {
  open(login: { readonly state: string; readonly provider: ProviderId }): LoginSession;
  /** null where it is not known or has been forgotten. */
  find(state: string): LoginSession | null;
  endAll(reason: string): void;
}

/** How long an end can still be asked for. */
const REMEMBERED_MS = 30 * 60_000;
/** More at once are nobody's; the oldest give way. */
const MOST_PENDING = 32;
const MOST_REMEMBERED = 256;
/** Vendors and browsers have their say in it, characters. */
const LONGEST_REASON = 500;

interface Entry {
  readonly session: LoginSession;
  readonly openedAt: number;
}

/** `progressed` hears of each sign-in when it begins and when it ends. */
export function createLoginSessions(clock: Clock, progressed: (session: LoginSession) => void): LoginSessions {
  const entries = new Map<string, Entry>();

  /** In the order in which they were opened. */
  const pending = (): readonly LoginSession[] =>
    [...entries.values()].flatMap(({ session }) => (session.status().kind === "wait" ? [session] : []));

  function forget(): void {
    const old = clock.now() - REMEMBERED_MS;
    for (const [state, { session, openedAt }] of entries) {
      const isOld = openedAt < old || entries.size > MOST_REMEMBERED;
      if (isOld && session.status().kind !== "wait") entries.delete(state);
    }
  }

  return {
    open(login) {
      forget();
      const waiting = pending();
      for (const oldest of waiting.slice(0, Math.max(0, waiting.length + 1 - MOST_PENDING))) {
        oldest.end({ kind: "error", reason: "given up for newer sign-ins" });
      }
      const session = createSession(login, clock);
      entries.set(login.state, { session, openedAt: clock.now() });
      progressed(session);
      void session.ended.then(() => progressed(session));
      return session;
    },
    find(state) {
      forget();
      return entries.get(state)?.session ?? null;
    },
    endAll(reason) {
      for (const session of pending()) session.end({ kind: "error", reason });
    },
  };
}

function createSession(login: { readonly state: string; readonly provider: ProviderId }, clock: Clock): LoginSession {
  const over = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<LoginStatus>();
  let status: LoginStatus = { kind: "wait" };
  let stopTimer: Cancel = () => {};

  const end: LoginSession["end"] = (how) => {
    if (status.kind !== "wait") return;
    stopTimer();
    status = how.kind === "ok" ? how : { kind: "error", reason: how.reason.slice(0, LONGEST_REASON) };
    resolve(status);
    over.abort();
  };
  return {
    ...login,
    signal: over.signal,
    ended,
    status: () => status,
    end,
    limit(ms, reason) {
      stopTimer();
      if (status.kind === "wait") stopTimer = clock.after(ms, () => end({ kind: "error", reason }));
    },
  };
}
