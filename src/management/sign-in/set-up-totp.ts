// The second factor: begun in a session, in force once a code has shown that the app has it, taken away with a code.

import type { SignInDeps } from "./deps.ts";
import type { Session } from "./sessions.ts";
import { checkCode, type CodeChecked, type GivenCode, tryCode } from "./verify-code.ts";

export type TotpSetupStarted =
  | { readonly kind: "started"; readonly secret: string; readonly uri: string }
  | { readonly kind: "already_configured" };

export type TotpConfirmed =
  | Exclude<CodeChecked, { kind: "not_configured" }>
  | { readonly kind: "not_started" }
  | { readonly kind: "already_configured" };

/** Beginning again forgets the secret of before. */
export async function startTotpSetup({ hash }: Session, deps: SignInDeps): Promise<TotpSetupStarted> {
  if ((await deps.credentials.find("totp")) !== null) return { kind: "already_configured" };
  const secret = deps.totp.newSecret();
  await deps.sessions.keepSetup(hash, secret);
  return { kind: "started", secret, uri: deps.totp.uri(secret) };
}

export async function confirmTotpSetup(
  { hash, setupSecret }: Session,
  { code, address }: GivenCode,
  deps: SignInDeps,
): Promise<TotpConfirmed> {
  if (setupSecret === null) return { kind: "not_started" };
  const step = deps.totp.stepOf(setupSecret, code, deps.clock.now());
  const checked = await tryCode({ address, look: async () => step !== null }, deps);
  if (checked.kind !== "right" || step === null) return checked;
  // The code that confirms it is used up, and this session has shown one.
  const credential = { name: "totp", secret: setupSecret, stamp: deps.ids.token("stamp"), usedStep: step } as const;
  if (!(await deps.credentials.add(credential))) return { kind: "already_configured" };
  await deps.sessions.markVerified(hash);
  await deps.sessions.keepSetup(hash, null);
  return { kind: "right" };
}

/** `stopRequiring`: nothing may require what is not there; it goes first, so that a failure leaves the factor in force. */
export async function disableTotp(
  given: GivenCode,
  deps: SignInDeps & { stopRequiring(): Promise<void> },
): Promise<CodeChecked> {
  const checked = await checkCode(given, deps);
  if (checked.kind !== "right") return checked;
  await deps.stopRequiring();
  await deps.credentials.remove("totp");
  return checked;
}
