// The second factor: /api/dashboard-auth/totp.

import { renderSVG } from "uqr";

import * as contract from "../../../contract/sign-in.ts";
import { confirmTotpSetup, disableTotp, startTotpSetup } from "../../management/sign-in/set-up-totp.ts";
import { checkCode, type CodeChecked } from "../../management/sign-in/verify-code.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import { failedTry, ownSession, type SignInHandlersDeps, signInView, tooManyTries } from "./sign-in-answers.ts";

export function serveTotp({ serve }: Api, deps: SignInHandlersDeps): void {
  const { signIn } = deps;
  const given = (context: ApiContext, code: string) => ({ code, address: context.get("address") });

  serve(contract.startTotpSetup, async (context) => {
    const started = await startTotpSetup(await ownSession(context, deps), signIn);
    if (started.kind === "already_configured") throw alreadyConfigured();
    const { secret, uri } = started;
    return context.json({ secret, otpauth_uri: uri, qr_svg: renderSVG(uri) }, 200);
  });

  serve(contract.confirmTotpSetup, async (context) => {
    const session = await ownSession(context, deps);
    const confirmed = await confirmTotpSetup(session, given(context, context.req.valid("json").code), signIn);
    if (confirmed.kind === "already_configured") throw alreadyConfigured();
    if (confirmed.kind === "not_started") {
      throw new ApiFault("invalid_totp_config", "This session has not begun to set up an authenticator app");
    }
    await refuseUnlessRight(context, confirmed, deps);
    return context.json(await signInView(context, await ownSession(context, deps), deps), 200);
  });

  serve(contract.verifyTotp, async (context) => {
    const { hash } = await ownSession(context, deps);
    const checked = await checkCode(given(context, context.req.valid("json").code), signIn);
    await refuseUnlessRight(context, checked, deps);
    await signIn.sessions.markVerified(hash);
    return context.json(await signInView(context, await ownSession(context, deps), deps), 200);
  });

  serve(contract.disableTotp, async (context) => {
    const { stopRequiringTotp: stopRequiring } = deps;
    const checked = await disableTotp(given(context, context.req.valid("json").code), { ...signIn, stopRequiring });
    await refuseUnlessRight(context, checked, deps);
    return context.json(await signInView(context, await ownSession(context, deps), deps), 200);
  });
}

async function refuseUnlessRight(context: ApiContext, checked: CodeChecked, deps: SignInHandlersDeps): Promise<void> {
  switch (checked.kind) {
    case "right":
      return;
    case "too_many_tries":
      throw tooManyTries(checked);
    case "not_configured":
      throw new ApiFault("invalid_totp_config", "No authenticator app is set up");
    case "wrong": {
      const fault = new ApiFault("invalid_totp_code", "The code is wrong, too old, or has been used already");
      throw await failedTry(context, { fault, what: "code" }, deps);
    }
  }
}

function alreadyConfigured(): ApiFault {
  return new ApiFault("totp_already_configured", "An authenticator app is set up already: disable it first");
}
