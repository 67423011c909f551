// A code of the authenticator app: right within a step of now, and only once, also where it is sent twice at the same time.

import type { Credential } from "../../domain/sign-in.ts";
import type { SignInDeps, TooManyTries } from "./deps.ts";

export type CodeChecked =
  | { readonly kind: "right" }
  | { readonly kind: "wrong" }
  | { readonly kind: "not_configured" }
  | TooManyTries;

export interface GivenCode {
  readonly code: string;
  readonly address: string;
}

/** Uses the code up. */
export async function checkCode({ code, address }: GivenCode, deps: SignInDeps): Promise<CodeChecked> {
  const known = await deps.credentials.find("totp");
  if (known === null) return { kind: "not_configured" };
  return tryCode({ address, look: () => isRight(known, code, deps) }, deps);
}

/** Counts the try; whoever knows the password guesses no faster from many addresses. */
export async function tryCode(
  { address, look }: { readonly address: string; look(): Promise<boolean> },
  { tries, codeTries }: Pick<SignInDeps, "tries" | "codeTries">,
): Promise<Exclude<CodeChecked, { kind: "not_configured" }>> {
  const tried = tries.take(address);
  if (tried.kind === "too_many_tries") return tried;
  const triedByAll = codeTries.take("everybody");
  if (triedByAll.kind === "too_many_tries") {
    tried.giveBack();
    return triedByAll;
  }
  if (!(await look())) return { kind: "wrong" };
  tried.giveBack();
  triedByAll.giveBack();
  return { kind: "right" };
}

async function isRight({ secret }: Credential, code: string, deps: SignInDeps): Promise<boolean> {
  const step = deps.totp.stepOf(secret, code, deps.clock.now());
  return step !== null && (await deps.credentials.useStep(step));
}
