// Passwords and sessions: /api/dashboard-auth.

import * as contract from "../../../contract/sign-in.ts";
import { changePassword } from "../../management/sign-in/change-password.ts";
import { logIn } from "../../management/sign-in/log-in.ts";
import { setFirstPassword } from "../../management/sign-in/set-first-password.ts";
import { setViewerPassword } from "../../management/sign-in/viewer-password.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import { sessionTokenOf } from "./session-cookie.ts";
import {
  failedTry,
  handOver,
  ownSession,
  sessionOf,
  setCookie,
  type SignInHandlersDeps,
  signInView,
  tooManyTries,
} from "./sign-in-answers.ts";

export function serveSignIn({ serve }: Api, deps: SignInHandlersDeps): void {
  const { signIn } = deps;

  serve(contract.getSession, async (context) =>
    context.json(await signInView(context, await sessionOf(context, deps), deps), 200),
  );

  serve(contract.setUpPassword, async (context) => {
    const { password, bootstrap_token: token } = context.req.valid("json");
    await checkBootstrap(context, token, deps);
    const set = await setFirstPassword(password, signIn);
    if (set.kind === "already_configured") {
      throw new ApiFault("password_already_configured", "There is a password already: sign in with it");
    }
    if (set.kind === "too_many_tries") throw tooManyTries(set);
    return context.json(await handOver(context, set.opened, deps), 200);
  });

  serve(contract.logIn, async (context) => {
    const { password } = context.req.valid("json");
    const done = await logIn({ password, address: context.get("address") }, signIn);
    switch (done.kind) {
      case "signed_in":
        return context.json(await handOver(context, done.opened, deps), 200);
      case "too_many_tries":
        throw tooManyTries(done);
      case "not_configured":
        throw new ApiFault("password_not_configured", "There is no password yet: set the first one up");
      case "wrong_password":
        throw await failedTry(context, { fault: wrongPassword(), what: "password" }, deps);
    }
  });

  serve(contract.logOut, async (context) => {
    const token = sessionTokenOf(context.req.raw);
    if (token !== null) await signIn.sessions.close(signIn.sha256(token));
    setCookie(context, "", deps);
    return context.json(await signInView(context, null, deps), 200);
  });
}

export function servePasswords({ serve }: Api, deps: SignInHandlersDeps): void {
  const { signIn } = deps;

  serve(contract.changePassword, async (context) => {
    const { current_password: current, new_password: next } = context.req.valid("json");
    const session = await ownSession(context, deps);
    const address = context.get("address");
    const done = await changePassword({ current, next, address, sessionHash: session.hash }, signIn);
    switch (done.kind) {
      case "changed":
        return context.json(await signInView(context, session, deps), 200);
      case "too_many_tries":
        throw tooManyTries(done);
      case "taken":
        throw new ApiFault("validation_error", "new_password: is the viewers' password; choose another");
      case "wrong_password":
        throw await failedTry(context, { fault: wrongPassword(), what: "current password" }, deps);
    }
  });

  serve(contract.endOtherSessions, async (context) => {
    const { hash } = await ownSession(context, deps);
    return context.json({ ended: await signIn.sessions.closeOthers(hash, signIn.clock.now()) }, 200);
  });

  serve(contract.setViewerPassword, async (context) => {
    const done = await setViewerPassword(context.req.valid("json").password, signIn);
    if (done.kind === "taken") {
      throw new ApiFault("validation_error", "password: is the operator's password; choose another");
    }
    return context.json(await signInView(context, await ownSession(context, deps), deps), 200);
  });

  serve(contract.removeViewerPassword, async (context) => {
    if (!(await signIn.credentials.remove("viewer"))) throw new ApiFault("not_found", "There is no viewers' password");
    return context.json(await signInView(context, await ownSession(context, deps), deps), 200);
  });
}

/** Nobody from elsewhere becomes the operator of a fresh start without what its terminal shows. */
async function checkBootstrap(context: ApiContext, token: string | undefined, deps: SignInHandlersDeps): Promise<void> {
  if (deps.origins.isLocal(context.req.raw, context.env.peer)) return;
  // Where there is a password, that is all there is to say, to anybody.
  if ((await deps.signIn.credentials.find("operator")) !== null) return;
  const tried = deps.signIn.tries.take(context.get("address"));
  if (tried.kind === "too_many_tries") throw tooManyTries(tried);
  if (token !== undefined && deps.isBootstrapToken(token)) return tried.giveBack();
  const fault = new ApiFault(
    "invalid_bootstrap_token",
    token === undefined
      ? "From another computer the first password needs bootstrap_token, which Switchyard printed when it started"
      : "This is not the bootstrap_token that Switchyard printed when it last started",
  );
  throw await failedTry(context, { fault, what: "bootstrap token" }, deps);
}

function wrongPassword(): ApiFault {
  return new ApiFault("invalid_credentials", "The password is wrong");
}
