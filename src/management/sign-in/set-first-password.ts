// The first run: whoever sets the password is the operator. Of two at once, one.

import { BUSY, type SignInDeps, type TooManyTries } from "./deps.ts";
import { type OpenedToken, openSession } from "./sessions.ts";
import { plainPassword } from "./plain-password.ts";

export type FirstPasswordSet =
  | { readonly kind: "signed_in"; readonly opened: OpenedToken }
  | { readonly kind: "already_configured" }
  | TooManyTries;

export async function setFirstPassword(password: string, deps: SignInDeps): Promise<FirstPasswordSet> {
  if ((await deps.credentials.find("operator")) !== null) return { kind: "already_configured" };
  if (deps.passwords.isBusy()) return BUSY;
  const credential = {
    name: "operator",
    secret: await deps.passwords.hash(plainPassword(password)),
    stamp: deps.ids.token("stamp"),
  } as const;
  if (!(await deps.credentials.add(credential))) return { kind: "already_configured" };
  const opened = await openSession(credential, false, deps);
  return opened === null ? { kind: "already_configured" } : { kind: "signed_in", opened };
}
