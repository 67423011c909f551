// A forgotten password: whoever may write the database sets a new one. All sessions end.

import { PASSWORD_LENGTH } from "../../domain/sign-in.ts";
import type { Passwords } from "../access/key-check.ts";
import type { SignInDeps } from "./deps.ts";
import { plainPassword } from "./plain-password.ts";

export interface PasswordReset {
  readonly password: string;
  /** The authenticator app is lost as well: it is taken away. */
  readonly withoutTotp: boolean;
}

export type PasswordResetDone =
  | { readonly kind: "done"; readonly isTotpRemoved: boolean }
  | { readonly kind: "refused"; readonly reason: string };

export async function resetPassword(
  { password, withoutTotp }: PasswordReset,
  deps: Pick<SignInDeps, "credentials" | "ids"> & { readonly passwords: Pick<Passwords, "hash"> },
): Promise<PasswordResetDone> {
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least || password.length > most) {
    return { kind: "refused", reason: `the password must have ${least} to ${most} characters` };
  }
  const secret = await deps.passwords.hash(plainPassword(password));
  await deps.credentials.put({ name: "operator", secret, stamp: deps.ids.token("stamp") });
  return { kind: "done", isTotpRemoved: withoutTotp && (await deps.credentials.remove("totp")) };
}
