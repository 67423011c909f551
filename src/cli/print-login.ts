// What a sign-in says while it goes on, to people and to programs.

import type { StartedLogin } from "../logins/flows/login-flow.ts";
import { accountDocument } from "./account-document.ts";
import { planLabel } from "./account-labels.ts";
import { type KnownAccount, PROVIDER_ORDER } from "./hands.ts";
import { numberedAccounts } from "../domain/account-list.ts";
import type { Printer } from "./print.ts";
import { nameOf } from "./select-accounts.ts";

type Started = Extract<StartedLogin, { kind: "started" }>;

interface Shown {
  /** Of the provider. */
  readonly name: string;
  readonly isOpened: boolean;
  readonly isPasting: boolean;
}

export function startLines({ url, device, isListening, advice }: Started, shown: Shown): readonly string[] {
  const advised = advice === null ? [] : [advice];
  if (device !== null) {
    const minutes = Math.round(device.expiresInMs / 60_000);
    const page = [`Sign in to ${shown.name}: open this page in any browser`, "", `  ${url}`, ""];
    return [...advised, ...page, `and confirm the code ${device.userCode} there, within ${minutes} minutes.`];
  }
  const opened = shown.isOpened
    ? `Sign in to ${shown.name} in the browser. If none came up, open this page:`
    : `Sign in to ${shown.name}: open this page in a browser`;
  return [...advised, opened, "", `  ${url}`, "", ...waitLines(isListening, shown.isPasting)];
}

function waitLines(isListening: boolean, isPasting: boolean): readonly string[] {
  if (!isListening) {
    return ["The browser cannot come back here by itself. Paste the address that it ends at and press Enter:"];
  }
  const waiting = "Waiting for the sign-in, ten minutes at most; Ctrl-C gives it up.";
  return isPasting
    ? [waiting, "Is the browser elsewhere? Paste the address that it ends at and press Enter."]
    : [waiting];
}

export function pasteWords(what: "no-address" | "other-sign-in" | "not-waiting"): string {
  switch (what) {
    case "no-address":
      return "That is no address of a sign-in: it begins with http and holds code= and state=. Try again:";
    case "other-sign-in":
      return "That address is of another sign-in. Open the page above, sign in there and paste where it ends:";
    case "not-waiting":
      return "This sign-in has had its answer already.";
  }
}

export function awaitingDocument({ url, device, isListening }: Started, provider: string): Record<string, unknown> {
  return {
    command: "login",
    phase: "awaiting_user",
    provider,
    verification_url: url,
    user_code: device?.userCode ?? null,
    expires_in_seconds: device === null ? null : Math.round(device.expiresInMs / 1000),
    listening: isListening,
  };
}

export function signedInLine(account: KnownAccount, isNew: boolean, { green }: Printer): string {
  const what = isNew ? "a new account" : "it was there already and has new tokens";
  return `${green("✓")} Signed in as ${nameOf(account)} [${account.provider}, ${planLabel(account)}]: ${what}.`;
}

export function signedInDocument(account: KnownAccount, isNew: boolean, now: number): Record<string, unknown> {
  const [numbered] = numberedAccounts([account], PROVIDER_ORDER);
  return {
    command: "login",
    phase: "completed",
    created: isNew,
    // Its number is one of a whole list, which this is not.
    account: numbered === undefined ? null : { ...accountDocument(numbered, null, now), number: undefined },
  };
}
