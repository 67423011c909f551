// Signing in to a provider, from the page to open to the account that serves. Whatever goes wrong ends the one sign-in with
// a reason, and nothing else.

import type { Happening, Publish } from "../../domain/happening.ts";
import type { ProviderId } from "../../domain/ids.ts";
import type { Provider } from "../../providers/provider.ts";
import { type BrowserFlow, createBrowserFlow } from "./browser-flow.ts";
import type { LoopbackListener } from "./callback-doors.ts";
import { startDevice } from "./device-flow.ts";
import type { FlowDeps, LoginWish, StartedLogin } from "./login-flow.ts";
import { createLoginSessions, type LoginStatus } from "./login-sessions.ts";

export interface LoginFlows {
  start(wish: LoginWish): Promise<StartedLogin>;
  /** null for a state that is not known (any more). */
  status(state: string): LoginStatus | null;
  /** Resolves when it has ended; null as for `status`. */
  ended(state: string): Promise<LoginStatus> | null;
  takeCallback: BrowserFlow["takeCallback"];
  /** Gives a sign-in up; false where none waits. */
  cancel(state: string): boolean;
  close(): void;
}

export interface LoginFlowsDeps extends Omit<FlowDeps, "sessions"> {
  readonly providers: readonly Provider[];
  readonly listener: LoopbackListener;
  readonly publish: Publish;
}

export function createLoginFlows(given: LoginFlowsDeps): LoginFlows {
  const sessions = createLoginSessions(given.clock, ({ provider, status }) =>
    given.publish(loginProgressed(provider, status())),
  );
  const deps = { ...given, sessions };
  const browserFlow = createBrowserFlow(deps);
  return {
    async start(wish) {
      const login = given.providers.find(({ id }) => id === wish.provider)?.login ?? {};
      if (wish.flow === "device") {
        return login.device === undefined ? { kind: "unsupported" } : startDevice(login.device, wish, deps);
      }
      return login.browser === undefined ? { kind: "unsupported" } : browserFlow.start(login.browser, wish);
    },
    status: (state) => sessions.find(state)?.status() ?? null,
    ended: (state) => sessions.find(state)?.ended ?? null,
    takeCallback: browserFlow.takeCallback,
    cancel(state) {
      const session = sessions.find(state);
      if (session?.status().kind !== "wait") return false;
      session.end({ kind: "error", reason: "cancelled" });
      return true;
    },
    close: () => sessions.endAll("Switchyard is stopping"),
  };
}

function loginProgressed(provider: ProviderId, status: LoginStatus): Happening {
  return {
    kind: "login_progressed",
    provider,
    status: status.kind === "wait" ? "pending" : status.kind,
    accountId: status.kind === "ok" ? status.account.id : null,
  };
}
