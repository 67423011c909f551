// Signing in by a code: the vendor gives one, the user confirms it wherever they are signed in, and we ask until they have.

import type { DeviceLogin, LoginOutcome, PendingDevice } from "../../providers/login.ts";
import { askVendor } from "./ask-vendor.ts";
import { keepLogin } from "./keep-login.ts";
import { finishSoon, type FlowDeps, type LoginWish, openSession, runSession, type StartedLogin } from "./login-flow.ts";
import type { LoginSession } from "./login-sessions.ts";
import { createPkce, randomUuid } from "./pkce.ts";

const LONGEST_MS = 30 * 60_000;
const SHORTEST_POLL_MS = 1000;
const LONGEST_POLL_MS = 60_000;
/** RFC 8628 3.5 */
const SLOWER_MS = 5000;

export async function startDevice(login: DeviceLogin, wish: LoginWish, deps: FlowDeps): Promise<StartedLogin> {
  const proof = { ...createPkce(deps), deviceId: randomUuid(deps.ids) };
  const asked = await askVendor(login.startCall(proof), deps, new AbortController().signal);
  if (asked.kind === "unreachable") return { kind: "failed", reason: asked.reason };
  const start = login.readStart(asked.answer);
  if (start.kind === "refused") return { kind: "failed", reason: start.reason };
  const { deviceCode, userCode, url } = start;
  const session = openSession(wish, deps);
  const expiresInMs = Math.min(start.expiresInMs, LONGEST_MS);
  session.limit(expiresInMs, "the code was not confirmed in time; start again");
  const intervalMs = Math.min(Math.max(start.intervalMs, SHORTEST_POLL_MS), LONGEST_POLL_MS);
  const polling = { session, login, device: { ...proof, deviceCode, userCode }, intervalMs };
  runSession(session, follow(polling, wish, deps), deps);
  const device = { userCode, expiresInMs };
  return { kind: "started", state: session.state, url, isListening: false, device, advice: null };
}

interface Polling {
  readonly session: LoginSession;
  readonly login: DeviceLogin;
  readonly device: PendingDevice;
  readonly intervalMs: number;
}

async function follow(polling: Polling, wish: LoginWish, deps: FlowDeps): Promise<void> {
  const outcome = await poll(polling, deps);
  if (outcome !== null) await keepLogin({ session: polling.session, outcome, wish }, deps);
}

/** null where the session has ended first. A vendor that cannot be reached is asked again. */
async function poll({ session, login, device, intervalMs }: Polling, deps: FlowDeps): Promise<LoginOutcome | null> {
  let interval = intervalMs;
  while (await pause(interval, session, deps)) {
    const asked = await askVendor(login.pollCall(device), deps, session.signal);
    if (asked.kind === "unreachable") continue;
    const said = login.readPoll(asked.answer, device);
    if (said.kind === "pending") continue;
    if (said.kind === "slow-down") {
      interval += SLOWER_MS;
      continue;
    }
    finishSoon(session);
    if (said.kind !== "approved") return said;
    const brought = await askVendor(said.call, deps, session.signal);
    return brought.kind === "unreachable" ? { kind: "refused", reason: brought.reason } : said.read(brought.answer);
  }
  return null;
}

/** False where the session has ended first. */
function pause(ms: number, { signal }: LoginSession, { clock }: FlowDeps): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener("abort", onAbort);
      resolve(true);
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
