// The loopback ports that vendors send browsers back to. One is listened on while somebody signs in there, and let go after.

import type { LoginSession } from "./login-sessions.ts";
import type { CallbackVerdict } from "./login-flow.ts";

/** Opens ports; `server` has it. */
export interface LoopbackListener {
  /** null where the port cannot be had. `take` gets what the browser brings. */
  listen(
    at: { readonly port: number; readonly path: string },
    take: (query: URLSearchParams) => CallbackVerdict,
  ): { close(): void } | null;
}

export interface CallbackDoors {
  /** Until the session ends; false where the port cannot be had, and the address must be pasted. */
  open(redirectUri: string, session: LoginSession): boolean;
}

export function createCallbackDoors(
  listener: LoopbackListener,
  take: (query: URLSearchParams) => CallbackVerdict,
): CallbackDoors {
  const doors = new Map<string, { readonly door: { close(): void }; users: number }>();
  return {
    open(redirectUri, session) {
      const { port, pathname } = new URL(redirectUri);
      const known = doors.get(redirectUri);
      const door = known?.door ?? listener.listen({ port: Number(port), path: pathname }, take);
      if (door === null) return false;
      const entry = known ?? { door, users: 0 };
      entry.users += 1;
      doors.set(redirectUri, entry);
      void session.ended.then(() => {
        entry.users -= 1;
        if (entry.users > 0) return;
        doors.delete(redirectUri);
        door.close();
      });
      return true;
    },
  };
}
