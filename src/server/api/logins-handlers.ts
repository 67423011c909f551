// Signing in to a provider over /api.

import type { z } from "@hono/zod-openapi";

import * as contract from "../../../contract/logins.ts";
import type { Account } from "../../domain/account.ts";
import type { AccountId } from "../../domain/ids.ts";
import type { LoginWish } from "../../logins/flows/login-flow.ts";
import type { OwnedLogin, OwnedLogins } from "../../logins/flows/owned-logins.ts";
import type { LoginOffer } from "../../logins/login-offers.ts";
import { accountNotFound } from "./account-faults.ts";
import type { Api } from "./api-app.ts";
import type { ApiContext } from "./api-env.ts";
import { ApiFault } from "./api-fault.ts";
import { instantOf } from "./instants.ts";

export interface LoginsDeps {
  readonly logins: OwnedLogins;
  offers(): readonly LoginOffer[];
  /** null where there is no such account. */
  account(id: AccountId): Account | null;
}

type LoginView = z.output<(typeof contract.getLogin)["responses"][200]["content"]["application/json"]["schema"]>;
type StartBody = z.output<(typeof contract.startLogin)["request"]["body"]["content"]["application/json"]["schema"]>;

export function serveLogins({ serve }: Api, deps: LoginsDeps): void {
  const { logins } = deps;

  serve(contract.listLoginProviders, (context) => context.json({ providers: deps.offers().map(offerView) }, 200));

  serve(contract.startLogin, async (context) => {
    const wish = wishOf(context.req.valid("json"), deps);
    const started = await logins.start(wish, ownerOf(context));
    if (started.kind === "unsupported") throw notOffered(wish);
    if (started.kind === "failed") throw new ApiFault("login_start_failed", started.reason);
    context.set("auditDetail", `${wish.provider}, ${wish.flow}`);
    return context.json(loginView(started.login), 200);
  });

  serve(contract.listLogins, (context) => context.json({ logins: logins.list(ownerOf(context)).map(loginView) }, 200));

  serve(contract.getLogin, (context) => {
    const login = logins.find(context.req.valid("param").login_id, ownerOf(context));
    if (login === null) throw loginNotFound();
    return context.json(loginView(login), 200);
  });

  serve(contract.bringCallback, (context) => {
    const { login_id } = context.req.valid("param");
    const brought = logins.takeCallback(login_id, ownerOf(context), context.req.valid("json").callback_url);
    switch (brought.kind) {
      case "taken":
        return context.json(loginView(brought.login), 200);
      case "unknown":
        throw loginNotFound();
      case "not-its-own":
        throw new ApiFault("invalid_callback_url", "That is not the address at which this sign-in's browser ended");
      case "not-waiting":
        throw new ApiFault("login_not_pending", "The sign-in waits for no callback (any more)");
    }
  });

  serve(contract.cancelLogin, (context) => {
    const outcome = logins.cancel(context.req.valid("param").login_id, ownerOf(context));
    if (outcome === "unknown") throw loginNotFound();
    if (outcome === "not-waiting") throw new ApiFault("login_not_pending", "The sign-in has ended already");
    return context.json({ status: "cancelled" as const }, 200);
  });
}

/** Throws ApiFault. */
function wishOf({ provider, flow, account_id, project_id }: StartBody, deps: LoginsDeps): LoginWish {
  const offer = deps.offers().find((one) => one.provider === provider);
  const [usual] = offer?.flows ?? [];
  if (offer === undefined || usual === undefined) {
    throw new ApiFault("login_not_offered", "There is no sign-in at this provider; see /api/logins/providers");
  }
  if (project_id !== undefined && !offer.takesProject) {
    throw new ApiFault("validation_error", "project_id: this provider's login takes none");
  }
  const account = account_id === undefined ? undefined : deps.account(account_id);
  if (account === null) throw accountNotFound();
  if (account !== undefined && (account.provider !== provider || account.credentials.kind !== "oauth")) {
    throw new ApiFault("login_not_offered", `The account is no login at ${provider}`);
  }
  return {
    provider,
    flow: flow ?? usual,
    label: provider,
    fields: project_id === undefined ? {} : { project_id },
    ...(account === undefined ? {} : { onlyAccount: account.id }),
  };
}

/** The session; these calls are never without one. */
function ownerOf(context: ApiContext): string {
  const session = context.get("session");
  if (session === null) throw new Error("a call for those who are signed in, without a session");
  return session.id;
}

function loginView({ id, wish, started, startedAt, expiresAt, status }: OwnedLogin): LoginView {
  return {
    login_id: id,
    provider: wish.provider,
    flow: wish.flow,
    status: status.kind === "wait" ? "pending" : status.kind,
    url: started.url,
    user_code: started.device?.userCode ?? null,
    listening: started.isListening,
    warning: started.advice,
    started_at: instantOf(startedAt),
    expires_at: instantOf(expiresAt),
    for_account_id: wish.onlyAccount ?? null,
    account_id: status.kind === "ok" ? status.account.id : null,
    error: status.kind === "error" ? status.reason : null,
  };
}

function offerView({ provider, name, flows, callbackUrl, takesProject, note, warning }: LoginOffer) {
  return { provider, name, flows: [...flows], callback_url: callbackUrl, takes_project: takesProject, note, warning };
}

function notOffered({ provider, flow }: LoginWish): ApiFault {
  return new ApiFault("login_not_offered", `${provider} has no sign-in by ${flow}; see /api/logins/providers`);
}

function loginNotFound(): ApiFault {
  return new ApiFault("login_not_found", "There is no such sign-in, or it is another session's");
}
