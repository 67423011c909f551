// The operator's password changes: whoever else signed in with the one before has to know the new one. Of two changes at once,
// one is made.

import { BUSY, type SignInDeps, type TooManyTries } from "./deps.ts";
import { isPasswordOf } from "./viewer-password.ts";
import { plainPassword } from "./plain-password.ts";

export type PasswordChanged =
  | { readonly kind: "changed" }
  | { readonly kind: "wrong_password" }
  /** It is the viewers'. */
  | { readonly kind: "taken" }
  | TooManyTries;

export interface PasswordChange {
  readonly current: string;
  readonly next: string;
  readonly address: string;
  /** The session that makes the change stays. */
  readonly sessionHash: string;
}

export async function changePassword(change: PasswordChange, deps: SignInDeps): Promise<PasswordChanged> {
  if (deps.passwords.isBusy()) return BUSY;
  const tried = deps.tries.take(change.address);
  if (tried.kind === "too_many_tries") return tried;
  const operator = await deps.credentials.find("operator");
  if (operator === null || !(await deps.passwords.verify(plainPassword(change.current), operator.secret))) {
    return { kind: "wrong_password" };
  }
  tried.giveBack();
  if (await isPasswordOf("viewer", change.next, deps)) return { kind: "taken" };
  const secret = await deps.passwords.hash(plainPassword(change.next));
  const isReplaced = await deps.credentials.replace(
    { name: "operator", secret, stamp: deps.ids.token("stamp") },
    { stamp: operator.stamp, keptSession: change.sessionHash },
  );
  return { kind: isReplaced ? "changed" : "wrong_password" };
}
