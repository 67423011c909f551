// A password opens a session: the operator's or the viewers'. Who guesses is slowed down before anything is looked at.

import type { Credential } from "../../domain/sign-in.ts";
import { BUSY, type SignInDeps, type TooManyTries } from "./deps.ts";
import { plainPassword } from "./plain-password.ts";
import { type OpenedToken, openSession } from "./sessions.ts";

export type LoggedIn =
  | { readonly kind: "signed_in"; readonly opened: OpenedToken }
  | { readonly kind: "wrong_password" }
  | { readonly kind: "not_configured" }
  | TooManyTries;

export async function logIn(
  { password, address }: { readonly password: string; readonly address: string },
  deps: SignInDeps,
): Promise<LoggedIn> {
  if (deps.passwords.isBusy()) return BUSY;
  const tried = deps.tries.take(address);
  if (tried.kind === "too_many_tries") return tried;
  const operator = await deps.credentials.find("operator");
  if (operator === null) {
    tried.giveBack();
    return { kind: "not_configured" };
  }
  const credential = await rightOne(password, [operator, await deps.credentials.find("viewer")], deps);
  const opened = credential === null ? null : await openSession(credential, false, deps);
  if (opened === null) return { kind: "wrong_password" };
  tried.giveBack();
  return { kind: "signed_in", opened };
}

async function rightOne(
  password: string,
  credentials: readonly (Credential | null)[],
  { passwords }: Pick<SignInDeps, "passwords">,
): Promise<Credential | null> {
  for (const credential of credentials) {
    if (credential !== null && (await passwords.verify(plainPassword(password), credential.secret))) return credential;
  }
  return null;
}
