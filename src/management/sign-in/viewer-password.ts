// The second password, for those who may look. It is never the operator's: what is typed decides who has signed in.

import type { Role } from "../../domain/sign-in.ts";
import type { SignInDeps } from "./deps.ts";
import { plainPassword } from "./plain-password.ts";

export type ViewerPasswordSet =
  | { readonly kind: "set" }
  /** It is the operator's. */
  | { readonly kind: "taken" };

/** Ends the sessions of the viewers' password before. */
export async function setViewerPassword(password: string, deps: SignInDeps): Promise<ViewerPasswordSet> {
  if (await isPasswordOf("operator", password, deps)) return { kind: "taken" };
  const secret = await deps.passwords.hash(plainPassword(password));
  await deps.credentials.put({ name: "viewer", secret, stamp: deps.ids.token("stamp") });
  return { kind: "set" };
}

export async function isPasswordOf(role: Role, password: string, deps: SignInDeps): Promise<boolean> {
  const credential = await deps.credentials.find(role);
  return credential !== null && deps.passwords.verify(plainPassword(password), credential.secret);
}
